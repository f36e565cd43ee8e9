import { auditExportAnswer, AuditExportQuery } from '../schemas/audit-export.ts'
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

export const exportAuditEvents = {
  config: { scope: 'read' },
  schema: {
    operationId: 'exportAuditEvents',
    summary: 'Export audit events',
    description:
      'The audit trail of the whole platform, as a file: the events of all clients, with the id of the client, and those ' +
      'that are not about a single client. An event that is written meanwhile is not in it. The export is in the audit ' +
      'trail itself. Two exports at the same time.',
    tags: ['operations'],
    querystring: AuditExportQuery,
    response: { 200: auditExportAnswer, ...problems(...ADMIN, ...INPUT) },
  },
} satisfies Operation
