import { Type } from '@sinclair/typebox'
import type { Stripe } from 'stripe'
import type { RejectReason } from '../../domain/account-act.ts'
import { PaymentProviderError } from '../../ports/payment-provider.ts'
import type { AccountControl } from '../../ports/account-control.ts'
import { AccountId, checked } from './answers.ts'
import { ask, noted } from './ask.ts'
import { isStripeLink } from './link-hosts.ts'
import type { Pace } from './pacer.ts'

const Acted = Type.Object({ object: Type.Literal('account'), id: AccountId })
const LoginLink = Type.Object({ object: Type.Literal('login_link'), url: Type.String({ minLength: 1 }) })

/** Stripe's words for the reasons (docs.stripe.com/api/account/reject). */
const REASONS = {
  fraud: 'fraud_other',
  terms_of_service: 'terms_of_service',
  credit: 'credit',
  other: 'other',
} as const satisfies Record<RejectReason, Stripe.AccountRejectParams.Reason>

/** Where login links lead to, beside a simulator. */
const LOGIN_HOST = 'connect.stripe.com'

/** The acts that only v1 has, which also takes the accounts of v2 for them. */
export function accountActs({
  stripe,
  pace,
  simulator,
}: {
  readonly stripe: Stripe
  readonly pace: Pace
  readonly simulator?: string | undefined
}): Omit<AccountControl, 'closeAccount'> {
  return {
    rejectAccount: ({ accountId, reason }, signal) =>
      ask('reject_account', signal, async () => {
        await pace.retrieveAccount.turn(signal)
        const answer = await noted(() => stripe.accounts.reject(accountId, { reason: REASONS[reason] }))
        checked(Acted, answer, 'reject_account', ({ id }) => id === accountId)
      }),

    unrejectAccount: (accountId, signal) =>
      ask('unreject_account', signal, async () => {
        await pace.retrieveAccount.turn(signal)
        const answer = await noted(() => stripe.accounts.unreject(accountId))
        checked(Acted, answer, 'unreject_account', ({ id }) => id === accountId)
      }),

    createLoginLink: (accountId, signal) =>
      ask('create_login_link', signal, async () => {
        await pace.createLink.turn(signal)
        const { url } = checked(
          LoginLink,
          await noted(() => stripe.accounts.createLoginLink(accountId)),
          'create_login_link',
        )
        if (isStripeLink(url, { hosts: [LOGIN_HOST], simulator })) return url
        throw new PaymentProviderError({
          operation: 'create_login_link',
          outcome: 'unknown',
          code: 'foreign_account_link',
        })
      }),
  }
}
