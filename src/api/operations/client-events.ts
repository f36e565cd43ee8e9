import { ClientParams } from '../schemas/clients.ts'
import { answer, ref } from '../schemas/common.ts'
import { AuditEvents, auditEventsExample, EventsQuery } from '../schemas/events.ts'
import { ADMIN, INPUT, problems } from '../schemas/problems.ts'
import type { Operation } from './operation.ts'

export const listClientEvents = {
  config: { scope: 'clients:read' },
  schema: {
    operationId: 'listClientEvents',
    summary: "List a client's audit events",
    description: 'Shows who did what to this client, and when; newest first.',
    tags: ['clients'],
    params: ClientParams,
    querystring: EventsQuery,
    response: {
      200: answer('A page of audit events.', ref(AuditEvents), auditEventsExample),
      ...problems(...ADMIN, ...INPUT, 'CLIENT_NOT_FOUND'),
    },
  },
} satisfies Operation
