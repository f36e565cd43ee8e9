import { Type, type FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { AuditTrail } from '../../../ports/audit-trail.ts'
import type { ClientRecord, Taken } from '../../../ports/client-repository.ts'
import type { changeClient } from '../../../usecases/change-client.ts'
import type { eraseClient } from '../../../usecases/erase-client.ts'
import type { inviteClient } from '../../../usecases/invite-client.ts'
import type { listClients } from '../../../usecases/list-clients.ts'
import type { showClient } from '../../../usecases/show-client.ts'
import type { syncClient } from '../../../usecases/sync-client.ts'
import { requireAdmin, type Authenticate } from '../admin-key.ts'
import { IdempotencyHeaders, markReplayed, onceOf } from '../idempotency.ts'
import type { Limits } from '../limits.ts'
import { onceRefused, ProblemError, providerFailed } from '../problem.ts'
import { eventReply, issuedReply, recordReply } from '../replies.ts'
import { actOf, named } from '../request-context.ts'
import {
  ChangeBody,
  ChangedReply,
  ClientParams,
  ClientReply,
  ClientsQuery,
  ClientsReply,
  EventsQuery,
  EventsReply,
  InvitationBody,
  InvitedReply,
  problems,
} from '../schemas.ts'

interface Options {
  readonly authenticate: Authenticate
  readonly limits: Limits
  readonly inviteClient: ReturnType<typeof inviteClient>
  readonly listClients: ReturnType<typeof listClients>
  readonly changeClient: ReturnType<typeof changeClient>
  readonly eraseClient: ReturnType<typeof eraseClient>
  readonly showClient: ReturnType<typeof showClient>
  readonly syncClient: ReturnType<typeof syncClient>
  readonly auditTrail: AuditTrail
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
        headers: IdempotencyHeaders,
        body: InvitationBody,
        response: { 201: InvitedReply, ...problems(400, 401, 409, 413, 415, 422, 429, 500, 503) },
      },
    },
    async (request, reply) => {
      const { expiresInHours = options.linkLifetimeHours, ...client } = request.body
      const invited = await options.inviteClient({ ...client, expiresInHours }, actOf(request), onceOf(request))
      if (invited.outcome === 'client_exists' || invited.outcome === 'external_id_exists') throw taken(invited)
      if (invited.outcome !== 'invited') throw onceRefused(invited)

      named(request, { clientId: invited.client.id, tokenId: invited.token.id })
      markReplayed(reply, invited)
      reply.code(201).header('location', `/api/v1/clients/${invited.client.id}`)
      return issuedReply(invited, options.linkFor)
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

  app.get(
    '/clients',
    { schema: { querystring: ClientsQuery, response: { 200: ClientsReply, ...problems(400, 401, 429, 500, 503) } } },
    async (request) => {
      const { status, readiness, q: text, cursor: after, limit = 50 } = request.query
      const { items, next } = await options.listClients({ status, readiness, text }, { limit, after })
      return { data: items.map(recordReply), nextCursor: next ?? null }
    },
  )

  app.patch(
    '/clients/:clientId',
    {
      preValidation: async ({ body }) => trimPastedText(body),
      schema: {
        params: ClientParams,
        body: ChangeBody,
        response: { 200: ChangedReply, ...problems(400, 401, 404, 409, 413, 415, 429, 500, 503) },
      },
    },
    async (request) => {
      const { clientId } = request.params
      named(request, { clientId })
      const changed = await options.changeClient(clientId, request.body, actOf(request))
      switch (changed.outcome) {
        case 'changed':
          return { ...recordReply(changed.record), newLinkNeeded: isLinkNeeded(changed.record) }
        case 'unknown_client':
          throw new ProblemError('CLIENT_NOT_FOUND')
        case 'country_locked':
          throw new ProblemError('COUNTRY_LOCKED')
        case 'client_exists':
        case 'external_id_exists':
          throw taken(changed)
      }
    },
  )

  app.delete(
    '/clients/:clientId',
    {
      schema: { params: ClientParams, response: { 204: Type.Null(), ...problems(400, 401, 404, 409, 429, 500, 503) } },
    },
    async (request, reply) => {
      const { clientId } = request.params
      named(request, { clientId })
      const erased = await options.eraseClient(clientId, actOf(request))
      if (erased === 'unknown_client') throw new ProblemError('CLIENT_NOT_FOUND')
      if (erased === 'intent_unresolved') throw new ProblemError('INTENT_UNRESOLVED', { retryable: true })
      reply.code(204)
    },
  )

  app.post(
    '/clients/:clientId/sync',
    {
      schema: { params: ClientParams, response: { 200: ClientReply, ...problems(400, 401, 404, 429, 500, 502, 503) } },
    },
    async (request) => {
      named(request, { clientId: request.params.clientId })
      const result = await options.syncClient(request.params.clientId, actOf(request))
      if (result.outcome === 'unknown_client') throw new ProblemError('CLIENT_NOT_FOUND')
      if (result.outcome === 'provider_failed') throw providerFailed(result.failure)
      return recordReply(result.record)
    },
  )

  app.get(
    '/clients/:clientId/events',
    {
      schema: {
        params: ClientParams,
        querystring: EventsQuery,
        response: { 200: EventsReply, ...problems(400, 401, 404, 429, 500, 503) },
      },
    },
    async (request) => {
      const { cursor, limit = 50 } = request.query
      named(request, { clientId: request.params.clientId })
      const page = await options.auditTrail.list(request.params.clientId, {
        limit,
        ...(cursor !== undefined && { after: cursor }),
      })
      if (page === undefined) throw new ProblemError('CLIENT_NOT_FOUND')
      return { data: page.items.map(eventReply), nextCursor: page.next ?? null }
    },
  )
}

/** Whose e-mail or external id another client has. */
const taken = ({ outcome }: Taken): ProblemError =>
  new ProblemError(outcome === 'client_exists' ? 'CLIENT_EXISTS' : 'EXTERNAL_ID_EXISTS')

/** The client's link went to an address that is not its own any more. */
const isLinkNeeded = ({ token }: ClientRecord): boolean =>
  token.status === 'revoked' && token.revokeReason === 'email_changed'

/** Spaces around a pasted name or address are no fault of its writer. */
function trimPastedText(body: unknown): void {
  if (typeof body !== 'object' || body === null) return
  for (const [field, value] of Object.entries(body)) {
    if (typeof value === 'string') Object.assign(body, { [field]: value.trim() })
  }
}
