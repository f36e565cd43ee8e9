import t from 'tap'
import { issuedToken, transition, type OnboardingToken } from '../../src/domain/onboarding-token.ts'
import { renewalRefusal } from '../../src/domain/renewal.ts'
import { onboardingWith } from '../support/onboardings.ts'

const HOUR_MS = 3_600_000
const BEGIN = Date.parse('2026-03-01T12:00:00.000Z')
const at = (hours: number) => new Date(BEGIN + hours * HOUR_MS)

/** What a client's tokens were: who asked for each, when, and what ended the last one; each lives for an hour. */
function history(
  steps: readonly { by: 'staff' | 'client'; at: number }[],
  end?: (last: OnboardingToken) => OnboardingToken,
) {
  const tokens: OnboardingToken[] = []
  for (const [n, step] of steps.entries()) {
    const before = tokens.pop()
    if (before !== undefined) tokens.push(revoked(before, 'replaced', step.at))
    const grant = { tokenId: `token-${n}`, clientId: 'client-1', purpose: 'onboarding', lifetimeMs: HOUR_MS } as const
    tokens.push(issuedToken({ ...grant, at: at(step.at), issuedBy: step.by }))
  }
  const last = tokens.at(-1)
  return end === undefined || last === undefined ? tokens : [...tokens.slice(0, -1), end(last)]
}

/** Which of the tokens may be renewed, by their place. */
const renewable = (tokens: readonly OnboardingToken[], hours: number) =>
  refusals(tokens, hours).flatMap((refusal, n) => (refusal === undefined ? [n] : []))

/** Why each of the tokens may not be renewed. */
const refusals = (tokens: readonly OnboardingToken[], hours: number) =>
  tokens.map(({ id }) => renewalRefusal(onboardingWith({ tokens }), id, at(hours)))

/** The token after an opening, whose account link works for this long. */
function opened(token: OnboardingToken, hours: number, linkHours: number): OnboardingToken {
  const created = { type: 'link_created', at: at(hours), linkExpiresAt: at(hours + linkHours) } as const
  const decision = transition(token, created)
  if (decision.outcome !== 'changed') throw new Error(decision.outcome)
  return decision.token
}

function revoked(token: OnboardingToken, reason: 'operator' | 'replaced' = 'operator', hours = 3): OnboardingToken {
  const decision = transition(token, { type: 'revoke', at: at(hours), reason })
  if (decision.outcome !== 'changed') throw new Error(decision.outcome)
  return decision.token
}

const revokedByStaff = (token: OnboardingToken) => revoked(token)

function completed(token: OnboardingToken): OnboardingToken {
  const decision = transition(token, { type: 'complete', at: at(3) })
  if (decision.outcome !== 'changed') throw new Error(decision.outcome)
  return decision.token
}

const staff = (hours: number) => ({ by: 'staff', at: hours }) as const
const client = (hours: number) => ({ by: 'client', at: hours }) as const

t.test('a token may be renewed', async (t) => {
  t.strictSame(renewable(history([staff(0)]), 1), [0], 'from the instant that it has expired')
  const [pending] = history([staff(0)])
  t.strictSame(renewable([opened(pending as OnboardingToken, 0.5, 0.1)], 1), [0], 'also when it was in progress')
  t.strictSame(renewable(history([staff(0), client(2)]), 2.5), [0], 'when it was renewed before, though that one works')
  t.strictSame(renewable(history([staff(0), client(2)]), 3), [0, 1], 'and so that one, when it has expired')
  t.strictSame(renewable(history([staff(0), client(2), client(4)]), 4.5), [0, 1], 'and all before it')
  t.strictSame(renewable(history([staff(0), staff(2), client(4)]), 4.5), [1], 'but not one that staff replaced')
})

