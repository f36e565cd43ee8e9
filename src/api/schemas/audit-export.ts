import type { Readable } from 'node:stream'
import { Type, type Static } from '@sinclair/typebox'
import type { TimeSpan } from '../../ports/audit-trail.ts'
import { GivenInstant, Nullable, ref, strict } from './common.ts'
import { AuditEvent, auditEventsExample, serviceEventsExample } from './events.ts'

export const AuditExportQuery = Type.Object(
  {
    since: Type.Optional(GivenInstant('Only what happened then or later.')),
    until: Type.Optional(GivenInstant('Only what happened before.')),
  },
  strict,
)

/** The span of time that a query selects, for the use case. */
export const spanOf = ({ since, until }: Static<typeof AuditExportQuery>): TimeSpan => ({
  ...(since !== undefined && { since: new Date(since) }),
  ...(until !== undefined && { until: new Date(until) }),
})

export const PlatformAuditEvent = Type.Object(
  {
    ...AuditEvent.properties,
    clientId: Nullable(Type.String({ format: 'uuid' }), {
      description: 'The client that it is about, which may be erased; null if it is not about a single client.',
    }),
  },
  { $id: 'PlatformAuditEvent', description: 'An audit event, with the client that it is about.' },
)

const examples = [
  ...serviceEventsExample.data.map((event) => ({ ...event, clientId: null })),
  ...auditEventsExample.data.map((event) => ({ ...event, clientId: '3fa85f64-5717-4562-b3fc-2c963f66afa6' })),
] satisfies readonly Static<typeof PlatformAuditEvent>[]

/** A file, which is streamed. */
export const auditExportAnswer = {
  description:
    'One audit event in each line, the newest first, as JSON (`PlatformAuditEvent`). A file that was not sent completely ' +
    'has no end of its transfer.',
  content: {
    'application/x-ndjson': {
      schema: Type.Unsafe<Readable>({
        type: 'string',
        contentMediaType: 'application/x-ndjson',
        contentSchema: ref(PlatformAuditEvent),
      }),
      example: examples.map((event) => `${JSON.stringify(event)}\n`).join(''),
    },
  },
}
