import { auditEventsExported } from '../domain/service-audit.ts'
import type { Actor } from '../ports/actor.ts'
import type { AuditTrail, PlatformAuditEvent, TimeSpan } from '../ports/audit-trail.ts'
import { allPages } from './all-pages.ts'

/** Events that are in memory at the same time. */
const PAGE = 500

/**
 * All audit events of a platform, those of its clients and those of no single client, each once, the newest first. One
 * that is written meanwhile is before the beginning. Records the export when it ends, also if its reader stops early.
 */
export function exportAuditEvents({ auditTrail }: { readonly auditTrail: AuditTrail }) {
  return async function* (span: TimeSpan, actor: Actor): AsyncGenerator<PlatformAuditEvent> {
    let [events, complete] = [0, false]
    const page = (after?: string) => auditTrail.listOfPlatform(actor.platform, span, { limit: PAGE, after })
    try {
      for await (const event of allPages(page)) {
        events += 1
        yield event
      }
      complete = true
    } finally {
      const { since, until } = span
      const asked = {
        ...(since !== undefined && { since: since.toISOString() }),
        ...(until !== undefined && { until: until.toISOString() }),
      }
      await auditTrail.record(auditEventsExported({ events, complete, ...asked }), actor)
    }
  }
}
