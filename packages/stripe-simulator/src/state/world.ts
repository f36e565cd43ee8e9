import type { Stripe } from 'stripe'
import { afterOnboarding, changedAccount } from '../accounts/account-change.ts'
import type { AccountParams } from '../accounts/account-schema.ts'
import { newAccount } from '../accounts/account.ts'
import { createdByV2, type V2Creation } from '../accounts/v2/details.ts'
import type { AccountStateChange, OnboardingOutcome } from '../control/account-schemas.ts'
import { createListeners } from '../support/listeners.ts'
import { randomId } from '../support/random-id.ts'
import { createAccountList } from './account-list.ts'
import type { AccountRecord, Owner } from './account-record.ts'
import type { Clock } from './clock.ts'

/** The request of the platform that caused a change. */
export interface Cause {
  readonly requestId: string
  readonly idempotencyKey?: string
}

/** A change that Stripe may send events about. */
export type AccountChange =
  | { readonly kind: 'created'; readonly after: AccountRecord; readonly cause?: Cause | undefined }
  | {
      // `lost`: the platform no longer has access.
      readonly kind: 'updated' | 'lost'
      readonly before: AccountRecord
      readonly after: AccountRecord
      readonly cause?: Cause | undefined
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
  const changes = createChanges({ find: accounts.find, put, notify: (change) => listeners.notify(change) })
  return {
    ...accounts,
    ...changes,

    /** `v2`: what an account that is created with v2 has besides. */
    createAccount(params: AccountParams, caller: Owner & Cause, v2?: V2Creation): AccountRecord {
      const { platform, livemode } = caller
      const createdMs = clock.now()
      const account = newAccount(`acct_1${randomId(16)}`, Math.floor(createdMs / 1000), params)
      const owned = { createdMs, index: accounts.all().length, access: 'connected', platform, livemode } as const
      const after = put(
        v2 === undefined ? { ...owned, account } : { ...owned, account: createdByV2(account, v2), v2: v2.details },
      )
      listeners.notify({ kind: 'created', after, cause: caller })
      return after
    },

    /** Changes an account by the control API, if it exists. */
    changeAccount(id: string, wanted: AccountStateChange): void {
      const before = accounts.find(id)
      if (before === undefined) return
      const access = wanted.access ?? before.access
      changes.change(before, { ...before, ...changedAccount(before, wanted), access })
    },

    /** The result of a person's visit to the hosted page, on which `given` was filled in. */
    onboard(id: string, outcome: OnboardingOutcome, given: readonly string[]): void {
      const keepsReason = outcome === 'save_for_later'
      changes.update(id, (account) => afterOnboarding(account, outcome, given), { keepsReason })
    },

    /** From the first link on, Stripe does not let the platform change what it gave of the business and its people. */
    lockPrefill(record: AccountRecord): void {
      if (record.prefillLocked !== true) put({ ...record, prefillLocked: true })
    },

    /** Calls the listener after each change. Returns a function that removes it. */
    onChange: (listener: (change: AccountChange) => void) => listeners.add(listener),
  }
}

interface ChangesOptions {
  readonly find: (id: string) => AccountRecord | undefined
  readonly put: (record: AccountRecord) => AccountRecord
  readonly notify: (change: AccountChange) => void
}

function createChanges({ find, put, notify }: ChangesOptions) {
  /** Replaces a record and notifies the listeners. */
  function change(before: AccountRecord, next: AccountRecord, cause?: Cause): AccountRecord {
    const after = put(next)
    if (after.access === 'connected') notify({ kind: 'updated', before, after, cause })
    else if (before.access === 'connected') notify({ kind: 'lost', before, after, cause })
    return after
  }

  return {
    change,

    /** Changes an account that the platform still has. If `next` returns the same object, nothing happens. */
    update(
      id: string,
      next: (account: Stripe.Account) => Stripe.Account,
      { keepsReason = true }: { keepsReason?: boolean } = {},
    ): void {
      const before = find(id)
      if (before?.access !== 'connected') return
      const account = next(before.account)
      if (account === before.account) return
      change(before, {
        ...before,
        account,
        givenDisabledReason: keepsReason ? before.givenDisabledReason : undefined,
      })
    },
  }
}
