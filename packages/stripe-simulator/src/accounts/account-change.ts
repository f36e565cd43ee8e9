import type { Stripe } from 'stripe'
import type { AccountStateChange, OnboardingOutcome } from '../control/account-schemas.ts'
import type { StoredAccount } from './account.ts'
import { noRequirements, withoutRequirements } from './requirements.ts'

const document = ['individual.verification.document']

const allCapabilities = ({ capabilities = {} }: Stripe.Account, status: 'active' | 'inactive' | 'pending') =>
  Object.fromEntries(Object.keys(capabilities).map((name) => [name, status]))

const withoutTransfers = (capabilities: Stripe.Account.Capabilities): Stripe.Account.Capabilities => ({
  ...capabilities,
  ...(capabilities.transfers && { transfers: 'inactive' }),
})

// Charges and payouts are independent: each can be on without the other.
const canCharge = ({ card_payments }: Stripe.Account.Capabilities): boolean => card_payments === 'active'

/** The effect of a button on the hosted page. `given`: the requirements that were filled in before. */
export function afterOnboarding(
  account: Stripe.Account,
  outcome: OnboardingOutcome,
  given: readonly string[] = [],
): Stripe.Account {
  switch (outcome) {
    case 'save_for_later':
      return withoutRequirements(account, given)
    case 'complete':
      return {
        ...account,
        capabilities: allCapabilities(account, 'active'),
        charges_enabled: account.capabilities?.card_payments !== undefined,
        details_submitted: true,
        payouts_enabled: true,
        requirements: noRequirements,
      }
    case 'needs_more':
      return {
        ...account,
        capabilities: withoutTransfers(allCapabilities(account, 'active')),
        charges_enabled: account.capabilities?.card_payments !== undefined,
        details_submitted: true,
        payouts_enabled: false,
        requirements: {
          ...noRequirements,
          currently_due: document,
          eventually_due: document,
          past_due: document,
          disabled_reason: 'requirements.past_due',
        },
      }
    case 'under_review':
      return {
        ...account,
        capabilities: allCapabilities(account, 'pending'),
        charges_enabled: false,
        details_submitted: true,
        payouts_enabled: false,
        requirements: {
          ...noRequirements,
          pending_verification: document,
          disabled_reason: 'requirements.pending_verification',
        },
      }
    case 'reject':
      return {
        ...account,
        capabilities: allCapabilities(account, 'inactive'),
        charges_enabled: false,
        details_submitted: true,
        payouts_enabled: false,
        requirements: { ...noRequirements, disabled_reason: 'rejected.other' },
      }
  }
}

/** The account after a change by the control API: first the outcome, then the single fields. */
export function changedAccount(stored: StoredAccount, change: AccountStateChange): StoredAccount {
  const { outcome, requirements = {}, future_requirements, capabilities, disabled_reason, ...more } = change
  const { unsupported = stored.unsupported, balance = stored.balance, access: _access, ...flags } = more
  const before = outcome === undefined ? stored.account : afterOnboarding(stored.account, outcome)
  const kept = outcome === undefined ? stored.givenDisabledReason : undefined
  const changed = { ...before.capabilities, ...capabilities }
  const account: Stripe.Account = {
    ...before,
    ...(capabilities !== undefined && { charges_enabled: canCharge(changed) }),
    ...flags,
    capabilities: changed,
    requirements: {
      ...(before.requirements ?? noRequirements),
      ...requirements,
      ...(disabled_reason === null && { disabled_reason }),
    },
    ...(future_requirements !== undefined && {
      future_requirements: { ...(before.future_requirements ?? noRequirements), ...future_requirements },
    }),
  }
  return {
    account,
    givenDisabledReason: disabled_reason === undefined ? kept : (disabled_reason ?? undefined),
    unsupported: unsupported ?? undefined,
    balance: balance ?? undefined,
  }
}

const joined = (before: readonly string[] | null | undefined, more: readonly string[]): string[] => [
  ...new Set([...(before ?? []), ...more]),
]

/** Adds requirements that are due by `deadline` (in seconds). An earlier deadline stays. */
export function withRequirementsDue(account: Stripe.Account, items: readonly string[], deadline: number) {
  const { requirements = noRequirements } = account
  return {
    ...account,
    requirements: {
      ...requirements,
      currently_due: joined(requirements.currently_due, items),
      eventually_due: joined(requirements.eventually_due, items),
      current_deadline: Math.min(requirements.current_deadline ?? deadline, deadline),
    },
  } satisfies Stripe.Account
}

/**
 * After the deadline: the `items` that are still due become past due and stop payouts. Returns the same object if there
 * are none.
 */
export function withRequirementsPastDue(account: Stripe.Account, items: readonly string[]): Stripe.Account {
  const { requirements = noRequirements } = account
  const missing = items.filter((item) => requirements.currently_due?.includes(item))
  if (missing.length === 0) return account
  return {
    ...account,
    capabilities: withoutTransfers(account.capabilities ?? {}),
    payouts_enabled: false,
    requirements: {
      ...requirements,
      past_due: joined(requirements.past_due, missing),
      current_deadline: null,
      disabled_reason: 'requirements.past_due',
    },
  }
}
