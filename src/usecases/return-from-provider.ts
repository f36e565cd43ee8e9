import { isUnavailable, type AccountSnapshot } from '../domain/account.ts'
import { isEvidenceFor, type OnboardingToken } from '../domain/onboarding-token.ts'
import type { AccountRepository } from '../ports/account-repository.ts'
import type { Act } from '../ports/act.ts'
import type { Secrets } from '../ports/secrets.ts'
import type { TokenRepository, WayBack } from '../ports/token-repository.ts'
import type { lookAtAccount } from './look-at-account.ts'

/**
 * Where somebody who comes back stands: `done`, still `incomplete`, `unavailable` when the account is closed or
 * rejected, or `unknown` when the provider cannot be asked.
 */
export type Landing = 'done' | 'incomplete' | 'unavailable' | 'unknown'

export type ReturnResult =
  | { readonly outcome: 'unknown_state' }
  | { readonly outcome: 'returned'; readonly landing: Landing; readonly wayBack: WayBack }

interface Dependencies {
  readonly tokens: TokenRepository
  readonly accounts: AccountRepository
  readonly secrets: Secrets
  readonly look: ReturnType<typeof lookAtAccount>
  readonly deadline: () => AbortSignal
}

/** A browser that comes back and is reloaded asks for the same thing: what is this fresh is not asked for again. */
const FRESH_MS = 10_000

/**
 * Somebody comes back from the provider's pages. That proves nothing ("Save for later" comes back too), so the provider
 * is asked. Any state that we ever gave out is good for this, whatever became of its token since.
 */
export function returnFromProvider({ tokens, accounts, secrets, look, deadline }: Dependencies) {
  return async (state: string, act: Act): Promise<ReturnResult> => {
    const hash = secrets.hashState(state)
    const wayBack = hash && (await tokens.findByState(hash))
    if (wayBack === undefined) return { outcome: 'unknown_state' }

    const returned = (landing: Landing): ReturnResult => ({ outcome: 'returned', landing, wayBack })
    const stored = await accounts.find({ clientId: wayBack.client.id })
    if (stored === undefined) return returned('unknown')
    const { fetchedAt } = stored.snapshot
    const isFresh = fetchedAt > wayBack.handedOutAt && stored.now.getTime() - fetchedAt.getTime() < FRESH_MS
    if (isFresh) return returned(landingOf(wayBack.token, stored.snapshot))
    const looked = await look({ accountId: stored.snapshot.accountId, now: stored.now, stored }, act, deadline())
    return returned(looked.outcome === 'looked' ? landingOf(wayBack.token, looked.snapshot) : 'unknown')
  }
}

/** Where the holder of a token stands when the account is like this. */
export function landingOf(token: OnboardingToken, snapshot: AccountSnapshot): Landing {
  if (isUnavailable(snapshot)) return 'unavailable'
  return isEvidenceFor(token, snapshot) ? 'done' : 'incomplete'
}
