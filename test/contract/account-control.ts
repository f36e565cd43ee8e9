import type { Test } from 'tap'
import type { AccountControl } from '../../src/ports/account-control.ts'
import type { PaymentProvider } from '../../src/ports/payment-provider.ts'
import { isUnavailable } from '../../src/domain/account.ts'
import { asked, noHurry, requestOf, waysBack } from './payment-provider.ts'

/** What every provider does that can close accounts. */
export function accountControlContract(
  t: Test,
  name: string,
  open: (t: Test) => Promise<PaymentProvider & AccountControl>,
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

  t.test(`${name}: rejecting an account, and taking that back`, async (t) => {
    const provider = await open(t)
    const { accountId } = await provider.createAccount(requestOf(), noHurry())
    const isRejected = async () => isUnavailable((await provider.retrieveAccount(asked(accountId), noHurry())).facts)
    const refused = { name: 'PaymentProviderError', failure: { outcome: 'refused' } }
    await t.rejects(provider.unrejectAccount(accountId, noHurry()), refused, 'nothing is rejected')
    await provider.rejectAccount({ accountId, reason: 'fraud' }, noHurry())
    t.ok(await isRejected())
    await provider.unrejectAccount(accountId, noHurry())
    t.notOk(await isRejected())
    await t.rejects(provider.rejectAccount({ accountId: 'acct_unknown', reason: 'other' }, noHurry()), {
      name: 'PaymentProviderError',
      failure: { operation: 'reject_account', outcome: 'account_unavailable' },
    })
  })

  t.test(`${name}: no login link before the onboarding is finished`, async (t) => {
    const provider = await open(t)
    const { accountId } = await provider.createAccount(requestOf(), noHurry())
    await t.rejects(provider.createLoginLink(accountId, noHurry()), {
      name: 'PaymentProviderError',
      failure: { operation: 'create_login_link', outcome: 'refused' },
    })
  })
}
