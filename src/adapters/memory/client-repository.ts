import type { Client } from '../../domain/client.ts'
import { issue } from '../../domain/onboarding-token.ts'
import type { ClientRepository } from '../../ports/client-repository.ts'
import type { MemoryStore } from './store.ts'

/** Clients in this process. */
export function memoryClientRepository({
  now,
  clientsById,
  tokensById,
  tokenIdsBySecret,
  accounts,
  keyOf,
  audit,
}: MemoryStore): ClientRepository {
  return {
    async invite({ id, name, email, country, externalId }, { id: tokenId, lifetimeMs, secretHash }, act) {
      for (const other of clientsById.values()) {
        if (other.email.toLowerCase() === email.toLowerCase()) return { outcome: 'client_exists' }
        if (externalId !== undefined && other.externalId === externalId) return { outcome: 'external_id_exists' }
      }
      const at = now()
      const client: Client = {
        id,
        name,
        email,
        ...(country !== undefined && { country }),
        ...(externalId !== undefined && { externalId }),
        createdAt: at,
      }
      const { issued } = issue({ id: tokenId, clientId: id, purpose: 'onboarding', at, lifetimeMs })
      clientsById.set(id, client)
      tokensById.set(tokenId, issued)
      tokenIdsBySecret.set(keyOf(secretHash), tokenId)
      audit(act, id, { type: 'token_issued', tokenId, to: 'pending' })
      return { outcome: 'invited', client, token: issued, now: at }
    },

    async find(clientId) {
      const client = clientsById.get(clientId)
      if (client === undefined) return undefined
      const latest = [...tokensById.values()].findLast((token) => token.clientId === clientId)
      if (latest === undefined) throw new Error(`client ${clientId} has no token`)
      const account = accounts.get(clientId)?.snapshot
      return { client, token: latest, ...(account && { account }), now: now() }
    },
  }
}
