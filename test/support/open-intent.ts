import type { NewAccounts } from '../../src/domain/account-profile.ts'
import { decideIntent } from '../../src/domain/decide-account.ts'
import { latestToken, type Onboarding } from '../../src/domain/onboarding.ts'
import { NEW_ACCOUNTS } from './terms.ts'

/** What an opening of the client's latest token decides about the intent. */
export function openIntent(state: Onboarding, now: Date, newAccounts: NewAccounts = NEW_ACCOUNTS) {
  return decideIntent(state, now, { tokenId: latestToken(state).id, newAccounts })
}
