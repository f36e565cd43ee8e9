import type { PaymentProvider } from '../../../ports/payment-provider.ts'
import { checked } from '../answers.ts'
import { ask, noted } from '../ask.ts'
import { checkedLink, type LinkDependencies } from '../link-hosts.ts'
import { AccountLinkAnswer } from './answers.ts'

/** Creates account links, and rejects any that does not lead to Stripe. */
export function accountLinks({ stripe, pace, ...hosts }: LinkDependencies): PaymentProvider['createAccountLink'] {
  return ({ accountId, returnUrl, refreshUrl, upFront }, signal) =>
    ask('create_account_link', signal, async () => {
      await pace.createLink.turn(signal)
      // No idempotency key of our own: Stripe would replay a link that may have been used. The SDK generates a random
      // key for its own retries.
      const answer = await noted(() =>
        stripe.accountLinks.create({
          account: accountId,
          return_url: returnUrl,
          refresh_url: refreshUrl,
          type: 'account_onboarding',
          collection_options: { fields: upFront === 'everything' ? 'eventually_due' : 'currently_due' },
        }),
      )
      const { url, expires_at } = checked(AccountLinkAnswer, answer, 'create_account_link')
      return checkedLink({ url, expiresAt: new Date(expires_at * 1000) }, hosts)
    })
}
