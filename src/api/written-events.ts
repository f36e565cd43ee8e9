import type { PlatformAuditEvent } from '../ports/audit-trail.ts'
import { eventReply } from './replies.ts'

/** The audit events as a file of NDJSON, line by line. */
export async function* writtenEvents(events: AsyncIterable<PlatformAuditEvent>): AsyncGenerator<string> {
  for await (const event of events) {
    yield `${JSON.stringify({ ...eventReply(event), clientId: event.clientId ?? null })}\n`
  }
}
