import { Type, type FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { AuditTrail } from '../../../ports/audit-trail.ts'
import type { ClientRecord as StoredClient, Taken } from '../../../ports/client-repository.ts'
import type { changeClient } from '../../../usecases/change-client.ts'
import type { eraseClient } from '../../../usecases/erase-client.ts'
import type { inviteClient } from '../../../usecases/invite-client.ts'
import type { listClients } from '../../../usecases/list-clients.ts'
import type { showClient } from '../../../usecases/show-client.ts'
import type { syncClient } from '../../../usecases/sync-client.ts'
import { IDEMPOTENT_REPLAYED, IdempotencyHeaders, markReplayed, ONCE, onceOf } from '../idempotency.ts'
import { onceRefused, ProblemError, providerFailed } from '../problem.ts'
import { eventReply, issuedReply, recordReply } from '../replies.ts'
import { actOf, named } from '../request-context.ts'
import { ChangeBody, ChangedClient, changedClientExample } from '../schemas/client-change.ts'
import { Clients, clientsExample, ClientsQuery } from '../schemas/client-list.ts'
import { ClientRecord, clientRecordExample } from '../schemas/client-record.ts'
import { ClientParams } from '../schemas/clients.ts'
import { answer, ref } from '../schemas/common.ts'
import { AuditEvents, auditEventsExample, EventsQuery } from '../schemas/events.ts'
import { InvitationBody } from '../schemas/invitation.ts'
import { Issued, issuedExample } from '../schemas/onboarding-tokens.ts'
import { ADMIN, BODY, INPUT, problems } from '../schemas/problems.ts'

interface Options {
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
  app.post(
    '/clients',
    {
      config: { scope: 'clients:write' },
      preValidation: async ({ body }) => trimPastedText(body),
      schema: {
        operationId: 'inviteClient',
        summary: 'Invite a client',
        description:
          'Stores a client and gives it a link. The answer shows the link for the only time: send it to the client.',
        tags: ['clients'],
        headers: IdempotencyHeaders,
        body: InvitationBody,
        response: {
          201: answer('The client, and its link.', ref(Issued), issuedExample, {
            Location: Type.String({ description: 'The path of the client.' }),
            ...IDEMPOTENT_REPLAYED,
          }),
          ...problems(...ADMIN, ...BODY, ...ONCE, 'CLIENT_EXISTS', 'EXTERNAL_ID_EXISTS', 'MAIL_NOT_CONFIGURED'),
        },
      },
    },
    async (request, reply) => {
      const { expiresInHours = options.linkLifetimeHours, ...client } = request.body
      const invited = await options.inviteClient({ ...client, expiresInHours }, actOf(request), onceOf(request))
      if (invited.outcome === 'client_exists' || invited.outcome === 'external_id_exists') throw taken(invited)
      if (invited.outcome === 'mail_not_configured') throw new ProblemError('MAIL_NOT_CONFIGURED')
      if (invited.outcome !== 'invited') throw onceRefused(invited)

      named(request, { clientId: invited.client.id, tokenId: invited.token.id })
      markReplayed(reply, invited)
      reply.code(201).header('location', `/api/v1/clients/${invited.client.id}`)
      return issuedReply(invited, options.linkFor)
    },
  )

  app.get(
    '/clients/:clientId',
    {
      config: { scope: 'clients:read' },
      schema: {
        operationId: 'showClient',
        summary: 'Show a client',
        description: 'Shows a client as it is stored, with its latest token and its account; Stripe is not asked.',
        tags: ['clients'],
        params: ClientParams,
        response: {
          200: answer('The client, its token and its account.', ref(ClientRecord), clientRecordExample),
          ...problems(...ADMIN, ...INPUT, 'CLIENT_NOT_FOUND'),
        },
      },
    },
    async (request) => {
      const record = await options.showClient(request.params.clientId)
      if (record === undefined) throw new ProblemError('CLIENT_NOT_FOUND')
      named(request, { clientId: record.client.id, tokenId: record.token.id })
      return recordReply(record)
    },
  )

  app.get(
    '/clients',
    {
      config: { scope: 'clients:read' },
      schema: {
        operationId: 'listClients',
        summary: 'List clients',
        description: 'Clients that have not been erased, newest first. What is given must all be true of a client.',
        tags: ['clients'],
        querystring: ClientsQuery,
        response: { 200: answer('A page of clients.', ref(Clients), clientsExample), ...problems(...ADMIN, ...INPUT) },
      },
    },
    async (request) => {
      const { status, readiness, q: text, cursor: after, limit = 50 } = request.query
      const { items, next } = await options.listClients({ status, readiness, text }, { limit, after })
      return { data: items.map(recordReply), nextCursor: next ?? null }
    },
  )

  app.patch(
    '/clients/:clientId',
    {
      config: { scope: 'clients:write' },
      preValidation: async ({ body }) => trimPastedText(body),
      schema: {
        operationId: 'changeClient',
        summary: 'Change a client',
        description:
          'Changes what is given. A new e-mail withdraws the open link, which went to the old one. The country cannot ' +
          'be changed once there is an account at Stripe, or may be one.',
        tags: ['clients'],
        params: ClientParams,
        body: ChangeBody,
        response: {
          200: answer('The client as it is now.', ref(ChangedClient), changedClientExample),
          ...problems(...ADMIN, ...BODY, 'CLIENT_NOT_FOUND', 'CLIENT_EXISTS', 'COUNTRY_LOCKED'),
        },
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
      config: { scope: 'clients:write' },
      schema: {
        operationId: 'eraseClient',
        summary: 'Erase a client',
        description:
          'Removes all personal data of a client for good and withdraws its link. Its ids and its audit trail stay. The ' +
          'account at Stripe is not touched. Erasing again is answered alike.',
        tags: ['clients'],
        params: ClientParams,
        response: {
          204: { type: 'null', description: 'The client is erased.' },
          ...problems(...ADMIN, ...BODY, 'CLIENT_NOT_FOUND', 'INTENT_UNRESOLVED'),
        },
      },
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
      config: { scope: 'clients:write' },
      schema: {
        operationId: 'syncClient',
        summary: 'Ask Stripe about a client',
        description: 'Asks Stripe how the account is now, keeps the answer, and shows the client as `showClient` does.',
        tags: ['clients'],
        params: ClientParams,
        response: {
          200: answer('The client, as Stripe knows it now.', ref(ClientRecord), clientRecordExample),
          ...problems(...ADMIN, ...BODY, 'CLIENT_NOT_FOUND', 'STRIPE_ACCOUNT_RETRIEVE_FAILED', 'ACCOUNT_UNAVAILABLE'),
        },
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
        operationId: 'listClientEvents',
        summary: "List a client's events",
        description: 'Tells who did what to this client and when, newest first.',
        tags: ['clients'],
        params: ClientParams,
        querystring: EventsQuery,
        response: {
          200: answer('A page of events.', ref(AuditEvents), auditEventsExample),
          ...problems(...ADMIN, ...INPUT, 'CLIENT_NOT_FOUND'),
        },
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
const isLinkNeeded = ({ token }: StoredClient): boolean =>
  token.status === 'revoked' && token.revokeReason === 'email_changed'

/** Spaces around a pasted name or address are no fault of its writer. */
function trimPastedText(body: unknown): void {
  if (typeof body !== 'object' || body === null) return
  for (const [field, value] of Object.entries(body)) {
    if (typeof value === 'string') Object.assign(body, { [field]: value.trim() })
  }
}
