import type { AccountIntent, AccountParameters } from '../../domain/account-intent.ts'
import type { AccountSnapshot } from '../../domain/account.ts'
import type { Client } from '../../domain/client.ts'
import { issue, openingRefusal, transition, type OnboardingToken } from '../../domain/onboarding-token.ts'
import type { ClientRepository } from '../../ports/client-repository.ts'
import type { CreatedAccount, IntentChange, TokenRepository } from '../../ports/token-repository.ts'

interface StoredAccount {
  readonly snapshot: AccountSnapshot
  readonly generation: number
}

/**
 * Clients and tokens in this process, for tests and for looking at the use cases without a database. Each method runs
 * to its end without waiting, which is what a transaction is to the Postgres adapter. `now` is the database's clock.
 */
export function memoryRepositories({ now }: { now: () => Date }): {
  clients: ClientRepository
  tokens: TokenRepository
} {
  const clientsById = new Map<string, Client>()
  const tokensById = new Map<string, OnboardingToken>()
  const tokenIdsBySecret = new Map<string, string>()
  const intents = new Map<string, AccountIntent>()
  const accounts = new Map<string, StoredAccount>()

  const keyOf = (hash: Uint8Array) => Buffer.from(hash).toString('hex')

  function tokenOf(tokenId: string): OnboardingToken {
    const token = tokensById.get(tokenId)
    if (token === undefined) throw new Error(`no token ${tokenId}`)
    return token
  }

  /** Stores the account if the client has none, and says which one is stored then. */
  function keepAccount(clientId: string, created: CreatedAccount | undefined): string | undefined {
    if (created !== undefined && !accounts.has(clientId)) {
      accounts.set(clientId, created)
      intents.set(clientId, { clientId, generation: created.generation, status: 'done' })
    }
    return accounts.get(clientId)?.snapshot.accountId
  }

  function changeIntent({ intent, to }: IntentChange): void {
    const { clientId, generation } = intent
    const stored = intents.get(clientId)
    if (stored?.generation !== generation || stored.status !== intent.status) return
    if (to === 'close') {
      if (stored.status === 'open' && intent.status === 'open' && stored.tries !== intent.tries) return
      intents.set(clientId, { clientId, generation: generation + 1, status: 'closed' })
    } else if (stored.status === 'open') {
      const { parameters, openedAt } = stored
      intents.set(clientId, { clientId, generation, status: 'settling', parameters, openedAt, settlingSince: now() })
    }
  }

  function openIntent(clientId: string, parameters: AccountParameters): AccountIntent {
    const stored = intents.get(clientId)
    switch (stored?.status) {
      case undefined:
      case 'closed':
        return {
          clientId,
          generation: stored?.generation ?? 1,
          status: 'open',
          parameters,
          openedAt: now(),
          tries: 1,
        }
      case 'open':
        return { ...stored, tries: stored.tries + 1 }
      case 'settling':
      case 'done':
        return stored
    }
  }

  return {
    clients: {
      async invite({ id, name, email, country, externalId }, { id: tokenId, lifetimeMs, secretHash }) {
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
    },

    tokens: {
      async findBySecret(secretHash) {
        const tokenId = tokenIdsBySecret.get(keyOf(secretHash))
        if (tokenId === undefined) return undefined
        const token = tokenOf(tokenId)
        const client = clientsById.get(token.clientId)
        if (client === undefined) throw new Error(`token ${tokenId} has no client`)
        const accountId = accounts.get(client.id)?.snapshot.accountId
        return { token, client, ...(accountId !== undefined && { accountId }), now: now() }
      },

      async openIntent(clientId, parameters) {
        const intent = openIntent(clientId, parameters)
        intents.set(clientId, intent)
        return { intent, storedAccountId: accounts.get(clientId)?.snapshot.accountId, now: now() }
      },

      async changeIntent(change) {
        changeIntent(change)
      },

      async recordLink({ tokenId, clientId, accountId, created }) {
        const storedId = keepAccount(clientId, created)
        const token = tokenOf(tokenId)
        const at = now()
        if (openingRefusal(token, at) !== undefined) return { outcome: 'refused' }
        if (storedId === undefined) throw new Error(`the account of client ${clientId} is not stored any more`)
        if (storedId !== accountId) return { outcome: 'other_account', accountId: storedId }
        const decision = transition(token, { type: 'link_created', at })
        if (decision.outcome === 'refused') return { outcome: 'refused' }
        tokensById.set(tokenId, decision.token)
        return { outcome: 'recorded' }
      },

      async recordFailure({ tokenId, clientId, failure, created, intentChange }) {
        keepAccount(clientId, created)
        if (intentChange !== undefined) changeIntent(intentChange)
        const decision = transition(tokenOf(tokenId), { type: 'provider_failed', at: now(), failure })
        if (decision.outcome === 'changed') tokensById.set(tokenId, decision.token)
      },
    },
  }
}
