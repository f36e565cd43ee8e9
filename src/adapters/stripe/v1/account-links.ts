import type { Stripe } from 'stripe'
import { PaymentProviderError, type PaymentProvider } from '../../../ports/payment-provider.ts'
import { checked } from '../answers.ts'
import { ask, noted } from '../ask.ts'
import { isStripeLink } from '../link-hosts.ts'
import type { Pace } from '../pacer.ts'
import { AccountLinkAnswer } from './answers.ts'

interface Dependencies {
  readonly stripe: Stripe
  readonly pace: Pace
  /** Hosts that account links may lead to. */
  readonly linkHosts: readonly string[]
  /** The base URL of a simulator, whose account links are accepted as well. */
  readonly simulator?: string | undefined
}

/** Creates account links, and rejects any that does not lead to Stripe. */
export function accountLinks({
  stripe,
  pace,
  linkHosts,
  simulator,
}: Dependencies): PaymentProvider['createAccountLink'] {
  return ({ accountId, returnUrl, refreshUrl }, signal) =>
    ask('create_account_link', signal, async () => {
      await pace.createLink.turn(signal)
      // No idempotency key of our own: Stripe would replay a link that may have been used. The SDK generates a random
      // key for its own retries.
      const answer = noted(
        await stripe.accountLinks.create({
          account: accountId,
          return_url: returnUrl,
          refresh_url: refreshUrl,
          type: 'account_onboarding',
          collection_options: { fields: 'eventually_due' },
        }),
      )
      const link = checked(AccountLinkAnswer, answer, 'create_account_link')
      if (!isStripeLink(link.url, { hosts: linkHosts, simulator })) {
        const code = 'foreign_account_link'
        throw new PaymentProviderError({ operation: 'create_account_link', outcome: 'unknown', code })
      }
      return { url: link.url, expiresAt: new Date(link.expires_at * 1000) }
    })
}