t.test('a token may not be renewed', async (t) => {
  t.strictSame(renewable(history([staff(0)]), 0.999), [], 'while it works')
  t.strictSame(renewable(history([staff(0), staff(2)]), 2.5), [], 'when staff has replaced it')
  t.strictSame(renewable(history([staff(0), client(2), staff(4)]), 4.5), [], 'nor when staff did so later')
  t.strictSame(renewable(history([staff(0)], revokedByStaff), 5), [], 'when staff has revoked it')
  t.strictSame(renewable(history([staff(0), client(2)], revokedByStaff), 5), [], 'nor the one before it')
  t.strictSame(
    renewable([revoked(history([staff(0)])[0] as OnboardingToken), ...history([staff(0), client(4)]).slice(1)], 4.5),
    [],
    'when it was revoked, whoever asked for the next one',
  )
})

t.test(
  'a completed token may be renewed, and so may those that it replaced at the request of the client',
  async (t) => {
    t.strictSame(renewable(history([staff(0)], completed), 5), [0])
    t.strictSame(renewable(history([staff(0), client(2)], completed), 5), [0, 1])
    t.strictSame(renewable(history([staff(0), staff(2)], completed), 5), [1], 'but not one that staff replaced')

    const [done] = history([staff(0)], completed)
    const before = done as OnboardingToken
    const [late] = history([staff(4)])
    const after = { ...(late as OnboardingToken), id: 'token-9' }
    t.strictSame(refusals([before, after], 4.5), ['newer_link', 'still_works'], 'while staff have issued none')
    t.strictSame(renewable([before, after], 5), [0, 1], 'or theirs has expired')
    t.strictSame(refusals([before, revoked(after)], 5), ['withdrawn', 'withdrawn'], 'or was not revoked')
  },
)

t.test('a link that the client works with is not replaced at the request of whoever holds a dead one', async (t) => {
  // It was opened after 20 minutes, and its page at the provider worked until after half an hour.
  const tokens = history([staff(0), client(2)], (last) => {
    const working = { ...last, expiresAt: at(9) }
    return opened(working, 2.33, 0.17)
  })
  t.strictSame(refusals(tokens, 2.4), ['in_use', 'still_works'])
  t.strictSame(refusals(tokens, 3.499), ['in_use', 'still_works'], 'for an hour after that page')
  t.strictSame(refusals(tokens, 3.501), [undefined, 'still_works'])

  const [held, dying] = history([staff(0), client(2)], (last) => opened(last, 2.8, 0.1))
  t.strictSame(renewable([held as OnboardingToken, dying as OnboardingToken], 3), [0, 1], 'unless it has expired')
  const unopened = history([staff(0), client(2)])
  t.strictSame(refusals(unopened, 2.1), [undefined, 'still_works'], 'or was never opened')
})

t.test('the reason says what a renewal is refused for', async (t) => {
  t.strictSame(refusals(history([staff(0)]), 0.5), ['still_works'])
  t.strictSame(refusals(history([staff(0), staff(2)]), 2.5), ['newer_link', 'still_works'])
  t.strictSame(refusals(history([staff(0)], revokedByStaff), 5), ['withdrawn'])
  t.strictSame(refusals(history([staff(0), client(2), client(3), client(4)]), 6).slice(0, 1), ['too_often'])
})

t.test('three may be had in 24 hours, whichever of the links is used', async (t) => {
  const three = history([staff(0), client(2), client(3), client(4)])
  t.strictSame(renewable(three, 6), [])
  t.strictSame(renewable(three, 25.999), [])
  t.strictSame(renewable(three, 26), [0, 1, 2, 3], 'the first of them was a day ago')
  t.strictSame(renewable(history([staff(0), client(2), client(3)]), 6), [0, 1, 2])
})

t.test('what a token carries of its request survives what happens to it', async (t) => {
  const [, token] = history([staff(0), client(2)])
  t.equal(token?.selfRequested, true)
  t.equal(revoked(token as OnboardingToken).selfRequested, true)
  t.notOk('selfRequested' in (history([staff(0)])[0] as OnboardingToken))
})
