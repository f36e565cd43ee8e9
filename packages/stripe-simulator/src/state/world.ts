import type { Stripe } from 'stripe'
import { afterOnboarding, changedAccount } from '../accounts/account-change.ts'
import type { AccountParams } from '../accounts/account-schema.ts'
import { newAccount } from '../accounts/account.ts'
import type { AccountStateChange, OnboardingOutcome } from '../control/schemas.ts'
import { createListeners } from '../support/listeners.ts'
import { randomId } from '../support/random-id.ts'
import { type AccountRecord, createAccountList } from './account-list.ts'
import type { Clock } from './clock.ts'

/** A change that Stripe would report to the platform. */
export interface AccountChange {
  readonly type: 'account.updated' | 'account.application.deauthorized'
  readonly before: AccountRecord
  readonly after: AccountRecord
}

export type World = ReturnType<typeof createWorld>

interface WorldOptions {
  readonly clock: Clock
  readonly saved?: readonly AccountRecord[] | undefined
  readonly changed: () => void
}

/** The accounts at Stripe. */
export function createWorld({ clock, saved = [], changed }: WorldOptions) {
  const { put, ...accounts } = createAccountList({ clock, saved, changed })
  const listeners = createListeners<AccountChange>()

  /** Changes an account that the platform still has. If `change` returns the same object, nothing happens. */
  function update(
    id: string,
    change: (account: Stripe.Account) => Stripe.Account,
    { keepsReason = true }: { keepsReason?: boolean } = {},
  ): void {
    const record = accounts.find(id)
    if (record?.access !== 'connected') return
    const account = change(record.account)
    if (account === record.account) return
    const givenDisabledReason = keepsReason ? record.givenDisabledReason : undefined
    const after = put({ ...record, account, givenDisabledReason })
    listeners.tell({ type: 'account.updated', before: record, after })
  }

  return {
    ...accounts,

    createAccount(params: AccountParams): AccountRecord {
      const createdMs = clock.now()
      const account = newAccount(`acct_1${randomId(16)}`, Math.floor(createdMs / 1000), params)
      return put({ account, createdMs, index: accounts.all().length, access: 'connected' })
    },

    /** Changes an account, if it exists, and notifies the listeners. */
    changeAccount(id: string, change: AccountStateChange): void {
      const before = accounts.find(id)
      if (before === undefined) return
      const access = change.access ?? before.access
      const after = put({ ...before, ...changedAccount(before, change), access })
      if (access === 'connected') listeners.tell({ type: 'account.updated', before, after })
      else if (before.access === 'connected') {
        listeners.tell({ type: 'account.application.deauthorized', before, after })
      }
    },

    /** The result of a person's visit to the hosted page, on which `given` was filled in. */
    onboard(id: string, outcome: OnboardingOutcome, given: readonly string[]): void {
      update(id, (account) => afterOnboarding(account, outcome, given), {
        keepsReason: outcome === 'save_for_later',
      })
    },

    update,

    /** Calls the listener after each change of an existing account. Returns a function that removes it. */
    onChange: (listener: (change: AccountChange) => void) => listeners.add(listener),
  }
}
