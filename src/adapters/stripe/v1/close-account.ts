import { Type } from '@sinclair/typebox'
import type { Stripe } from 'stripe'
import type { AccountControl } from '../../../ports/account-control.ts'
import { AccountId, checked } from '../answers.ts'
import { ask, noted } from '../ask.ts'
import type { Pace } from '../pacer.ts'

const Deleted = Type.Object({ id: AccountId, deleted: Type.Literal(true) })

/**
 * Deletes accounts, which is how v1 closes them. Stripe does not know a deleted account any more, so deleting it again
 * fails as for an account of another platform.
 */
export function accountClosing({
  stripe,
  pace,
}: {
  readonly stripe: Stripe
  readonly pace: Pace
}): Pick<AccountControl, 'closeAccount'> {
  return {
    closeAccount: (accountId, signal) =>
      ask('close_account', signal, async () => {
        await pace.retrieveAccount.turn(signal)
        const answer = await noted(() => stripe.accounts.del(accountId))
        checked(Deleted, answer, 'close_account', ({ id }) => id === accountId)
      }),
  }
}
