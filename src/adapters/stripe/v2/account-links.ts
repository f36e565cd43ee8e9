import type { PaymentProvider } from '../../../ports/payment-provider.ts'
import { checked } from '../answers.ts'
import { askV2, noted } from '../ask.ts'
import { checkedLink, type LinkDependencies } from '../link-hosts.ts'
import { AccountLinkAnswer } from './answers.ts'

/** Creates account links, and rejects any that does not lead to Stripe. */
export function accountLinks({ stripe, pace, ...hosts }: LinkDependencies): PaymentProvider['createAccountLink'] {
  return ({ accountId, returnUrl, refreshUrl, upFront }, signal) =>
    askV2('create_account_link', signal, async () => {
      await pace.createLink.turn(signal)
      // No idempotency key of our own, as in v1: every opening needs a link of its own.
      const answer = await noted(() =>
        stripe.v2.core.accountLinks.create({
          account: accountId,
          use_case: {
            type: 'account_onboarding',
            account_onboarding: {
              return_url: returnUrl,
              refresh_url: refreshUrl,
              collection_options: { fields: upFront === 'everything' ? 'eventually_due' : 'currently_due' },
            },
          },
        }),
      )
      const isOurs = (link: { account: string; expires_at: string }) =>
        link.account === accountId && !Number.isNaN(Date.parse(link.expires_at))
      const { url, expires_at } = checked(AccountLinkAnswer, answer, 'create_account_link', isOurs)
      return checkedLink({ url, expiresAt: new Date(expires_at) }, hosts)
    })
}
