import t from 'tap'
import { decideReminder, type Reminded } from '../../src/domain/decide-follow-up.ts'
import { MOST_REMINDERS } from '../../src/domain/follow-up.ts'
import type { OnboardingToken } from '../../src/domain/onboarding-token.ts'
import type { Onboarding } from '../../src/domain/onboarding.ts'
import {
  after,
  BEFORE_EXPIRY as NOW,
  CLIENT,
  DUE,
  EMPTY_ACCOUNT,
  ERASED,
  HOUR_MS,
  ISSUED_AT,
  onboardingWith,
  PAST_EXPIRY,
  snapshotWith,
  tokenIn,
  UNPAID,
} from '../support/onboardings.ts'

const DAY_MS = 24 * HOUR_MS

const withToken = (parts: Partial<OnboardingToken>) =>
  onboardingWith({ tokens: [{ ...tokenIn('pending'), ...parts } as OnboardingToken] })
const withAccount = (
  parts: Parameters<typeof snapshotWith>[0],
  tokens: readonly OnboardingToken[] = [tokenIn('completed')],
) => onboardingWith({ tokens, account: { ...EMPTY_ACCOUNT, snapshot: snapshotWith(parts) } })

/** Whom staff cannot remind. */
const REFUSED: Readonly<Record<string, readonly [Onboarding, Reminded]>> = {
  'an erased client': [ERASED, 'unknown_client'],
  'a client that is done': [withAccount({}), 'nothing_to_do'],
  'a client whose account is rejected': [withAccount({ hold: 'rejected' }, [tokenIn('pending')]), 'rejected'],
  'a client whose link staff revoked': [onboardingWith({ tokens: [tokenIn('revoked')] }), 'not_clients_turn'],
  'a client whose address is refused': [onboardingWith({ emailRefusedAt: NOW }), 'not_clients_turn'],
  'a client that has stopped reminders': [
    onboardingWith({ client: { ...CLIENT, remindersStoppedAt: NOW } }),
    'stopped',
  ],
}

for (const [who, [state, result]] of Object.entries(REFUSED)) {
  t.test(`${who} is not reminded: ${result}`, async (t) => {
    t.strictSame(decideReminder(state, { tokenId: 'token-9', now: NOW }), { events: [], result })
  })
}

t.test('a reminder by staff', async (t) => {
  const remind = (state: Onboarding, now = NOW) => decideReminder(state, { tokenId: 'token-9', now })

  t.test('uses the link that opens, and says that staff asked for it', async (t) => {
    const told = { type: 'follow_up_requested', tokenId: 'token-1', kind: 'reminder', by: 'staff' }
    t.strictSame(remind(onboardingWith()).events, [told])
  })

  t.test('brings a new link in place of one that has expired, for as long, but for 90 days at most', async (t) => {
    const lifetimeOf = (state: Onboarding, now: Date) => {
      const { events } = remind(state, now)
      t.match(events, [{ type: 'token_revoked' }, { issuedBy: 'reminder' }, { tokenId: 'token-9', by: 'staff' }])
      return events.flatMap((event) => (event.type === 'token_issued' ? [event.lifetimeMs] : []))
    }
    t.strictSame(lifetimeOf(onboardingWith(), PAST_EXPIRY), [HOUR_MS])
    const extended = withToken({ expiresAt: after(ISSUED_AT, 120 * DAY_MS) })
    t.strictSame(lifetimeOf(extended, after(ISSUED_AT, 121 * DAY_MS)), [90 * DAY_MS])
  })

  t.test('brings a link to an onboarded client of which the provider needs more', async (t) => {
    const { events } = remind(
      withAccount({ capabilities: UNPAID, asks: DUE, hold: 'client_action' }, [tokenIn('completed')]),
    )
    t.match(events, [{ type: 'token_issued', purpose: 'update' }, { kind: 'reminder' }])
  })

  t.test('is not sent again within a day, whoever sent the last one', async (t) => {
    const reminded = withToken({ remindedAt: NOW, reminders: 1 })
    t.strictSame(remind(reminded, after(NOW, DAY_MS - 1)).result, 'recently')
    t.strictSame(remind(reminded, after(NOW, DAY_MS)).result, 'reminded')
    for (const parts of [{ selfRequested: true }, { issuedBy: 'remedy' }] as const) {
      t.strictSame(remind(withToken(parts)).result, 'recently', 'this link came by email')
      t.strictSame(remind(withToken(parts), after(ISSUED_AT, DAY_MS)).result, 'reminded')
    }
  })

  t.test('is not sent more than five times about one matter', async (t) => {
    const reminded = (reminders: number) => withToken({ reminders, remindedAt: ISSUED_AT })
    t.strictSame(remind(reminded(MOST_REMINDERS - 1), after(ISSUED_AT, DAY_MS)).result, 'reminded')
    t.strictSame(remind(reminded(MOST_REMINDERS), after(ISSUED_AT, DAY_MS)).result, 'often_enough')
  })
})
