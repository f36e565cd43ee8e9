import type { Stripe } from 'stripe'
import type { AccountParams } from '../accounts/account-schema.ts'
import { afterOnboarding, changedAccount } from '../accounts/account-change.ts'
import { newAccount, type StoredAccount } from '../accounts/account.ts'
import type { Clock } from './clock.ts'
import type { AccountStateChange, HeldAccount, OnboardingOutcome } from '../control/schemas.ts'
import { randomId } from '../support/random-id.ts'
import type { ListParams } from '../api/list-params.ts'

export interface AccountRecord extends StoredAccount {
  readonly index: number
  readonly createdMs: number
  readonly access: HeldAccount['access']
}

/** A change that Stripe would tell the platform about. */
export interface AccountChange {
  readonly type: 'account.updated' | 'account.application.deauthorized'
  readonly before: AccountRecord
  readonly after: AccountRecord
}

type ChangeListener = (change: AccountChange) => void

export interface AccountPage {
  readonly data: readonly AccountRecord[]
  readonly hasMore: boolean
}

export type World = ReturnType<typeof createWorld>

/** The accounts that Stripe would hold. */
export function createWorld({
  clock,
  saved = [],
  changed,
}: {
  clock: Clock
  saved?: readonly AccountRecord[] | undefined
  changed: () => void
}) {
  // Oldest first, so a list is a walk from the end; `indexes` finds an account in it.
  let accounts: AccountRecord[] = [...saved]
  let indexes = new Map(accounts.map((record) => [record.account.id, record.index]))
  let listLagMs = 0
  const listeners = new Set<ChangeListener>()

  function find(id: string): AccountRecord | undefined {
    const index = indexes.get(id)
    return index === undefined ? undefined : accounts[index]
  }

  function put(record: AccountRecord): AccountRecord {
    accounts[record.index] = record
    indexes.set(record.account.id, record.index)
    changed()
    return record
  }

  function tell(type: AccountChange['type'], before: AccountRecord, after: AccountRecord): void {
    for (const listener of listeners) listener({ type, before, after })
  }

  /** Changes an account that the platform still has; nothing happens if `change` answers the same one. */
  function update(
    id: string,
    change: (account: Stripe.Account) => Stripe.Account,
    { keepsReason = true }: { keepsReason?: boolean } = {},
  ): void {
    const record = find(id)
    if (record?.access !== 'connected') return
    const account = change(record.account)
    if (account === record.account) return
    const givenDisabledReason = keepsReason ? record.givenDisabledReason : undefined
    tell('account.updated', record, put({ ...record, account, givenDisabledReason }))
  }

  // The number of accounts, from the oldest on, for which `holds` is true; it must be true up to some point only.
  function countWhile(holds: (record: AccountRecord) => boolean): number {
    let [low, high] = [0, accounts.length]
    while (low < high) {
      const middle = (low + high) >> 1
      const record = accounts[middle]
      if (record !== undefined && holds(record)) low = middle + 1
      else high = middle
    }
    return low
  }

  const secondOf = ({ createdMs }: AccountRecord) => Math.floor(createdMs / 1000)

  return {
    createAccount(params: AccountParams): AccountRecord {
      const createdMs = clock.now()
      const account = newAccount(`acct_1${randomId(16)}`, Math.floor(createdMs / 1000), params)
      return put({ account, createdMs, index: accounts.length, access: 'connected' })
    },

    find,
    all: (): readonly AccountRecord[] => accounts,

    /** A page of the accounts that the platform may see, newest first; `undefined` if its cursor is unknown. */
    listAccounts({
      limit,
      createdFrom,
      createdTo,
      starting_after,
      ending_before,
    }: ListParams): AccountPage | undefined {
      const cursor = starting_after ?? ending_before
      const at = cursor === undefined ? undefined : indexes.get(cursor)
      if (cursor !== undefined && at === undefined) return undefined
      const visibleUntil = clock.now() - listLagMs
      let from = countWhile((record) => secondOf(record) < createdFrom)
      let to = countWhile((record) => secondOf(record) <= createdTo && record.createdMs <= visibleUntil)
      const backwards = ending_before !== undefined
      if (at !== undefined && backwards) from = Math.max(from, at + 1)
      else if (at !== undefined) to = Math.min(to, at)

      const found: AccountRecord[] = []
      for (let step = 0; step < to - from && found.length <= limit; step++) {
        const record = accounts[backwards ? from + step : to - 1 - step]
        if (record?.access === 'connected') found.push(record)
      }
      const data = found.slice(0, limit)
      return { data: backwards ? data.toReversed() : data, hasMore: found.length > limit }
    },

    /** Changes an account, if there is one with this id, and tells the listeners. */
    changeAccount(id: string, change: AccountStateChange): void {
      const record = find(id)
      if (record === undefined) return
      const access = change.access ?? record.access
      const next = put({ ...record, ...changedAccount(record, change), access })
      if (access === 'connected') tell('account.updated', record, next)
      else if (record.access === 'connected') tell('account.application.deauthorized', record, next)
    },

    /** What a person did on the hosted page, where `given` was filled in. */
    onboard(id: string, outcome: OnboardingOutcome, given: readonly string[]): void {
      update(id, (account) => afterOnboarding(account, outcome, given), {
        keepsReason: outcome === 'save_for_later',
      })
    },

    update,

    snapshot: (): AccountRecord[] => accounts,

    setListLag(ms: number): void {
      listLagMs = ms
    },
    listLagMs: () => listLagMs,

    /** Calls the listener after each change of an account that exists; answers a function that stops it. */
    onChange(listener: ChangeListener): () => void {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },

    reset(): void {
      accounts = []
      indexes = new Map()
      listLagMs = 0
      changed()
    },
  }
}
