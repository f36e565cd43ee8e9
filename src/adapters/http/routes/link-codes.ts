import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import * as operations from '../../../api/operations/links.ts'
import { ProblemError } from '../../../api/problem.ts'
import { rateLimited, refused } from '../../../api/refusals.ts'
import type { UseCases } from '../../../usecases/all.ts'
import type { Limits } from '../limits.ts'
import { actorOf, setLogContext } from '../request-context.ts'

interface Options extends Pick<UseCases, 'sendCode'> {
  readonly limits: Limits
}

/** For the holder of a link, who has to read the client's email: send a code there. */
export const linkCodeRoutes: FastifyPluginAsyncTypebox<Options> = async (app, { limits, sendCode }) => {
  app.post('/onboard-client/code', operations.sendCode, async (request, reply) => {
    const { token, browser } = request.body
    const { exists } = await limits.useOfToken(token, request)
    const result = await sendCode(token, actorOf(request), { browser })
    if (result.outcome === 'unknown_token') throw await limits.unknown('TOKEN_NOT_FOUND', request)
    exists()
    setLogContext(request, { clientId: result.opening.client.id, tokenId: result.opening.token.id })
    switch (result.outcome) {
      case 'sent':
        reply.code(202)
        return { sentTo: result.sentTo, expiresAt: result.until.toISOString() }
      case 'refused':
        throw refused(result.refusal)
      case 'too_often':
        throw rateLimited(Math.ceil(result.waitMs / 1000))
      case 'not_needed':
        throw new ProblemError('CODE_NOT_NEEDED')
      case 'not_sent':
        throw new ProblemError('CODE_NOT_SENT', { retryAfterSeconds: 5 })
    }
  })
}
