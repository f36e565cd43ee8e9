import { Type } from '@sinclair/typebox'
import type { Stripe } from 'stripe'
import type { AccountControl } from '../../../ports/account-control.ts'
import { Absent, AccountId, checked } from '../answers.ts'
import { askV2, noted } from '../ask.ts'
import type { Pace } from '../pacer.ts'

const Configured = Type.Object({
  id: AccountId,
  closed: Absent(Type.Boolean()),
  applied_configurations: Type.Array(
    Type.Union([Type.Literal('customer'), Type.Literal('merchant'), Type.Literal('recipient')]),
  ),
})

/** Closes accounts. Stripe wants the names of all configurations that were applied, whatever was requested. */
export function accountClosing({
  stripe,
  pace,
}: {
  readonly stripe: Stripe
  readonly pace: Pace
}): Pick<AccountControl, 'closeAccount'> {
  // Two calls, because a refusal speaks only for a call of one request.
  const call = (accountId: string, signal: AbortSignal, request: () => Promise<Stripe.Response<unknown>>) =>
    askV2('close_account', signal, async () => {
      await pace.retrieveAccount.turn(signal)
      return checked(Configured, await noted(request), 'close_account', ({ id }) => id === accountId)
    })

  return {
    async closeAccount(accountId, signal) {
      const { accounts } = stripe.v2.core
      const account = await call(accountId, signal, () => accounts.retrieve(accountId))
      if (account.closed === true) return
      const { applied_configurations } = account
      await call(accountId, signal, () => accounts.close(accountId, { applied_configurations }))
    },
  }
}
