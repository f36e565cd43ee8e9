import t from 'tap'
import { isRetryable, type FailureOutcome, type ProviderOperation } from '../../src/domain/provider-failure.ts'

const retryable: Record<FailureOutcome, boolean> = {
  unknown: true,
  key_spent: true,
  refused: false,
  account_unavailable: false,
  other_platform: false,
}

const operations: Record<ProviderOperation, true> = {
  create_account: true,
  create_account_link: true,
  create_account_session: true,
  retrieve_account: true,
  find_account: true,
  close_account: true,
  reject_account: true,
  unreject_account: true,
  create_login_link: true,
}

for (const [outcome, expected] of Object.entries(retryable) as [FailureOutcome, boolean][]) {
  t.test(`trying again after ${outcome} ${expected ? 'can' : 'cannot'} succeed`, async (t) => {
    for (const operation of Object.keys(operations) as ProviderOperation[]) {
      t.equal(isRetryable({ operation, outcome, code: 'any' }), expected, operation)
    }
  })
}
