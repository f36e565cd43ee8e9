import t from 'tap'
import { nextStepInWords } from '../../src/api/next-step-words.ts'
import type { AccountSnapshot } from '../../src/domain/account.ts'
import type { OnboardingToken, RevokeReason } from '../../src/domain/onboarding-token.ts'
import {
  BEFORE_EXPIRY,
  CLIENT,
  DUE,
  EXPIRES_AT,
  FAILURE,
  ISSUED_AT,
  PAST_EXPIRY,
  snapshotWith,
  tokenIn,
  UNPAID,
} from '../support/onboardings.ts'

function words(token: OnboardingToken, account?: AccountSnapshot, now = BEFORE_EXPIRY) {
  return nextStepInWords({ client: CLIENT, token, ...(account && { account }), since: ISSUED_AT, now })
}
const revoked = (revokeReason: RevokeReason): OnboardingToken => ({
  ...tokenIn('revoked'),
  ...{ status: 'revoked', revokedAt: ISSUED_AT, revokeReason },
})
const refused = (advice?: string): OnboardingToken => ({
  ...tokenIn('pending'),
  attempts: 1,
  lastError: { ...FAILURE, outcome: 'refused', code: 'country_unsupported', at: ISSUED_AT, ...(advice && { advice }) },
})
const asks = [{ ...DUE[0], what: 'A document', from: 'client', due: 'now', by: EXPIRES_AT } as const, ...DUE]

t.test('staff read what to do about a client', async (t) => {
  t.equal(
    words(tokenIn('pending')),
    'Wait for Ada to open the link, or remind ada@example.com: the link works until 2026-03-01 13:00 UTC.',
  )
  t.equal(
    words(tokenIn('in_progress'), snapshotWith({ submitted: false, capabilities: UNPAID, asks })),
    'Wait for Ada to finish at Stripe, or remind ada@example.com: the link works until 2026-03-01 13:00 UTC. ' +
      'Stripe needs: A document by 2026-03-01 13:00 UTC, and 1 more.',
  )
  t.equal(
    words(tokenIn('pending'), undefined, PAST_EXPIRY),
    'Send ada@example.com a new link: the last one expired on 2026-03-01 13:00 UTC.',
  )
  t.equal(
    words(tokenIn('completed'), snapshotWith({ capabilities: UNPAID, asks: DUE })),
    'Send ada@example.com a new link. Stripe needs: A bank account.',
  )
  t.match(words(revoked('operator')), /^Send ada@example\.com a new link if .+ staff revoked the last one\.$/)
  t.match(words(revoked('email_changed')), /^Send a new link to ada@example\.com: .+ previous address/)
  t.equal(
    words(revoked('account_reset')),
    'Send ada@example.com a new link: staff reset the account, and the client onboards again.',
  )
  t.equal(
    words(refused('Correct the country')),
    'Correct the country. Then ask ada@example.com to open the link again.',
  )
  t.equal(words(refused('Correct it!')), 'Correct it! Then ask ada@example.com to open the link again.')
  t.equal(
    words(refused()),
    'Find out why Stripe refused (country_unsupported). Then ask ada@example.com to open the link again.',
  )
  t.match(words(tokenIn('in_progress'), snapshotWith({ hold: 'rejected' })), /^Tell Ada \(ada@example\.com\) that/)
  t.match(words(tokenIn('completed'), snapshotWith({ hold: 'disconnected' })), /^Ask Ada \(ada@example\.com\) why/)
  t.equal(
    words(tokenIn('completed'), snapshotWith({ capabilities: UNPAID, hold: 'provider_review' })),
    'Wait: Stripe is checking what the client sent.',
  )
  t.equal(
    words(tokenIn('completed'), snapshotWith({ capabilities: UNPAID, hold: 'paused', holdReason: 'listed' })),
    'Find out in the Stripe Dashboard why acct_1 is not payable (listed).',
  )
  t.equal(words(tokenIn('completed'), snapshotWith()), undefined, 'nothing is left to do')
})
