import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { issueToken } from '../../../usecases/issue-token.ts'
import type { revokeToken } from '../../../usecases/revoke-token.ts'
import { IDEMPOTENT_REPLAYED, IdempotencyHeaders, markReplayed, ONCE, onceOf } from '../idempotency.ts'
import { onceRefused, ProblemError } from '../problem.ts'
import { actOf, named } from '../request-context.ts'
import { issuedReply } from '../replies.ts'
import { ClientParams } from '../schemas/clients.ts'
import { answer, ref } from '../schemas/common.ts'
import { IssueBody, Issued, issuedExample, Revoked, revokedExample, TokenParams } from '../schemas/onboarding-tokens.ts'
import { ADMIN, BODY, problems } from '../schemas/problems.ts'

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
        operationId: 'issueToken',
        summary: 'Give a client a new link',
        description:
          'Gives a client a new link and withdraws its open one. A client that is onboarded gets one when Stripe wants ' +
          'more of it. The answer shows the link for the only time.',
        tags: ['tokens'],
        headers: IdempotencyHeaders,
        params: ClientParams,
        body: IssueBody,
        response: {
          201: answer('The client, and its new link.', ref(Issued), issuedExample, IDEMPOTENT_REPLAYED),
          ...problems(...ADMIN, ...BODY, ...ONCE, 'CLIENT_NOT_FOUND', 'ALREADY_COMPLETED', 'MAIL_NOT_CONFIGURED'),
        },
      },
    },
    async (request, reply) => {
      const { clientId } = request.params
      const { expiresInHours = options.linkLifetimeHours, sendEmail } = request.body
      const issued = await options.issueToken({ clientId, expiresInHours, sendEmail }, actOf(request), onceOf(request))
      if (issued.outcome === 'unknown_client') throw new ProblemError('CLIENT_NOT_FOUND')
      if (issued.outcome === 'nothing_to_do') throw new ProblemError('ALREADY_COMPLETED')
      if (issued.outcome === 'mail_not_configured') throw new ProblemError('MAIL_NOT_CONFIGURED')
      if (issued.outcome !== 'issued') throw onceRefused(issued)
      named(request, { clientId, tokenId: issued.token.id })
      markReplayed(reply, issued)
      reply.code(201)
      return issuedReply(issued, options.linkFor)
    },
  )

  app.post(
    '/onboarding-tokens/:tokenId/revoke',
    {
      config: { scope: 'tokens:write' },
      schema: {
        operationId: 'revokeToken',
        summary: 'Withdraw a link',
        description: 'Makes a link useless. Pages at Stripe that were opened before stay open until they expire.',
        tags: ['tokens'],
        params: TokenParams,
        response: {
          200: answer('It is withdrawn, now or since earlier.', ref(Revoked), revokedExample),
          ...problems(...ADMIN, ...BODY, 'TOKEN_NOT_FOUND', 'ALREADY_COMPLETED'),
        },
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
