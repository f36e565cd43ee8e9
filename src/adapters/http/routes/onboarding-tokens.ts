import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { issueToken } from '../../../usecases/issue-token.ts'
import type { revokeToken } from '../../../usecases/revoke-token.ts'
import { ProblemError } from '../problem.ts'
import { actOf, named } from '../request-context.ts'
import { issuedReply } from '../replies.ts'
import { ClientParams, InvitedReply, IssueBody, problems, RevokedReply, TokenParams } from '../schemas.ts'

interface Options {
  readonly issueToken: ReturnType<typeof issueToken>
  readonly revokeToken: ReturnType<typeof revokeToken>
  readonly linkFor: (linkSecret: string) => string
  readonly linkLifetimeHours: number
}

/** What the platform's staff does about links. */
export const onboardingTokenRoutes: FastifyPluginAsyncTypebox<Options> = async (app, options) => {
  app.post(
    '/clients/:clientId/onboarding-tokens',
    {
      config: { scope: 'tokens:write' },
      preValidation: async (request) => {
        request.body ??= {} // there is nothing that the caller must say
      },
      schema: {
        params: ClientParams,
        body: IssueBody,
        response: { 201: InvitedReply, ...problems(400, 401, 403, 404, 409, 429, 500, 503) },
      },
    },
    async (request, reply) => {
      const { clientId } = request.params
      const expiresInHours = request.body.expiresInHours ?? options.linkLifetimeHours
      const issued = await options.issueToken({ clientId, expiresInHours }, actOf(request))
      if (issued.outcome === 'unknown_client') throw new ProblemError('CLIENT_NOT_FOUND')
      if (issued.outcome === 'nothing_to_do') throw new ProblemError('ALREADY_COMPLETED')
      named(request, { clientId, tokenId: issued.token.id })
      reply.code(201)
      return issuedReply(issued, options.linkFor)
    },
  )

  app.post(
    '/onboarding-tokens/:tokenId/revoke',
    {
      config: { scope: 'tokens:write' },
      schema: {
        params: TokenParams,
        response: { 200: RevokedReply, ...problems(400, 401, 403, 404, 409, 429, 500, 503) },
      },
    },
    async (request) => {
      const revoked = await options.revokeToken(request.params.tokenId, actOf(request))
      if (revoked.outcome === 'unknown_token') throw new ProblemError('TOKEN_NOT_FOUND')
      if (revoked.outcome === 'completed') throw new ProblemError('ALREADY_COMPLETED')
      named(request, { clientId: revoked.token.clientId, tokenId: revoked.token.id })
      return { status: 'revoked' as const, linksOutstandingUntil: revoked.linksOutstandingUntil?.toISOString() ?? null }
    },
  )
}
