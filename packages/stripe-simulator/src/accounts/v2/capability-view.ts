import type { Stripe } from 'stripe'
import { disabledReason, type StoredAccount } from '../account.ts'
import { merchantCapabilities, transfers, v1CapabilityName } from './capabilities.ts'

// All capabilities have the same statuses.
type Capability = Stripe.V2.Core.Account.Configuration.Recipient.Capabilities.StripeBalance.StripeTransfers
type Status = Capability['status']
type Detail = Capability['status_details'][number]

/** A capability with its place in the account. */
export interface NamedCapability {
  readonly configuration: 'merchant' | 'recipient'
  /** As in requirements and events, for example `stripe_balance.payouts`. */
  readonly name: string
  readonly state: Capability
}

const transfersName = 'stripe_balance.stripe_transfers'
export const payoutsName = 'stripe_balance.payouts'

/** All capabilities of the account. Payouts, which are not requested, come with the others in each configuration. */
export function capabilitiesOf(stored: StoredAccount): NamedCapability[] {
  const { account, v2 } = stored
  const held = new Map(Object.entries<string | undefined>({ ...account.capabilities }))
  const payouts = capability(stored, account.payouts_enabled ? 'active' : payoutsHeldBack(stored))
  return (v2?.configurations ?? []).flatMap((configuration) => {
    const names =
      configuration === 'recipient'
        ? [[transfersName, transfers]]
        : merchantCapabilities.map((name) => [name, v1CapabilityName(name)])
    const requested = names.flatMap(([name = '', v1Name = '']) => {
      const status = held.get(v1Name)
      return status === undefined ? [] : [{ configuration, name, state: capability(stored, status) }]
    })
    return requested.length === 0 ? [] : [...requested, { configuration, name: payoutsName, state: payouts }]
  })
}

// v1 knows only whether payouts are enabled. They wait while everything else does.
const payoutsHeldBack = ({ account }: StoredAccount): string =>
  account.requirements?.disabled_reason === 'requirements.pending_verification' ? 'pending' : 'inactive'

function capability(stored: StoredAccount, v1Status: string): Capability {
  if (stored.unsupported !== undefined) {
    return withDetail('unsupported', { code: stored.unsupported, resolution: 'no_resolution' })
  }
  const rejection = rejectionOf(stored)
  if (rejection !== undefined) return withDetail('rejected', { code: rejection, resolution: 'no_resolution' })
  switch (v1Status) {
    case 'active':
      return { status: 'active', status_details: [] }
    case 'pending':
      return withDetail('pending', { code: 'requirements_pending_verification', resolution: 'no_resolution' })
    default:
      return withDetail('restricted', restriction(stored))
  }
}

const withDetail = (status: Status, detail: Detail): Capability => ({ status, status_details: [detail] })

const rejections = {
  'rejected.fraud': 'rejected_fraud',
  'rejected.incomplete_verification': 'rejected_incomplete_verification',
  'rejected.listed': 'rejected_listed',
  'rejected.other': 'rejected_other',
  'rejected.platform_fraud': 'rejected_platform_fraud',
  'rejected.platform_other': 'rejected_platform_other',
  'rejected.platform_terms_of_service': 'rejected_platform_terms_of_service',
  'rejected.terms_of_service': 'rejected_terms_of_service',
} as const satisfies Record<string, Detail['code']>

function rejectionOf(stored: StoredAccount): Detail['code'] | undefined {
  const reason = disabledReason(stored)
  if (reason === null || !reason.startsWith('rejected.')) return undefined
  return Object.entries(rejections).find(([name]) => name === reason)?.[1] ?? 'rejected_other'
}

/** Why a capability is inactive: what the client has to give, what Stripe verifies, or a decision of Stripe's. */
function restriction(stored: StoredAccount): Detail {
  const { past_due, currently_due, pending_verification } = stored.account.requirements ?? {}
  const reason = disabledReason(stored)
  if (reason === 'listed' || reason === 'other' || reason === 'platform_paused' || reason === 'under_review') {
    return { code: 'restricted_other', resolution: 'contact_stripe' }
  }
  if (past_due?.length || currently_due?.length) return { code: 'requirements_past_due', resolution: 'provide_info' }
  if (pending_verification?.length) return { code: 'requirements_pending_verification', resolution: 'no_resolution' }
  return reason === null || reason === 'action_required.requested_capabilities'
    ? { code: 'determining_status', resolution: 'no_resolution' }
    : { code: 'restricted_other', resolution: 'contact_stripe' }
}
