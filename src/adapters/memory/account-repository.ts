import { readinessOf } from '../../domain/account.ts'
import { transition } from '../../domain/onboarding-token.ts'
import type { AccountRepository } from '../../ports/account-repository.ts'
import type { MemoryStore } from './store.ts'

/** Accounts of one page, as in Postgres. */
const PAGE = 100

/** Connected accounts in this process. */
export function memoryAccountRepository({
  tokensById,
  now,
  clientsById,
  intents,
  accounts,
  audit,
  moved,
  settleEvent,
  keepAccount,
  openTokenOf,
  hasUnknownOutcome,
  notices,
}: MemoryStore): AccountRepository {
  return {
    async find(by) {
      const entry = [...accounts].find(([clientId, { snapshot }]) =>
        'clientId' in by ? by.clientId === clientId : by.accountId === snapshot.accountId,
      )
      if (entry === undefined) return undefined
      const [clientId, { snapshot, origin }] = entry
      return { clientId, snapshot, ...(origin && { origin }), now: now() }
    },

    async saveSnapshot({ snapshot, origin, adopt, eventId }, act) {
      const owner = [...accounts].find(([, account]) => account.snapshot.accountId === snapshot.accountId)?.[0]
      const clientId = owner ?? adopt?.clientId
      if (clientId === undefined || !clientsById.has(clientId)) return { outcome: 'unknown_account' }
      if (owner === undefined && adopt !== undefined) {
        const isAwaited = hasUnknownOutcome(clientId) && intents.get(clientId)?.generation === adopt.generation
        if (!isAwaited) return { outcome: 'unknown_account' }
        keepAccount(clientId, { snapshot, origin, generation: adopt.generation })
        audit(act, clientId, { type: 'account_adopted' })
      }
      const stored = accounts.get(clientId)
      if (stored === undefined) return { outcome: 'unknown_account' }
      if (eventId !== undefined) settleEvent(eventId, 'processed')
      if (stored.snapshot.fetchedAt > snapshot.fetchedAt) return { outcome: 'stale', clientId }
      accounts.set(clientId, { ...stored, snapshot, origin: origin ?? stored.origin })
      if (readinessOf(stored.snapshot).readiness !== readinessOf(snapshot).readiness) {
        audit(act, clientId, { type: 'readiness_changed' })
      }

      const open = openTokenOf(clientId)
      const decision = open && transition(open, { type: 'evidence', at: now(), clientId, snapshot })
      if (open === undefined || decision?.outcome !== 'changed') return { outcome: 'saved', clientId }
      moved(act, open, decision.token, 'token_completed')
      notices.push({ kind: 'completed', tokenId: open.id })
      return { outcome: 'saved', clientId, completed: open.id }
    },

    async keepAccount(clientId, created, act) {
      const before = accounts.get(clientId)
      if (before !== undefined) return before.snapshot.accountId
      keepAccount(clientId, created)
      audit(act, clientId, { type: 'account_adopted' })
      return created.snapshot.accountId
    },

    async listQuiet(quietMs) {
      const before = now().getTime() - quietMs
      const items = [...accounts].flatMap(([clientId, { snapshot }]) => {
        const waits = [...tokensById.values()].some(
          (token) => token.clientId === clientId && token.status === 'in_progress',
        )
        const isDue = waits || readinessOf(snapshot).readiness === 'under_review'
        return isDue && snapshot.fetchedAt.getTime() < before ? [{ accountId: snapshot.accountId }] : []
      })
      return { items }
    },

    async listAttached(after = '') {
      const ids = [...accounts.values()].map(({ snapshot }) => snapshot.accountId).toSorted()
      const items = ids.filter((id) => id > after).slice(0, PAGE)
      const last = items.at(-1)
      return {
        items: items.map((accountId) => ({ accountId })),
        ...(items.length === PAGE && last !== undefined && { next: last }),
      }
    },

    countAttached: async () => accounts.size,

    // Nothing outlives its version here.
    deriveReadiness: async () => {},

    async listUnsettled(quietMs) {
      const before = now().getTime() - quietMs
      const items = [...intents.values()].flatMap((intent) => {
        const client = clientsById.get(intent.clientId)
        const isUnsettled = intent.status === 'open' || intent.status === 'settling'
        return client !== undefined && isUnsettled && intent.openedAt.getTime() < before ? [client] : []
      })
      return { items }
    },
  }
}
