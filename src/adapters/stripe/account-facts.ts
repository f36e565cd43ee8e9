import type { Stripe } from 'stripe'
import type { AccountHold, AccountFacts } from '../../domain/account.ts'

/** What the domain needs to know of an account of Accounts v1. */
export function factsOf(account: Stripe.Account): AccountFacts {
  const { requirements } = account
  const reason = requirements?.disabled_reason ?? undefined
  const hold = holdOf(reason)
  return {
    accountId: account.id,
    detailsSubmitted: account.details_submitted,
    chargesEnabled: account.charges_enabled,
    payoutsEnabled: account.payouts_enabled,
    ...(hold && { hold }),
    ...(reason !== undefined && { holdReason: reason }),
    requirements: {
      currentlyDue: requirements?.currently_due ?? [],
      pastDue: requirements?.past_due ?? [],
      pendingVerification: requirements?.pending_verification ?? [],
      errors: (requirements?.errors ?? []).map(({ requirement, code }) => ({ requirement, code })),
      ...(requirements?.current_deadline && { deadline: new Date(requirements.current_deadline * 1000) }),
    },
  }
}

/** Stripe's `disabled_reason` in the domain's words. Reasons that we do not know stop the client as `paused`. */
function holdOf(reason: string | undefined): AccountHold | undefined {
  if (reason === undefined) return undefined
  if (reason.startsWith('rejected.')) return 'rejected'
  switch (reason) {
    case 'requirements.past_due':
    case 'action_required.requested_capabilities':
      return 'client_action'
    case 'requirements.pending_verification':
    case 'under_review':
      return 'provider_review'
    default:
      return 'paused'
  }
}
