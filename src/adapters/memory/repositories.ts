import type { AccountIntent, AccountParameters } from '../../domain/account-intent.ts'
import { readinessOf } from '../../domain/account.ts'
import type { Client } from '../../domain/client.ts'
import {
  issue,
  openingRefusal,
  purposeOfNext,
  transition,
  type OnboardingToken,
} from '../../domain/onboarding-token.ts'
import type { AccountRepository } from '../../ports/account-repository.ts'
import type { Act } from '../../ports/act.ts'
import type { AuditEvent, AuditTrail } from '../../ports/audit-trail.ts'
import type { EventInbox } from '../../ports/event-inbox.ts'
import type { ClientRepository } from '../../ports/client-repository.ts'
import type { CreatedAccount, IntentChange, Opening, TokenRepository } from '../../ports/token-repository.ts'

interface InboxEntry {
  readonly type: string
  readonly accountId?: string
  readonly receivedAt: Date
  outcome?: 'processed' | 'ignored'
  lastError?: string
}

/**
 * Clients and tokens in this process, for tests and for looking at the use cases without a database. Each method runs
 * to its end without waiting, which is what a transaction is to the Postgres adapter. `now` is the database's clock.
 */
export function memoryRepositories({ now }: { now: () => Date }): {
  clients: ClientRepository
  tokens: TokenRepository
  accounts: AccountRepository
  inbox: EventInbox
  auditTrail: AuditTrail
} {
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
    clients: {
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
    },

    tokens: {
      async findBySecret(secretHash) {
        const tokenId = tokenIdsBySecret.get(keyOf(secretHash))
        return tokenId === undefined ? undefined : openingOf(tokenId)
      },

      async findByState(stateHash) {
        const attempt = attempts.get(keyOf(stateHash))
        return attempt && { ...openingOf(attempt.tokenId), handedOutAt: attempt.handedOutAt }
      },

      async issue(clientId, { id, lifetimeMs, secretHash }, act) {
        const client = clientsById.get(clientId)
        if (client === undefined) return { outcome: 'unknown_client' }
        const ofClient = [...tokensById.values()].filter((token) => token.clientId === clientId)
        const onboarded = ofClient.some(({ status }) => status === 'completed')
        const purpose = purposeOfNext({ onboarded, account: accounts.get(clientId)?.snapshot })
        if (purpose === undefined) return { outcome: 'nothing_to_do' }

        const open = ofClient.find(({ status }) => status === 'pending' || status === 'in_progress')
        const at = now()
        const { issued, replaced } = issue({ id, clientId, purpose, at, lifetimeMs }, open)
        if (replaced !== undefined && open !== undefined) moved(act, open, replaced, 'token_revoked')
        tokensById.set(id, issued)
        tokenIdsBySecret.set(keyOf(secretHash), id)
        audit(act, clientId, { type: 'token_issued', tokenId: id, to: 'pending' })
        return { outcome: 'issued', client, token: issued, now: at }
      },

      async revoke(tokenId, reason, act) {
        const token = tokensById.get(tokenId)
        if (token === undefined) return { outcome: 'unknown_token' }
        const at = now()
        const decision = transition(token, { type: 'revoke', at, reason })
        if (decision.outcome === 'refused') return { outcome: 'completed' }
        if (decision.outcome === 'changed') moved(act, token, decision.token, 'token_revoked')
        const outstanding = [...attempts.values()]
          .filter((attempt) => attempt.tokenId === tokenId && attempt.linkExpiresAt > at)
          .map(({ linkExpiresAt }) => linkExpiresAt.getTime())
        return {
          outcome: 'revoked',
          token: decision.token,
          ...(outstanding.length > 0 && { linksOutstandingUntil: new Date(Math.max(...outstanding)) }),
        }
      },

      async openIntent(clientId, parameters) {
        const intent = openIntent(clientId, parameters)
        intents.set(clientId, intent)
        return { intent, storedAccountId: accounts.get(clientId)?.snapshot.accountId, now: now() }
      },

      async changeIntent(change) {
        changeIntent(change)
      },

      async recordLink({ tokenId, clientId, accountId, created, stateHash, linkExpiresAt }, act) {
        const storedId = keepAccount(clientId, created)
        const token = tokenOf(tokenId)
        const at = now()
        if (openingRefusal(token, at) !== undefined) return { outcome: 'refused' }
        if (storedId === undefined) throw new Error(`the account of client ${clientId} is not stored any more`)
        if (storedId !== accountId) return { outcome: 'other_account', accountId: storedId }
        const decision = transition(token, { type: 'link_created', at })
        if (decision.outcome === 'refused') return { outcome: 'refused' }
        moved(act, token, decision.token, 'link_created')
        attempts.set(keyOf(stateHash), { tokenId, linkExpiresAt, handedOutAt: at })
        return { outcome: 'recorded' }
      },

      async recordFailure({ tokenId, clientId, failure, created, intentChange }, act) {
        keepAccount(clientId, created)
        if (intentChange !== undefined) changeIntent(intentChange)
        const token = tokenOf(tokenId)
        const decision = transition(token, { type: 'provider_failed', at: now(), failure })
        if (decision.outcome === 'changed') moved(act, token, decision.token, 'provider_failed')
      },
    },

    accounts: {
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
          const intent = intents.get(clientId)
          const isAwaited = intent?.status === 'open' || intent?.status === 'settling'
          if (!isAwaited || intent.generation !== adopt.generation) return { outcome: 'unknown_account' }
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

        const open = [...tokensById.values()].find(
          (token) => token.clientId === clientId && (token.status === 'pending' || token.status === 'in_progress'),
        )
        const decision = open && transition(open, { type: 'evidence', at: now(), clientId, snapshot })
        if (open === undefined || decision?.outcome !== 'changed') return { outcome: 'saved', clientId }
        moved(act, open, decision.token, 'token_completed')
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

      async listUnsettled(quietMs) {
        const before = now().getTime() - quietMs
        const items = [...intents.values()].flatMap((intent) => {
          const client = clientsById.get(intent.clientId)
          const isUnsettled = intent.status === 'open' || intent.status === 'settling'
          return client !== undefined && isUnsettled && intent.openedAt.getTime() < before ? [client] : []
        })
        return { items }
      },
    },

    inbox: {
      async receive({ id, type, accountId }, { ignored }) {
        if (inbox.has(id)) return 'known'
        inbox.set(id, {
          type,
          receivedAt: now(),
          ...(accountId !== undefined && { accountId }),
          ...(ignored && { outcome: 'ignored' }),
        })
        return 'new'
      },

      async find(eventId) {
        const entry = inbox.get(eventId)
        if (entry === undefined) return undefined
        const { type, accountId, receivedAt, outcome } = entry
        const account = [...accounts.values()].find(({ snapshot }) => snapshot.accountId === accountId)
        return {
          id: eventId,
          type,
          receivedAt,
          processed: outcome !== undefined,
          ...(accountId !== undefined && { accountId }),
          ...(account && { accountFetchedAt: account.snapshot.fetchedAt }),
          now: now(),
        }
      },

      async settle(eventId, outcome) {
        settleEvent(eventId, outcome)
      },

      async noteFailure(eventId, reason) {
        const entry = inbox.get(eventId)
        if (entry !== undefined && entry.outcome === undefined) inbox.set(eventId, { ...entry, lastError: reason })
      },

      // There is no queue in memory: who tests calls `processEvent` again.
      async replay() {
        return 0
      },
    },

    auditTrail: {
      async list(clientId, { limit, after }) {
        const all = events.filter((event) => event.clientId === clientId).toReversed()
        if (all.length === 0) return undefined
        const rest = after === undefined ? all : all.filter(({ id }) => Number(id) < Number(after))
        const items = rest.slice(0, limit)
        const last = rest.length > limit ? items.at(-1) : undefined
        return { items, ...(last !== undefined && { next: last.id }) }
      },
    },
  }
}
