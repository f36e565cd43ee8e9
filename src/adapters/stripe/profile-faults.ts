import type { AccountProfile } from '../../domain/account-profile.ts'
import type { AccountsApi } from './accounts-api.ts'

/** What Stripe refuses in an account profile. */
export interface ProfileFault {
  /** The field to change, as a path in the profile: `fees`, `countries.BR.agreement`. */
  readonly at: string
  /** What the field must be and why, to be read after its place. */
  readonly reason: string
}

/** What may differ from country to country. */
type Wanted = Pick<AccountProfile, 'capabilities' | 'added' | 'agreement'>

/**
 * All combinations of a profile that Stripe accepts from no platform, or that this service cannot complete. Whether a
 * platform may use the others depends on its own settings at Stripe, and on the client's country.
 */
export function profileFaults(profile: AccountProfile, api: AccountsApi): readonly ProfileFault[] {
  const everywhere = capabilityFaults(profile, profile, api)
  const known = new Set(everywhere.map(({ reason }) => reason))
  const byCountry = Object.entries(profile.countries ?? {}).flatMap(([country, differs]) =>
    capabilityFaults(profile, { ...profile, ...differs }, api)
      .filter(({ reason }) => !known.has(reason))
      .map(({ at, reason }) => ({ at: `countries.${country}.${at}`, reason })),
  )
  return [...responsibilityFaults(profile), ...everywhere, ...byCountry]
}

/** Dashboard, fees and losses. Both generations of the API have the same rules. */
function responsibilityFaults({ dashboard, fees, losses }: AccountProfile): ProfileFault[] {
  if (dashboard === 'express') {
    return [
      ...(fees === 'provider'
        ? [{ at: 'fees', reason: 'must be "platform", because the Express dashboard requires it' }]
        : []),
      ...(losses === 'provider'
        ? [{ at: 'losses', reason: 'must be "platform", because the Express dashboard requires it' }]
        : []),
    ]
  }
  return [
    ...(losses === 'platform' && fees === 'provider'
      ? [{ at: 'fees', reason: 'must be "platform", because a platform that bears the losses also pays the fees' }]
      : []),
    // v1 refuses the combination as long as Stripe collects the requirements. v2 makes the platform collect them.
    ...(losses === 'platform' && dashboard === 'none'
      ? [
          {
            at: 'losses',
            reason:
              'must be "provider", because without a dashboard a platform that bears the losses has to collect what ' +
              'Stripe requires of its clients, and this service leaves that to Stripe',
          },
        ]
      : []),
  ]
}

/** Capabilities and service agreement, everywhere or in one country. */
function capabilityFaults({ dashboard, losses }: AccountProfile, wanted: Wanted, api: AccountsApi): ProfileFault[] {
  const { agreement } = wanted
  const requested = [...wanted.capabilities, ...wanted.added]
  const hasCards = requested.includes('card_payments')
  const hasTransfers = requested.includes('transfers')
  const faults: ProfileFault[] = []
  if (wanted.capabilities.length === 0) {
    faults.push({ at: 'capabilities', reason: 'must name at least one capability, or no account is ever payable' })
  }
  if (agreement === 'recipient' && api === 'v2') {
    faults.push({
      at: 'agreement',
      reason:
        'must be "full" or omitted, because only Accounts v1 (STRIPE_ACCOUNTS_API=v1) offers a choice of agreement',
    })
  } else if (agreement === 'recipient' && hasCards) {
    faults.push({ at: 'agreement', reason: 'must be "full", because the recipient agreement excludes card_payments' })
  }
  if (api === 'v2' && hasTransfers && losses === 'provider') {
    faults.push({
      at: 'capabilities',
      reason: 'must not include transfers, because Accounts v2 requires that the platform bears the losses for them',
    })
  } else if (api === 'v2' && hasTransfers && !hasCards && dashboard === 'full') {
    faults.push({
      at: 'capabilities',
      reason:
        'must include card_payments, because Accounts v2 offers transfers alone only without the full Stripe dashboard',
    })
  }
  return faults
}
