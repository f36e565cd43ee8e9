import type { AuditTrail } from '../../ports/audit-trail.ts'
import { pageOf } from '../../shared/page.ts'
import { copyOf, type MemoryStore } from './store.ts'

/** The audit trail in memory. */
export function memoryAuditTrail({ audit }: MemoryStore): AuditTrail {
  return {
    async list(clientId, { limit, after }) {
      const rest = audit
        .filter((event) => event.clientId === clientId)
        .toReversed()
        .filter(({ id }) => after === undefined || Number(id) < Number(after))
      const { items, ...page } = pageOf(rest, limit, ({ id }) => id)
      return { items: items.map(({ clientId: _id, ...event }) => copyOf(event)), ...page }
    },
  }
}
