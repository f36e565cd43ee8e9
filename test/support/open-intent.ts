import { decideIntent } from '../../src/domain/decide-account.ts'
import { latestToken, type Onboarding } from '../../src/domain/onboarding.ts'

/** What an opening of the client's latest token decides about the intent. */
export function openIntent(state: Onboarding, now: Date, capabilities?: readonly string[]) {
  return decideIntent(state, now, { tokenId: latestToken(state).id, ...(capabilities && { capabilities }) })
}
