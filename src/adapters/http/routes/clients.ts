import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { readinessOf } from '../../../domain/account.ts'
import type { Client } from '../../../domain/client.ts'
import { statusAt } from '../../../domain/onboarding-token.ts'
import { isRetryable } from '../../../domain/provider-failure.ts'
import type { ClientRecord } from '../../../ports/client-repository.ts'
import type { inviteClient } from '../../../usecases/invite-client.ts'
import type { showClient } from '../../../usecases/show-client.ts'
import { requireAdmin, type Authenticate } from '../admin-key.ts'
import type { Limits } from '../limits.ts'
import { codeOfFailure, ProblemError } from '../problem.ts'
import { actOf, named } from '../request-context.ts'
import { ClientParams, ClientReply, InvitationBody, InvitedReply, problems } from '../schemas.ts'

interface Options {
  readonly authenticate: Authenticate
  readonly limits: Limits
  readonly inviteClient: ReturnType<typeof inviteClient>
  readonly showClient: ReturnType<typeof showClient>
  /** The link that a client gets, for a link secret. */
  readonly linkFor: (linkSecret: string) => string
  /** How long a link can be opened unless the request says otherwise, in hours. */
  readonly linkLifetimeHours: number
}

/** What the platform's staff does with clients. */
export const clientRoutes: FastifyPluginAsyncTypebox<Options> = async (app, options) => {
  app.addHook('onRequest', requireAdmin(options.authenticate, options.limits.strangers))

  app.post(
    '/clients',
    {
      preValidation: async ({ body }) => trimPastedText(body),
      schema: {
        body: InvitationBody,
        response: { 201: InvitedReply, ...problems(400, 401, 409, 413, 415, 429, 500, 503) },
      },
    },
    async (request, reply) => {
      const { expiresInHours = options.linkLifetimeHours, ...client } = request.body
      const invited = await options.inviteClient({ ...client, expiresInHours }, actOf(request))
      if (invited.outcome === 'client_exists') throw new ProblemError('CLIENT_EXISTS')
      if (invited.outcome === 'external_id_exists') throw new ProblemError('EXTERNAL_ID_EXISTS')

      const { token, linkSecret, now } = invited
      named(request, { clientId: invited.client.id, tokenId: token.id })
      reply.code(201).header('location', `/api/v1/clients/${invited.client.id}`)
      return {
        client: clientReply(invited.client),
        onboarding: {
          tokenId: token.id,
          token: linkSecret,
          url: options.linkFor(linkSecret),
          status: statusAt(token, now),
          expiresAt: token.expiresAt.toISOString(),
        },
      }
    },
  )

  app.get(
    '/clients/:clientId',
    { schema: { params: ClientParams, response: { 200: ClientReply, ...problems(400, 401, 404, 429, 500, 503) } } },
    async (request) => {
      const record = await options.showClient(request.params.clientId)
      if (record === undefined) throw new ProblemError('CLIENT_NOT_FOUND')
      named(request, { clientId: record.client.id, tokenId: record.token.id })
      return recordReply(record)
    },
  )
}

/** Spaces around a pasted name or address are no fault of its writer. */
function trimPastedText(body: unknown): void {
  if (typeof body !== 'object' || body === null) return
  for (const [field, value] of Object.entries(body)) {
    if (typeof value === 'string') Object.assign(body, { [field]: value.trim() })
  }
}

function clientReply({ id, name, email, country, externalId, createdAt }: Client) {
  return {
    id,
    name,
    email,
    country: country ?? null,
    externalId: externalId ?? null,
    createdAt: createdAt.toISOString(),
  }
}

function recordReply({ client, token, account, now }: ClientRecord) {
  const { lastError } = token
  const requirements = account?.requirements
  return {
    client: clientReply(client),
    onboarding: {
      tokenId: token.id,
      purpose: token.purpose,
      status: statusAt(token, now),
      expiresAt: token.expiresAt.toISOString(),
      attempts: token.attempts,
      lastError:
        lastError === undefined
          ? null
          : {
              code: codeOfFailure(lastError),
              providerCode: lastError.code,
              requestId: lastError.requestId ?? null,
              retryable: isRetryable(lastError),
              at: lastError.at.toISOString(),
            },
    },
    account: {
      id: account?.accountId ?? null,
      ...readinessOf(account),
      payoutsEnabled: account?.payoutsEnabled ?? false,
      chargesEnabled: account?.chargesEnabled ?? false,
      requirements: {
        currentlyDue: [...(requirements?.currentlyDue ?? [])],
        pastDue: [...(requirements?.pastDue ?? [])],
        pendingVerification: [...(requirements?.pendingVerification ?? [])],
        deadline: requirements?.deadline?.toISOString() ?? null,
      },
    },
  }
}
