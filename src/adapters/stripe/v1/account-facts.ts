import type { AccountCapabilities, AccountHold, AccountFacts, CapabilityStatus } from '../../../domain/account.ts'
import type { AccountAnswer } from './answers.ts'

/** The domain's facts about an account of Accounts v1. `wanted`: the capabilities that the platform needs. */
export function factsOf(account: AccountAnswer, wanted: readonly string[]): AccountFacts {
  const { requirements } = account
  const reason = requirements?.disabled_reason ?? undefined
  const hold = holdOf(reason)
  return {
    accountId: account.id,
    detailsSubmitted: account.details_submitted,
    chargesEnabled: account.charges_enabled,
    payoutsEnabled: account.payouts_enabled,
    capabilities: capabilitiesOf(account, wanted),
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

/**
 * The wanted capabilities that the account has requested. An account from before a configuration change has only those
 * of that time. An account with none of them is useless to the platform, whatever other capabilities it has.
 */
function capabilitiesOf({ capabilities }: AccountAnswer, wanted: readonly string[]): AccountCapabilities {
  const requested = wanted.filter((name) => capabilities?.[name] !== undefined)
  const relevant = requested.length > 0 ? requested : wanted
  return Object.fromEntries(relevant.map((name) => [name, statusOf(capabilities?.[name])]))
}

const statusOf = (status: string | undefined): CapabilityStatus =>
  status === 'active' || status === 'pending' ? status : 'inactive'

/** Stripe's `disabled_reason` in the domain's words. Unknown reasons count as `paused`. */
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
