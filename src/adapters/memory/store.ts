import type { AccountIntent, AccountParameters } from '../../domain/account-intent.ts'
import type { Client } from '../../domain/client.ts'
import type { OnboardingToken } from '../../domain/onboarding-token.ts'
import type { Act } from '../../ports/act.ts'
import type { AuditEvent } from '../../ports/audit-trail.ts'
import type { CreatedAccount, IntentChange, Opening } from '../../ports/token-repository.ts'

interface InboxEntry {
  readonly type: string
  readonly accountId?: string
  readonly receivedAt: Date
  outcome?: 'processed' | 'ignored'
  lastError?: string
}

export type MemoryStore = ReturnType<typeof memoryStore>

/** What the memory repositories share, as the tables of a database. `now` is its clock. */
export function memoryStore({ now }: { now: () => Date }) {
  const clientsById = new Map<string, Client>()
  const tokensById = new Map<string, OnboardingToken>()
  const tokenIdsBySecret = new Map<string, string>()
  const intents = new Map<string, AccountIntent>()
  const accounts = new Map<string, CreatedAccount>()
  const events: (AuditEvent & { clientId: string })[] = []
  const inbox = new Map<string, InboxEntry>()
  const attempts = new Map<string, { tokenId: string; linkExpiresAt: Date; handedOutAt: Date }>()

  const keyOf = (hash: Uint8Array) => Buffer.from(hash).toString('hex')

  function tokenOf(tokenId: string): OnboardingToken {
    const token = tokensById.get(tokenId)
    if (token === undefined) throw new Error(`no token ${tokenId}`)
    return token
  }

  function audit(act: Act, clientId: string, event: Omit<AuditEvent, 'id' | 'at' | 'actor' | 'requestId'>): void {
    events.push({ ...event, clientId, id: String(events.length + 1), at: now(), ...act })
  }

  function moved(act: Act, before: OnboardingToken, after: OnboardingToken, type: string): void {
    tokensById.set(after.id, after)
    audit(act, after.clientId, { type, tokenId: after.id, from: before.status, to: after.status })
  }

  function settleEvent(eventId: string, outcome: 'processed' | 'ignored'): void {
    const entry = inbox.get(eventId)
    if (entry !== undefined && entry.outcome === undefined) inbox.set(eventId, { ...entry, outcome })
  }

  function openingOf(tokenId: string): Opening {
    const token = tokenOf(tokenId)
    const client = clientsById.get(token.clientId)
    if (client === undefined) throw new Error(`token ${tokenId} has no client`)
    const accountId = accounts.get(client.id)?.snapshot.accountId
    return { token, client, ...(accountId !== undefined && { accountId }), now: now() }
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
    now,
    clientsById,
    tokensById,
    tokenIdsBySecret,
    intents,
    accounts,
    events,
    inbox,
    attempts,
    keyOf,
    tokenOf,
    audit,
    moved,
    settleEvent,
    openingOf,
    keepAccount,
    changeIntent,
    openIntent,
  }
}
