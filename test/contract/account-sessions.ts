import type { Test } from 'tap'
import type { AccountSessions } from '../../src/ports/account-sessions.ts'
import type { PaymentProvider } from '../../src/ports/payment-provider.ts'
import { noHurry, requestOf } from './payment-provider.ts'

/** What every provider does whose forms can be part of the platform's own pages. */
export function accountSessionsContract(
  t: Test,
  name: string,
  open: (t: Test) => Promise<PaymentProvider & AccountSessions>,
): void {
  t.test(`${name}: creating a session`, async (t) => {
    const provider = await open(t)
    const { accountId } = await provider.createAccount(requestOf(), noHurry())
    for (const purpose of ['onboarding', 'update'] as const) {
      const create = () => provider.createAccountSession({ accountId, purpose }, noHurry())
      const [one, other] = [await create(), await create()]
      t.match(one, { clientSecret: /./, expiresAt: Date })
      t.ok(one.components.length > 0)
      t.ok(one.expiresAt > new Date())
      t.not(one.clientSecret, other.clientSecret, 'each is a new one')
    }
    await t.rejects(provider.createAccountSession({ accountId: 'acct_unknown', purpose: 'update' }, noHurry()), {
      name: 'PaymentProviderError',
      failure: { operation: 'create_account_session', outcome: /^(refused|account_unavailable)$/ },
    })
    await t.rejects(provider.createAccountSession({ accountId, purpose: 'update' }, AbortSignal.abort()), {
      name: 'PaymentProviderError',
      failure: { operation: 'create_account_session', outcome: 'unknown' },
    })
  })
}
