import t from 'tap'
import { advised } from '../../src/adapters/stripe/advice.ts'
import { failureOf } from '../../src/adapters/stripe/failure.ts'
import type { ProviderFailure } from '../../src/domain/provider-failure.ts'
import { PaymentProviderError } from '../../src/ports/payment-provider.ts'

const failed = (code: string): ProviderFailure => ({ operation: 'create_account', outcome: 'unknown', code })

t.test('staff read what to do about a failure that they can resolve', async (t) => {
  t.match(advised(failed('platform_not_registered')), { code: 'platform_not_registered', advice: /Dashboard/ })
  t.match(advised(failed('transfers_need_approval')).advice, /ACCOUNT_CAPABILITIES/)
})

t.test('there is no advice where only waiting helps, nor for words of the language', async (t) => {
  for (const code of ['timeout', 'provider_error', 'toString', '__proto__', '']) {
    t.strictSame(advised(failed(code)), failed(code))
  }
})

t.test('a failed check of our own has advice, and any other error is a bug', async (t) => {
  const checked = new PaymentProviderError(failed('invalid_response'))
  t.match(failureOf(checked, 'create_account'), { ...failed('invalid_response'), advice: /STRIPE_API_BASE/ })
  t.equal(failureOf(new TypeError('a bug'), 'create_account'), undefined)
  t.equal(failureOf('a bug', 'create_account'), undefined)
})
