import { isByStaff, nextToken, openingRefusal } from './onboarding-token.ts'
import { latestToken, tokenOf, type Onboarding } from './onboarding.ts'

/** The holder of a link that completed an onboarding. `browser`: a hash; absent if the browser is not known. */
export interface Returning {
  readonly heldTokenId: string
  readonly browser?: string | undefined
}

/**
 * Whether a link that completed an onboarding leads to the provider's pages once more, because the provider asks the
 * client for more. The link alone is no proof any longer: it must be opened in a browser that it was opened in before,
 * and before it would have expired. Everyone else gets a link by email. See docs/decisions/024.
 */
export function mayContinue(state: Onboarding, now: Date, { heldTokenId, browser }: Returning): boolean {
  const held = tokenOf(state, heldTokenId)
  if (held.status !== 'completed' || now >= held.expiresAt || state.erasedAt !== undefined) return false
  if (browser === undefined || held.browsers?.includes(browser) !== true) return false
  // After a reset the client begins again, with a link that staff or it asks for.
  if (state.account === undefined) return false
  const current = latestToken(state)
  const isOwn = current.id === held.id || (!isByStaff(current) && openingRefusal(current, now) === undefined)
  const next = nextToken({ onboarded: true, account: state.account.snapshot })
  return isOwn && 'purpose' in next
}
