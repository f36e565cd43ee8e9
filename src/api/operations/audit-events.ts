import { answer, ref } from '../schemas/common.ts'
import { AuditEvents, EventsQuery, serviceEventsExample } from '../schemas/events.ts'
import { ADMIN, INPUT, problems } from '../schemas/problems.ts'
import type { Operation } from './operation.ts'

export const listAuditEvents = {
  config: { scope: 'read' },
  schema: {
    operationId: 'listAuditEvents',
    summary: 'List audit events of no single client',
    description: 'Shows who created and revoked API keys, and who imported clients, and when; newest first.',
    tags: ['operations'],
    querystring: EventsQuery,
    response: {
      200: answer('A page of audit events.', ref(AuditEvents), serviceEventsExample),
      ...problems(...ADMIN, ...INPUT),
    },
  },
} satisfies Operation
