import t from 'tap'
import { issuedToken, mayBeRenewed, transition, type OnboardingToken } from '../../src/domain/onboarding-token.ts'

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
  [...tokens.keys()].filter((n) => mayBeRenewed(tokens[n] as OnboardingToken, tokens, at(hours)))

function revoked(token: OnboardingToken, reason: 'operator' | 'replaced' = 'operator', hours = 3): OnboardingToken {
  const decision = transition(token, { type: 'revoke', at: at(hours), reason })
  if (decision.outcome !== 'changed') throw new Error(decision.outcome)
  return decision.token
}

const revokedByStaff = (token: OnboardingToken) => revoked(token)

function completed({ id, clientId, purpose, issuedAt, expiresAt, attempts }: OnboardingToken): OnboardingToken {
  return { id, clientId, purpose, issuedAt, expiresAt, attempts, status: 'completed', completedAt: at(3) }
}

const staff = (hours: number) => ({ by: 'staff', at: hours }) as const
const client = (hours: number) => ({ by: 'client', at: hours }) as const

t.test('a token may be renewed', async (t) => {
  t.strictSame(renewable(history([staff(0)]), 1), [0], 'from the instant that it has expired')
  const [pending] = history([staff(0)])
  const created = { type: 'link_created', at: at(0.5), linkExpiresAt: at(0.6) } as const
  const opened = transition(pending as OnboardingToken, created)
  if (opened.outcome !== 'changed') throw new Error(opened.outcome)
  t.strictSame(renewable([opened.token], 1), [0], 'also when it was in progress')
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
  t.strictSame(renewable(history([staff(0)], completed), 5), [], 'when it is completed')
  t.strictSame(renewable(history([staff(0), client(2)], completed), 5), [], 'nor the one before it')
  t.strictSame(
    renewable([revoked(history([staff(0)])[0] as OnboardingToken), ...history([staff(0), client(4)]).slice(1)], 4.5),
    [],
    'when it was revoked, whoever asked for the next one',
  )
  t.equal(mayBeRenewed(history([staff(0)])[0] as OnboardingToken, [], at(5)), false)
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
