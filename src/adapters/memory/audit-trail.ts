import type { AuditTrail } from '../../ports/audit-trail.ts'
import type { MemoryStore } from './store.ts'

/** The audit trail in this process. */
export function memoryAuditTrail({ events }: MemoryStore): AuditTrail {
  return {
    async list(clientId, { limit, after }) {
      const all = events.filter((event) => event.clientId === clientId).toReversed()
      if (all.length === 0) return undefined
      const rest = after === undefined ? all : all.filter(({ id }) => Number(id) < Number(after))
      const items = rest.slice(0, limit)
      const last = rest.length > limit ? items.at(-1) : undefined
      return { items, ...(last !== undefined && { next: last.id }) }
    },
  }
}
