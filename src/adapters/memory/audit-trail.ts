import type { AuditEntry } from '../../domain/audit.ts'
import type { Actor } from '../../ports/actor.ts'
import type { AuditTrail } from '../../ports/audit-trail.ts'
import type { PageRequest } from '../../ports/onboarding-queries.ts'
import { pageOf } from '../../shared/page.ts'
import { copyOf, type MemoryStore } from './store.ts'

type Stored = MemoryStore['audit'][number]

/** The audit trail in memory. */
export function memoryAuditTrail(store: MemoryStore): AuditTrail {
  async function pageWhere(matches: (event: Stored) => boolean, { limit, after }: PageRequest) {
    const rest = store.audit
      .filter(matches)
      .toReversed()
      .filter(({ id }) => after === undefined || Number(id) < Number(after))
    const { items, ...page } = pageOf(rest, limit, ({ id }) => id)
    return { items: items.map(({ clientId: _id, platform: _platform, ...event }) => copyOf(event)), ...page }
  }

  return {
    list: ({ clientId, platform }, page) =>
      pageWhere((event) => event.clientId === clientId && event.platform === platform, page),
    listOfService: (platform, page) =>
      pageWhere((event) => event.clientId === undefined && event.platform === platform, page),
    async listOfPlatform(platform, { since, until }, { limit, after }) {
      const isIn = ({ at }: Stored) => (since === undefined || at >= since) && (until === undefined || at < until)
      const all = store.audit
        .filter((event) => event.platform === platform && isIn(event))
        .toSorted((one, other) => other.at.getTime() - one.at.getTime() || Number(other.id) - Number(one.id))
      const rest = all.slice(all.findIndex(({ id }) => id === after) + 1)
      const { items, ...page } = pageOf(rest, limit, ({ id }) => id)
      return { items: items.map(({ platform: _platform, ...event }) => copyOf(event)), ...page }
    },
    record: async (entry, actor) => recordAudit(store, entry, { actor, at: store.now() }),
  }
}

/** Appends an audit event; without `clientId`, one that is not about a single client. */
export function recordAudit(
  { audit }: MemoryStore,
  { facts, ...entry }: AuditEntry,
  { actor, at, clientId }: { readonly actor: Actor; readonly at: Date; readonly clientId?: string },
): void {
  const { platform, name, requestId } = actor
  const id = String(audit.length + 1)
  audit.push({
    ...entry,
    ...(facts && { facts: { ...facts } }),
    id,
    at,
    ...(clientId !== undefined && { clientId }),
    platform,
    actor: name,
    requestId,
  })
}
