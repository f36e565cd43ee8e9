import { clientsExported } from '../../domain/service-audit.ts'
import type { Actor } from '../../ports/actor.ts'
import type { AuditTrail } from '../../ports/audit-trail.ts'
import type { ClientFilter, ClientRecord, OnboardingQueries } from '../../ports/onboarding-queries.ts'
import { allPages } from '../all-pages.ts'

/** Clients that are in memory at the same time. */
const PAGE = 200

interface Dependencies {
  readonly queries: OnboardingQueries
  readonly auditTrail: AuditTrail
}

/**
 * All clients that match the filter, each once, the newest first. In this order no client changes its place, and one that
 * is invited meanwhile is before the beginning. Records the export when it ends, also if its reader stops early.
 */
export function exportClients({ queries, auditTrail }: Dependencies) {
  return async function* (filter: ClientFilter, actor: Actor): AsyncGenerator<ClientRecord> {
    let [clients, complete] = [0, false]
    const page = (after?: string) =>
      queries.listClients(actor.platform, filter, { limit: PAGE, after, order: '-createdAt' })
    try {
      for await (const record of allPages(page)) {
        clients += 1
        yield record
      }
      complete = true
    } finally {
      const filters = Object.entries(filter).flatMap(([name, value]) => (value === undefined ? [] : [name]))
      await auditTrail.record(clientsExported({ clients, complete, filters }), actor)
    }
  }
}
