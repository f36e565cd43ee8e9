import { isRequestedTooOften } from './links-on-request.ts'
import { isByStaff, openingRefusal, type OnboardingToken } from './onboarding-token.ts'
import { latestToken, tokenOf, type Onboarding } from './onboarding.ts'
import type { RenewalRefusal } from './renewal-answer.ts'

/**
 * How long a token counts as in use after its last account link has expired, in milliseconds. Whoever holds a dead link
 * must not be able to end the link that the client is working with.
 */
const IN_USE_MS = 3_600_000

/**
 * Why the holder of one of this token's links gets no new link, or `undefined` if it gets one. The token must have
 * expired or be completed. Or it was replaced by such a request, and staff have issued no token since.
 */
export function renewalRefusal(state: Onboarding, heldTokenId: string, at: Date): RenewalRefusal | undefined {
  const current = latestToken(state)
  if (current.status === 'revoked') return 'withdrawn'
  const held = tokenOf(state, heldTokenId)
  const works = openingRefusal(current, at) === undefined
  if (held.id === current.id && works) return 'still_works'
  if (held.status === 'revoked' && held.revokeReason !== 'replaced') return 'withdrawn'
  if (isReplacedByStaff(held, state)) return 'newer_link'
  if (works && isByStaff(current)) return 'newer_link'
  if (works && isInUse(current, at)) return 'in_use'
  return isRequestedTooOften(state.tokens, at) ? 'too_often' : undefined
}

/** Whether staff have issued a token since this one was revoked. A completed one was not replaced by what came later. */
function isReplacedByStaff(held: OnboardingToken, { tokens }: Onboarding): boolean {
  if (held.status !== 'revoked') return false
  const later = tokens.slice(tokens.findIndex(({ id }) => id === held.id) + 1)
  return later.some(isByStaff)
}

const isInUse = ({ linksUntil }: OnboardingToken, at: Date): boolean =>
  linksUntil !== undefined && at.getTime() - linksUntil.getTime() < IN_USE_MS
