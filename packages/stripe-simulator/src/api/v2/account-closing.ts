import type { PlatformState } from '../../control/schemas.ts'
import { refusedV2 } from '../../http/v2-errors.ts'
import type { V2Record } from '../../accounts/v2/account-view.ts'

/** Throws if Stripe would not close the account. `configurations`: those that the request names. */
export function refuseClosing(
  { account, balance, v2 }: V2Record,
  configurations: readonly string[],
  platform: PlatformState,
): void {
  if (!platform.registered) {
    throw refusedV2(
      'platform_registration_required',
      'Platform has not signed up for Connect and cannot create connected accounts.',
    )
  }
  const applied = v2.configurations
  if (new Set([...applied, ...configurations]).size !== applied.length || configurations.length < applied.length) {
    throw refusedV2(
      'configs_must_match_to_close',
      'Account cannot be closed without specifying the right configurations.',
      { extra: { applied_configurations: applied } },
    )
  }
  if (account.controller?.losses?.payments === 'stripe') {
    throw refusedV2(
      'stripe_loss_liable_cannot_be_deleted',
      'An account for whose losses Stripe is liable cannot be closed by its platform.',
    )
  }
  if (balance === 'available') {
    throw refusedV2('cannot_delete_account_with_balance', 'An account with a balance cannot be closed.')
  }
  if (balance === 'pending') {
    throw refusedV2('pending_transactions_cannot_be_deleted', 'An account with pending transactions cannot be closed.')
  }
}
