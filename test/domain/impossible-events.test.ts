import t from 'tap'
import type { OnboardingEvent } from '../../src/domain/onboarding-event.ts'
import type { TokenStatus } from '../../src/domain/onboarding-token.ts'
import { evolve, latestToken, openToken, tokenOf } from '../../src/domain/onboarding.ts'
import {
  around,
  BEFORE_EXPIRY,
  EXPIRES_AT,
  FAILURE,
  hash,
  keysOf,
  onboardingWith,
  tokenIn,
  TOKEN_STATUSES,
} from '../support/onboardings.ts'

const tokenId = 'token-1'

const linkCreated: OnboardingEvent = {
  type: 'link_created',
  tokenId,
  accountId: 'acct_1',
  stateHash: hash(1),
  refreshHash: hash(2),
  refreshUntil: EXPIRES_AT,
  linkExpiresAt: EXPIRES_AT,
}

/** The events that move a token. */
const MOVES = {
  link_created: linkCreated,
  provider_failed: { type: 'provider_failed', tokenId, failure: FAILURE },
  token_completed: { type: 'token_completed', tokenId },
  token_revoked: { type: 'token_revoked', tokenId, reason: 'operator' },
} satisfies { [T in OnboardingEvent['type']]?: OnboardingEvent & { type: T } }

type Move = keyof typeof MOVES

const everyMove = (answer: 'possible' | 'impossible') =>
  ({ link_created: answer, provider_failed: answer, token_completed: answer, token_revoked: answer }) as const

const table: Record<TokenStatus, Record<Move, 'possible' | 'impossible'>> = {
  pending: everyMove('possible'),
  in_progress: everyMove('possible'),
  completed: everyMove('impossible'),
  revoked: everyMove('impossible'),
}

for (const status of TOKEN_STATUSES) {
  for (const move of keysOf(MOVES)) {
    const answer = table[status][move]
    t.test(`${move} is ${answer} for a token that is ${status}`, async (t) => {
      const state = onboardingWith({ tokens: [tokenIn(status)] })
      const happens = () => evolve(state, MOVES[move], BEFORE_EXPIRY)
      if (answer === 'possible') t.doesNotThrow(happens)
      else t.throws(happens, { message: new RegExp(`cannot happen to a token that is ${status}`) })
    })
  }
}

t.test('a link cannot be created from the instant that the token expires', async (t) => {
  const [before, at, late] = around(EXPIRES_AT)
  t.doesNotThrow(() => evolve(onboardingWith(), linkCreated, before))
  t.throws(() => evolve(onboardingWith(), linkCreated, at), /cannot happen/)
  t.throws(() => evolve(onboardingWith(), linkCreated, late), /cannot happen/)
})

t.test('no event moves a token that the onboarding does not have', async (t) => {
  for (const move of keysOf(MOVES)) {
    const event = { ...MOVES[move], tokenId: 'token-9' }
    t.throws(() => evolve(onboardingWith(), event, BEFORE_EXPIRY), { message: 'client client-1 has no token token-9' })
  }
})

t.test('the tokens of an onboarding', async (t) => {
  const tokens = [{ ...tokenIn('revoked'), id: 'token-0' }, tokenIn('in_progress')]
  const state = onboardingWith({ tokens })
  t.equal(latestToken(state), tokens[1])
  t.equal(tokenOf(state, 'token-0'), tokens[0])
  t.throws(() => tokenOf(state, 'token-9'), /has no token/)
  t.throws(() => latestToken({ tokens: [] }), { message: 'an onboarding has no token' })

  const open: Record<TokenStatus, boolean> = { pending: true, in_progress: true, completed: false, revoked: false }
  for (const status of TOKEN_STATUSES) {
    const token = tokenIn(status)
    t.equal(openToken(onboardingWith({ tokens: [token] })), open[status] ? token : undefined, status)
  }
})
