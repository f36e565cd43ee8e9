import { requests } from '../accounts/account-rules.ts'
import type { AccountParams } from '../accounts/account-schema.ts'
import type { PlatformSettings, PlatformState } from '../control/schemas.ts'
import { invalidRequest } from '../http/errors.ts'

export type Platform = ReturnType<typeof createPlatform>

/** The account of the platform whose keys name no sandbox. */
export const mainPlatform = 'acct_1SimulatorPlatform'

/** The account of a sandbox: to Stripe's API, a platform of its own. */
export const sandboxPlatform = (name: string): string => `acct_1Sandbox${name}`

const allWell: PlatformState = {
  registered: true,
  profileReviewed: true,
  transfersAlone: false,
  accountsV1: true,
  accountsV2: true,
  recipientsAloneIn: ['US'],
  country: 'US',
  v2InV1List: true,
  accountEventsFrom: 'accounts',
  liveKeys: false,
  name: 'Simulated platform',
  supportEmail: 'support@platform.example',
  logo: true,
  restrictedKeysMayNot: [],
  wallClockAheadMs: 0,
}

/**
 * The platform's status at Stripe: its owner's settings in the Dashboard, and Stripe's approvals. Its sandboxes have the
 * same.
 */
export function createPlatform() {
  let state = allWell
  return {
    state: (): PlatformState => ({ ...state }),

    /** Replaces all settings. What is left out is fully set up. */
    set(settings: PlatformSettings): void {
      state = { ...allWell, ...settings }
    },

    /**
     * Throws if v1 would refuse to create such an account for this platform, in Stripe's wording. These errors have no
     * codes.
     */
    refuse(params: AccountParams): void {
      if (!state.registered) {
        throw invalidRequest(
          "You can only create new accounts if you've signed up for Connect, which you can do at " +
            'https://dashboard.stripe.com/connect.',
        )
      }
      if (!state.accountsV1) {
        throw invalidRequest(
          'Stripe no longer recommends Accounts v1 for new Connect integrations. ' +
            'Create connected accounts with POST /v2/core/accounts instead.',
        )
      }
      if (!state.profileReviewed) {
        throw invalidRequest(
          'Please review the responsibilities of managing losses for connected accounts at ' +
            'https://dashboard.stripe.com/settings/connect/platform-profile.',
        )
      }
      if (!state.transfersAlone && asksForTransfersAlone(params)) {
        throw invalidRequest(
          'Your platform needs approval for accounts to have requested the `transfers` capability without the ' +
            '`card_payments` capability. If you would like to request transfers without card_payments, please contact us ' +
            'via https://support.stripe.com/contact.',
        )
      }
    },
  }
}

// Recipients only ever get transfers, so these need no approval.
const asksForTransfersAlone = (params: AccountParams): boolean =>
  requests(params, 'transfers') &&
  !requests(params, 'card_payments') &&
  params.tos_acceptance?.service_agreement !== 'recipient'
