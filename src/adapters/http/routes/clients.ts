import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { AuditTrail } from '../../../ports/audit-trail.ts'
import type { inviteClient } from '../../../usecases/invite-client.ts'
import type { showClient } from '../../../usecases/show-client.ts'
import type { syncClient } from '../../../usecases/sync-client.ts'
import { ProblemError, providerFailed } from '../problem.ts'
import { eventReply, issuedReply, recordReply } from '../replies.ts'
import { actOf, named } from '../request-context.ts'
import {
  ClientParams,
  ClientReply,
  EventsQuery,
  EventsReply,
  InvitationBody,
  InvitedReply,
  problems,
} from '../schemas.ts'

interface Options {
  readonly inviteClient: ReturnType<typeof inviteClient>
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
  app.post(
    '/clients',
    {
      config: { scope: 'clients:write' },
      preValidation: async ({ body }) => trimPastedText(body),
      schema: {
        body: InvitationBody,
        response: { 201: InvitedReply, ...problems(400, 401, 403, 409, 413, 415, 429, 500, 503) },
      },
    },
    async (request, reply) => {
      const { expiresInHours = options.linkLifetimeHours, ...client } = request.body
      const invited = await options.inviteClient({ ...client, expiresInHours }, actOf(request))
      if (invited.outcome === 'client_exists') throw new ProblemError('CLIENT_EXISTS')
      if (invited.outcome === 'external_id_exists') throw new ProblemError('EXTERNAL_ID_EXISTS')

      named(request, { clientId: invited.client.id, tokenId: invited.token.id })
      reply.code(201).header('location', `/api/v1/clients/${invited.client.id}`)
      return issuedReply(invited, options.linkFor)
    },
  )

  app.get(
    '/clients/:clientId',
    {
      config: { scope: 'clients:read' },
      schema: { params: ClientParams, response: { 200: ClientReply, ...problems(400, 401, 403, 404, 429, 500, 503) } },
    },
    async (request) => {
      const record = await options.showClient(request.params.clientId)
      if (record === undefined) throw new ProblemError('CLIENT_NOT_FOUND')
      named(request, { clientId: record.client.id, tokenId: record.token.id })
      return recordReply(record)
    },
  )

  app.post(
    '/clients/:clientId/sync',
    {
      config: { scope: 'clients:write' },
      schema: {
        params: ClientParams,
        response: { 200: ClientReply, ...problems(400, 401, 403, 404, 429, 500, 502, 503) },
      },
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
      config: { scope: 'clients:read' },
      schema: {
        params: ClientParams,
        querystring: EventsQuery,
        response: { 200: EventsReply, ...problems(400, 401, 403, 404, 429, 500, 503) },
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

/** Spaces around a pasted name or address are no fault of its writer. */
function trimPastedText(body: unknown): void {
  if (typeof body !== 'object' || body === null) return
  for (const [field, value] of Object.entries(body)) {
    if (typeof value === 'string') Object.assign(body, { [field]: value.trim() })
  }
}
