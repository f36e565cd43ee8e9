import t from 'tap'
import { decideAct, syncOf, type Acted, type ActRequest, type NotActed } from '../../src/domain/client-act.ts'
import type { OnboardingToken } from '../../src/domain/onboarding-token.ts'
import type { Onboarding } from '../../src/domain/onboarding.ts'
import {
  after,
  BEFORE_EXPIRY,
  EMPTY_ACCOUNT,
  ERASED,
  EXPIRES_AT,
  HOUR_MS,
  ISSUED_AT,
  onboardingWith,
  snapshotWith,
  tokenIn,
  UNPAID,
} from '../support/onboardings.ts'

const DAY_MS = 24 * HOUR_MS
const NOW = BEFORE_EXPIRY

const REQUESTS = {
  remind: { act: 'remind', tokenId: 'token-9' },
  reissue: { act: 'reissue', token: { tokenId: 'token-9', lifetimeMs: HOUR_MS, sendsEmail: true } },
  extend: { act: 'extend', lifetimeMs: DAY_MS },
  revoke: { act: 'revoke' },
} as const satisfies { readonly [A in ActRequest['act']]: ActRequest & { act: A } }

const withToken = (parts: Partial<OnboardingToken>, status: OnboardingToken['status'] = 'pending') =>
  onboardingWith({ tokens: [{ ...tokenIn(status), ...parts } as OnboardingToken] })
const withAccount = (
  parts: Parameters<typeof snapshotWith>[0],
  tokens: readonly OnboardingToken[] = [tokenIn('pending')],
) => onboardingWith({ tokens, account: { ...EMPTY_ACCOUNT, snapshot: snapshotWith(parts) } })

const refused = (because: NotActed): Acted => ({ outcome: 'refused', because })
const done: Acted = { outcome: 'done' }
const already: Acted = { outcome: 'already' }

/** What is done in each situation, in the order of `REQUESTS`; the rules of single acts have tests of their own. */
const TABLE: Readonly<
  Record<string, readonly [Onboarding, remind: Acted, reissue: Acted, extend: Acted, revoke: Acted]>
> = {
  'a client with a link that opens': [onboardingWith(), done, done, done, done],
  'a client that has begun': [withToken({}, 'in_progress'), done, done, done, done],
  'a client whose link was revoked': [
    withToken({}, 'revoked'),
    refused('not_clients_turn'),
    done,
    refused('revoked'),
    already,
  ],
  'a client that is done': [
    withAccount({}, [tokenIn('completed')]),
    refused('nothing_to_do'),
    refused('nothing_to_do'),
    refused('completed'),
    refused('completed'),
  ],
  'a client that Stripe is reviewing': [
    withAccount({ capabilities: UNPAID, asks: [{ what: 'x', from: 'provider', due: 'now' }] }, [tokenIn('completed')]),
    refused('under_review'),
    refused('under_review'),
    refused('completed'),
    refused('completed'),
  ],
  'a client whose account is rejected': [
    withAccount({ hold: 'rejected' }),
    refused('rejected'),
    refused('rejected'),
    refused('rejected'),
    done,
  ],
  'a client whose address is refused': [
    onboardingWith({ emailRefusedAt: NOW }),
    refused('not_clients_turn'),
    done,
    done,
    done,
  ],
  'an erased client': [
    ERASED,
    refused('unknown_client'),
    refused('unknown_client'),
    refused('unknown_client'),
    refused('unknown_client'),
  ],
}

for (const [situation, [state, ...expected]] of Object.entries(TABLE)) {
  for (const [n, request] of Object.values(REQUESTS).entries()) {
    const outcome = expected[n]
    t.test(`${situation} + ${request.act}: ${JSON.stringify(outcome)}`, async (t) => {
      const { events, result } = decideAct(state, NOW, request)
      t.strictSame(result, outcome)
      t.equal(events.length > 0, result.outcome === 'done', 'only what is done changes anything')
    })
  }
}

t.test('a link that staff have just issued in place of another is not replaced again', async (t) => {
  const first = { ...tokenIn('revoked'), id: 'token-0' } as OnboardingToken
  const reissue = (parts: Partial<OnboardingToken>, now = NOW, status: OnboardingToken['status'] = 'pending') =>
    decideAct(
      onboardingWith({
        tokens: [first, { ...tokenIn(status), expiresAt: after(ISSUED_AT, DAY_MS), ...parts } as OnboardingToken],
      }),
      now,
      REQUESTS.reissue,
    ).result
  t.strictSame(reissue({}), already)
  t.strictSame(reissue({}, NOW, 'in_progress'), already)
  t.strictSame(reissue({}, after(ISSUED_AT, HOUR_MS - 1)), already)
  t.strictSame(reissue({}, after(ISSUED_AT, HOUR_MS)), done, 'after an hour it is')
  t.strictSame(reissue({ selfRequested: true }), done, 'so is one that the client requested')
  t.strictSame(reissue({ expiresAt: NOW }), done, 'and one that does not open')
  t.strictSame(reissue({}, NOW, 'revoked'), done)
})

t.test('a link that works for as long already is not extended', async (t) => {
  t.strictSame(decideAct(withToken({ expiresAt: after(NOW, DAY_MS) }), NOW, REQUESTS.extend).result, already)
})

t.test('a client that was reminded within a day is not reminded again', async (t) => {
  const { result } = decideAct(withToken({ remindedAt: NOW, reminders: 1 }), NOW, REQUESTS.remind)
  t.strictSame(result, already)
})

t.test('a revocation says until when a page that the link opened still works', async (t) => {
  const { result } = decideAct(withToken({ linksUntil: EXPIRES_AT }, 'in_progress'), NOW, REQUESTS.revoke)
  t.strictSame(result, { outcome: 'done', linksOutstandingUntil: EXPIRES_AT })
})

t.test('an account is fetched if there is one, and it was not fetched within a minute', async (t) => {
  const state = withAccount({ fetchedAt: NOW })
  t.strictSame(syncOf(state, after(NOW, 60_000)), done)
  t.strictSame(syncOf(state, after(NOW, 59_999)), already)
  t.strictSame(syncOf(onboardingWith(), NOW), refused('no_account'))
  t.strictSame(syncOf(ERASED, NOW), refused('unknown_client'))
})
