import type { Test } from 'tap'
import type { AccountClosing } from '../../src/ports/account-closing.ts'
import type { PaymentProvider } from '../../src/ports/payment-provider.ts'
import { isUnavailable } from '../../src/domain/account.ts'
import { asked, noHurry, requestOf, waysBack } from './payment-provider.ts'

/** What every provider does that can close accounts. */
export function accountClosingContract(
  t: Test,
  name: string,
  open: (t: Test) => Promise<PaymentProvider & AccountClosing>,
): void {
  t.test(`${name}: closing an account`, async (t) => {
    const provider = await open(t)
    const { accountId } = await provider.createAccount(requestOf(), noHurry())
    const other = await provider.createAccount(requestOf(), noHurry())
    await provider.closeAccount(accountId, noHurry())

    t.test('it is unavailable afterwards', async (t) => {
      const isGone = await provider.retrieveAccount(asked(accountId), noHurry()).then(
        ({ facts }) => isUnavailable(facts),
        ({ failure }) => failure.outcome === 'account_unavailable',
      )
      t.ok(isGone)
    })

    t.test('another account stays open', async (t) => {
      t.ok(await provider.createAccountLink({ accountId: other.accountId, ...waysBack }, noHurry()))
    })

    t.test('an unknown account is not available', async (t) => {
      await t.rejects(provider.closeAccount('acct_unknown', noHurry()), {
        name: 'PaymentProviderError',
        failure: { operation: 'close_account', outcome: 'account_unavailable' },
      })
    })

    t.test('a call whose deadline has passed before it starts fails', async (t) => {
      await t.rejects(provider.closeAccount(other.accountId, AbortSignal.abort()), {
        name: 'PaymentProviderError',
        failure: { operation: 'close_account', outcome: 'unknown', code: 'deadline_passed' },
      })
    })
  })
}
