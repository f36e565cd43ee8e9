import { type AccountIntent, parametersFor } from '../../domain/account-intent.ts'
import type { Client } from '../../domain/client.ts'
import type { LinkAttempt } from '../../domain/link-attempt.ts'
import { transition, type OnboardingToken, type RevokeReason } from '../../domain/onboarding-token.ts'
import type { Act } from '../../ports/act.ts'
import type { AuditEvent } from '../../ports/audit-trail.ts'
import type { NewToken } from '../../ports/client-repository.ts'
import type { NoticeKind } from '../../ports/notice-repository.ts'
import type { Once, OnceRefused } from '../../ports/once.ts'
import type { CreatedAccount, IntentChange, Opening } from '../../ports/token-repository.ts'

interface InboxEntry {
  readonly type: string
  readonly accountId?: string
  readonly receivedAt: Date
  outcome?: 'processed' | 'ignored'
  lastError?: string
}

interface KeptAttempt extends LinkAttempt {
  readonly tokenId: string
  readonly linkExpiresAt: Date
  readonly handedOutAt: Date
  readonly refreshKey: string
}

interface Answered {
  readonly fingerprint: string
  readonly tokenId: string
  readonly at: Date
}

const REMEMBERED_MS = 24 * 3_600_000

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
  const erasedIds = new Set<string>()
  const answered = new Map<string, Answered>()
  const linkMails: string[] = []
  const notices: { kind: NoticeKind; tokenId: string }[] = []
  const browsers = new Map<string, readonly string[]>()
  /** By the hash of their return state. */
  const attempts = new Map<string, KeptAttempt>()

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
    const account = accounts.get(client.id)?.snapshot
    return { token, client, ...(account && { accountId: account.accountId, account }), now: now() }
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

  function openIntent(clientId: string, capabilities?: readonly string[]): AccountIntent {
    const stored = intents.get(clientId)
    const client = clientsById.get(clientId)
    if (client === undefined) throw new Error(`there is no client ${clientId}`)
    switch (stored?.status) {
      case undefined:
      case 'closed':
        return {
          clientId,
          generation: stored?.generation ?? 1,
          status: 'open',
          parameters: parametersFor(client, capabilities),
          openedAt: now(),
          tries: 1,
        }
      case 'open':
        return { ...stored, tries: stored.tries + 1 }
      case 'settling':
      case 'done':
      case 'barred':
        return stored
    }
  }

  function hasUnknownOutcome(clientId: string): boolean {
    const status = intents.get(clientId)?.status
    return status === 'open' || status === 'settling'
  }

  function openTokenOf(clientId: string): OnboardingToken | undefined {
    return [...tokensById.values()].find(
      (token) => token.clientId === clientId && (token.status === 'pending' || token.status === 'in_progress'),
    )
  }

  function revoke(act: Act, token: OnboardingToken | undefined, reason: RevokeReason): void {
    const decision = token && transition(token, { type: 'revoke', at: now(), reason })
    if (token !== undefined && decision?.outcome === 'changed') moved(act, token, decision.token, 'token_revoked')
  }

  /** As in the Postgres adapter; nothing is ever in flight here, since no method waits. */
  function once<T extends { readonly outcome: string }>(
    act: Act,
    request: Once | undefined,
    { secretHash }: NewToken,
    does: { first: () => T; again: (answered: Omit<Opening, 'accountId'> & { replayed: true }) => T },
  ): T | OnceRefused {
    if (request === undefined) return does.first()
    const key = `${act.actor} ${keyOf(request.keyHash)}`
    const fingerprint = keyOf(request.fingerprint)
    const before = answered.get(key)
    if (before !== undefined && now().getTime() - before.at.getTime() < REMEMBERED_MS) {
      if (before.fingerprint !== fingerprint) return { outcome: 'key_reused' }
      tokenIdsBySecret.set(keyOf(secretHash), before.tokenId)
      const { token, client } = openingOf(before.tokenId)
      return does.again({ token, client, now: now(), replayed: true })
    }
    const result = does.first()
    const tokenId = tokenIdsBySecret.get(keyOf(secretHash))
    if (tokenId !== undefined) answered.set(key, { fingerprint, tokenId, at: now() })
    return result
  }

  return {
    now,
    erasedIds,
    answered,
    hasUnknownOutcome,
    openTokenOf,
    revoke,
    once,
    clientsById,
    tokensById,
    tokenIdsBySecret,
    intents,
    accounts,
    events,
    inbox,
    /** The tokens of which a link is to be mailed, in the place of a queue. */
    linkMails,
    /** What clients are to be told, in the place of a queue. */
    notices,
    /** Which browsers have opened a token. */
    browsers,
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
