import { readinessOf } from '../../domain/account.ts'
import { changeClient, isSameEmail, type Client } from '../../domain/client.ts'
import { issue, statusAt } from '../../domain/onboarding-token.ts'
import type {
  ClientFilter,
  ClientRecord,
  ClientRepository,
  Invited,
  NewClient,
  Taken,
} from '../../ports/client-repository.ts'
import type { OnceRefused } from '../../ports/once.ts'
import type { MemoryStore } from './store.ts'

/** Clients in this process. */
export function memoryClientRepository({
  now,
  clientsById,
  erasedIds,
  tokensById,
  tokenIdsBySecret,
  intents,
  accounts,
  answered,
  linkMails,
  keyOf,
  audit,
  once,
  openTokenOf,
  revoke,
  hasUnknownOutcome,
}: MemoryStore): ClientRepository {
  function recordOf(clientId: string): ClientRecord | undefined {
    const client = clientsById.get(clientId)
    if (client === undefined || erasedIds.has(clientId)) return undefined
    const token = [...tokensById.values()].findLast((one) => one.clientId === clientId)
    if (token === undefined) throw new Error(`client ${clientId} has no token`)
    const account = accounts.get(clientId)?.snapshot
    return { client, token, ...(account && { account }), now: now() }
  }

  function takenBy(wanted: { email?: string | undefined; externalId?: string | undefined }, self?: string) {
    for (const { id, email, externalId } of clientsById.values()) {
      if (id === self) continue
      const taken = (outcome: Taken['outcome']): Taken => ({ outcome, clientId: id })
      if (wanted.email !== undefined && isSameEmail(email, wanted.email)) return taken('client_exists')
      if (wanted.externalId !== undefined && externalId === wanted.externalId) return taken('external_id_exists')
    }
    return undefined
  }

  return {
    async invite(newClient, newToken, act, request) {
      return once(act, request, newToken, {
        again: (remembered): Exclude<Invited, OnceRefused> => ({ outcome: 'invited', ...remembered }),
        first: (): Exclude<Invited, OnceRefused> => {
          const taken = takenBy(newClient)
          if (taken !== undefined) return taken
          const { id: tokenId, lifetimeMs, secretHash, sendsMail } = newToken
          const at = now()
          const client = clientOf(newClient, at)
          const { issued } = issue({ id: tokenId, clientId: client.id, purpose: 'onboarding', at, lifetimeMs })
          clientsById.set(client.id, client)
          tokensById.set(tokenId, issued)
          tokenIdsBySecret.set(keyOf(secretHash), tokenId)
          audit(act, client.id, { type: 'token_issued', tokenId, to: 'pending' })
          if (sendsMail) linkMails.push(tokenId)
          return { outcome: 'invited', client, token: issued, now: at }
        },
      })
    },

    async find(clientId) {
      return recordOf(clientId)
    },

    async findTaken(client) {
      return takenBy(client)
    },

    async list(filter, { limit, after }) {
      const all = [...clientsById.keys()]
        .toSorted()
        .toReversed()
        .filter((id) => after === undefined || id < after)
        .flatMap((id) => recordOf(id) ?? [])
        .filter((record) => isListed(record, filter))
      const items = all.slice(0, limit)
      const last = all.length > limit ? items.at(-1) : undefined
      return { items, ...(last && { next: last.client.id }) }
    },

    async change(clientId, change, act) {
      const record = recordOf(clientId)
      if (record === undefined) return { outcome: 'unknown_client' }
      const countryLocked = accounts.has(clientId) || hasUnknownOutcome(clientId)
      const changed = changeClient(record.client, change, { countryLocked })
      if (changed.outcome === 'country_locked') return changed
      const taken = takenBy({ email: change.email }, clientId)
      if (taken !== undefined) return taken
      clientsById.set(clientId, changed.client)
      if (changed.fields.length > 0) audit(act, clientId, { type: 'client_changed' })
      if (changed.addressChanged) revoke(act, openTokenOf(clientId), 'email_changed')
      return { outcome: 'changed', record: recordOf(clientId) ?? record }
    },

    async erase(clientId, act) {
      const client = clientsById.get(clientId)
      if (client === undefined) return 'unknown_client'
      if (erasedIds.has(clientId)) return 'erased'
      if (hasUnknownOutcome(clientId)) return 'intent_unresolved'
      const intent = intents.get(clientId)
      if (intent?.status !== 'done') {
        intents.set(clientId, { clientId, generation: intent?.generation ?? 1, status: 'barred' })
      }
      revoke(act, openTokenOf(clientId), 'erased')
      const { id, createdAt } = client
      clientsById.set(id, { id, name: 'Erased client', email: `erased-${id}@example.invalid`, createdAt })
      erasedIds.add(id)
      for (const [key, { tokenId }] of answered) {
        if (tokensById.get(tokenId)?.clientId === clientId) answered.delete(key)
      }
      audit(act, clientId, { type: 'client_erased' })
      return 'erased'
    },
  }
}

function clientOf({ id, name, email, country, externalId }: NewClient, createdAt: Date): Client {
  return {
    id,
    name,
    email,
    ...(country !== undefined && { country }),
    ...(externalId !== undefined && { externalId }),
    createdAt,
  }
}

function isListed({ client, token, account, now }: ClientRecord, { status, readiness, text }: ClientFilter): boolean {
  const haystack = `${client.name} ${client.email} ${client.externalId ?? ''}`.toLowerCase()
  return (
    (status === undefined || statusAt(token, now) === status) &&
    (readiness === undefined || readinessOf(account).readiness === readiness) &&
    (text === undefined || haystack.includes(text.toLowerCase()))
  )
}
