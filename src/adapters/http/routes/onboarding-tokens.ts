import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import * as operations from '../../../api/operations/onboarding-tokens.ts'
import { openLinkReply } from '../../../api/open-link-reply.ts'
import { notExtended, notReminded } from '../../../api/refusals.ts'
import { notIssued, notRevoked } from '../../../api/refused-acts.ts'
import { issuedReply, revokedReply } from '../../../api/replies.ts'
import type { Platforms } from '../../../ports/platforms.ts'
import type { UseCases } from '../../../usecases/all.ts'
import { idempotencyOf, markReplayed } from '../idempotency.ts'
import { actorOf, mayDo, requireScope, setLogContext } from '../request-context.ts'
import { linkOfCaller, type PlatformSettings } from '../platform-settings.ts'

interface Options extends Pick<UseCases, 'issueToken' | 'extendToken' | 'revokeToken' | 'remindClient'> {
  readonly platforms: Platforms<PlatformSettings>
  /** How long a link can be opened if the request does not say, in hours. */
  readonly linkLifetimeHours: number
}

/** Issues and revokes links for staff. */
export const onboardingTokenRoutes: FastifyPluginAsyncTypebox<Options> = async (app, options) => {
  const preValidation = async (request: { body: unknown }) => {
    request.body ??= {} // every field is optional, and so is the body
  }
  app.post(
    '/clients/:clientId/onboarding-tokens',
    { ...operations.issueToken, preValidation },
    async (request, reply) => {
      const { clientId } = request.params
      const { expiresInHours = options.linkLifetimeHours, sendEmail } = request.body
      if (sendEmail) requireScope(request, 'emails:send')
      const invitation = { clientId, expiresInHours, sendEmail }
      const issued = await options.issueToken(invitation, actorOf(request), idempotencyOf(request))
      if (issued.outcome !== 'issued') throw notIssued(issued)

      setLogContext(request, { clientId, tokenId: issued.token.id })
      markReplayed(reply, issued)
      reply.code(201)
      return issuedReply(issued, linkOfCaller(options.platforms, request), mayDo(request, 'clients:read'))
    },
  )

  app.post('/onboarding-tokens/:tokenId/extend', operations.extendToken, async (request) => {
    const extended = await options.extendToken({ ...request.params, ...request.body }, actorOf(request))
    if (extended.outcome !== 'extended' && extended.outcome !== 'unchanged') throw notExtended(extended.outcome)
    setLogContext(request, { clientId: extended.token.clientId, tokenId: extended.token.id })
    return openLinkReply(extended)
  })

  app.post('/clients/:clientId/remind', operations.remindClient, async (request) => {
    setLogContext(request, request.params)
    const reminded = await options.remindClient(request.params.clientId, actorOf(request))
    if (reminded.outcome !== 'reminded') throw notReminded(reminded.outcome)
    setLogContext(request, { clientId: reminded.token.clientId, tokenId: reminded.token.id })
    return openLinkReply(reminded)
  })

  app.post('/onboarding-tokens/:tokenId/revoke', operations.revokeToken, async (request) => {
    const revoked = await options.revokeToken(request.params.tokenId, actorOf(request))
    if (revoked.outcome !== 'revoked') throw notRevoked(revoked)
    setLogContext(request, { clientId: revoked.token.clientId, tokenId: revoked.token.id })
    return revokedReply(revoked)
  })
}
