import { randomUUID } from 'node:crypto'
import { accountKey, type ProviderMemory } from '../../domain/account-intent.ts'
import type { AccountFacts } from '../../domain/account.ts'
import type { AccountControl } from '../../ports/account-control.ts'
import type { ProviderFailure } from '../../domain/provider-failure.ts'
import type { AccountSessions } from '../../ports/account-sessions.ts'
import { PaymentProviderError, type AccountRequest, type PaymentProvider } from '../../ports/payment-provider.ts'

interface HeldAccount extends AccountRequest {
  readonly createdAt: Date
  readonly facts: AccountFacts
}

/** A provider in memory. `accounts` lists its accounts, so that tests can count them. */
export interface MemoryPaymentProvider extends PaymentProvider, AccountControl, AccountSessions {
  accounts(): readonly HeldAccount[]
  /** Simulates the client's work on the provider's pages: changes the facts of its account. */
  change(accountId: string, facts: Partial<AccountFacts>): void
}

/** It forgets nothing that it was asked within a day, and finds what it has at once. */
const MEMORY: ProviderMemory = { keysMs: 24 * 3_600_000, searchLagMs: 60_000 }

/** Accounts and links live as long as the object. `now` is the provider's clock, `api` the name in its references. */
export function memoryPaymentProvider(options: { now: () => Date; api?: string }): MemoryPaymentProvider {
  const { now, api = 'memory' } = options
  const byKey = new Map<string, HeldAccount>()
  let links = 0

  function held(accountId: string, operation: ProviderFailure['operation']): HeldAccount {
    for (const account of byKey.values()) if (account.facts.accountId === accountId) return account
    throw new PaymentProviderError({ operation, outcome: 'account_unavailable', code: 'resource_missing' })
  }

  function change(accountId: string, facts: Partial<AccountFacts>, operation: ProviderFailure['operation']): void {
    const account = held(accountId, operation)
    byKey.set(accountKey(account), { ...account, facts: { ...account.facts, ...facts } })
  }

  return {
    traits: { api, template: 1, needsCountry: false, memory: MEMORY },

    accounts: () => [...byKey.values()],

    change: (accountId, facts) => change(accountId, facts, 'retrieve_account'),

    createAccount: async (request, signal) => {
      heed(signal, 'create_account')
      return create(byKey, request, { accountId: `acct_${api}${byKey.size + 1}`, now: now() })
    },

    async findAccount({ clientId, generation, since }, signal) {
      heed(signal, 'find_account')
      const account = byKey.get(accountKey({ clientId, generation }))
      return account !== undefined && account.createdAt >= since ? account.facts : undefined
    },

    async createAccountLink({ accountId }, signal) {
      heed(signal, 'create_account_link')
      held(accountId, 'create_account_link')
      links += 1
      return { url: `https://connect.invalid/setup/${links}`, expiresAt: new Date(now().getTime() + 300_000) }
    },

    ...sessionsOf({ held, now }),
    ...actsOn({ byKey, held, change }),

    async retrieveAccount({ accountId }, signal) {
      heed(signal, 'retrieve_account')
      const { facts, clientId, generation } = held(accountId, 'retrieve_account')
      return { facts, createdFor: { clientId, generation } }
    },

    async reference() {
      return { api, platformId: 'acct_platform', livemode: false }
    },
  }
}

interface Held {
  readonly byKey: Map<string, HeldAccount>
  readonly held: (accountId: string, operation: ProviderFailure['operation']) => HeldAccount
  readonly change: (accountId: string, facts: Partial<AccountFacts>, operation: ProviderFailure['operation']) => void
}

const sessionsOf = ({ held, now }: Pick<Held, 'held'> & { readonly now: () => Date }): AccountSessions => ({
  async createAccountSession({ accountId, purpose }, signal) {
    heed(signal, 'create_account_session')
    held(accountId, 'create_account_session')
    const expiresAt = new Date(now().getTime() + 1_800_000)
    return { clientSecret: `session-${randomUUID()}`, components: [purpose], expiresAt }
  },
})

/** What the platform does to accounts. */
function actsOn({ byKey, held, change }: Held): AccountControl {
  return {
    async closeAccount(accountId, signal) {
      heed(signal, 'close_account')
      change(accountId, { hold: 'disconnected', holdReason: 'closed', asks: [] }, 'close_account')
    },

    async rejectAccount({ accountId, reason }, signal) {
      heed(signal, 'reject_account')
      change(accountId, { hold: 'rejected', holdReason: reason }, 'reject_account')
    },

    async unrejectAccount(accountId, signal) {
      heed(signal, 'unreject_account')
      const { hold, holdReason: _why, ...facts } = held(accountId, 'unreject_account').facts
      if (hold !== 'rejected') throw refused('unreject_account')
      const account = held(accountId, 'unreject_account')
      byKey.set(accountKey(account), { ...account, facts })
    },

    async createLoginLink(accountId, signal) {
      heed(signal, 'create_login_link')
      if (!held(accountId, 'create_login_link').facts.submitted) throw refused('create_login_link')
      return `https://connect.invalid/login/${randomUUID()}`
    },
  }
}

const refused = (operation: ProviderFailure['operation']) =>
  new PaymentProviderError({ operation, outcome: 'refused', code: 'invalid_request' })

function heed(signal: AbortSignal, operation: ProviderFailure['operation']): void {
  if (signal.aborted) throw new PaymentProviderError({ operation, outcome: 'unknown', code: 'deadline_passed' })
}

/** Creates an account, or returns the one that was created under the same key. */
function create(
  byKey: Map<string, HeldAccount>,
  request: AccountRequest,
  { accountId, now }: { accountId: string; now: Date },
): AccountFacts {
  const key = accountKey(request)
  const before = byKey.get(key)
  if (before === undefined) {
    const facts = newAccount(accountId, request)
    byKey.set(key, { ...request, createdAt: now, facts })
    return facts
  }
  if (!isSameRequest(before, request)) {
    throw new PaymentProviderError({ operation: 'create_account', outcome: 'key_spent', code: 'idempotency_error' })
  }
  return before.facts
}

const isSameRequest = (one: AccountRequest, other: AccountRequest): boolean =>
  JSON.stringify([one.parameters, one.terms]) === JSON.stringify([other.parameters, other.terms])

const newAccount = (accountId: string, { parameters: { country } }: AccountRequest): AccountFacts => ({
  accountId,
  ...(country !== undefined && { country }),
  submitted: false,
  capabilities: { payouts: 'restricted' },
  hold: 'client_action',
  asks: [{ what: 'A bank account that payouts can go to', from: 'client', due: 'now' }],
})
