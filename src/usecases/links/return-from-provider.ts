import { knownLanding, landingOf, type Landing } from '../../domain/landing.ts'
import { tokenOf } from '../../domain/onboarding.ts'
import type { Actor } from '../../ports/actor.ts'
import type { Secrets } from '../../ports/secrets.ts'
import type { LoadedToken, TokenRepository } from '../../ports/token-repository.ts'
import type { RefreshedAccount, refreshAccount } from '../accounts/refresh-account.ts'
import { openingOf, type Opening } from '../opening.ts'
import { sharedRuns } from '../shared-runs.ts'

export type ReturnResult =
  | { readonly outcome: 'unknown_state' }
  /** Too many returns with one state at the same time. */
  | { readonly outcome: 'too_often' }
  | { readonly outcome: 'returned'; readonly landing: Landing; readonly opening: Opening }

interface Dependencies {
  readonly tokens: TokenRepository
  readonly secrets: Secrets
  readonly refresh: ReturnType<typeof refreshAccount>
  readonly deadline: () => AbortSignal
  /** Counts a return that needs a fetch, and returns whether there are too many of this token in a short time. */
  readonly isReturnedTooOften: (tokenId: string) => Promise<boolean>
}

/** How many returns with one state may wait at the same time. A browser makes one. */
const MOST_WAITING = 20

/** A state is part of a URL that anyone may repeat, so returns with one state at the same time share what they cost. */
export const returnsTogether = (pause: () => Promise<void>) =>
  sharedRuns<ReturnResult>({ mostWaiting: MOST_WAITING, pause })

/**
 * A client returns from the provider's pages. That proves nothing ("Save for later" returns too), so the account is
 * refreshed. Every state ever issued is valid for this, whatever the status of its token. `held`: the token, if it was
 * loaded already.
 */
export function returnFromProvider({ tokens, secrets, refresh, deadline, isReturnedTooOften }: Dependencies) {
  const shareFetch = sharedRuns<RefreshedAccount>()

  return async (state: string, actor: Actor, held?: LoadedToken): Promise<ReturnResult> => {
    const stateHash = secrets.hashState(state)
    const loaded = held ?? (stateHash && (await tokens.load({ stateHash })))
    if (loaded === undefined) return { outcome: 'unknown_state' }

    const { account, attempt } = loaded.state
    const { now, tokenId } = loaded
    const token = tokenOf(loaded.state, tokenId)
    const returned = (landing: Landing, at = loaded): ReturnResult => {
      return { outcome: 'returned', landing, opening: openingOf(at) }
    }
    if (account === undefined || attempt === undefined) return returned('unknown')
    const { snapshot } = account
    const { accountId } = snapshot
    const known = knownLanding(token, snapshot, { handedOutAt: attempt.handedOutAt, now })
    if (known !== undefined) return returned(known)
    if (await isReturnedTooOften(tokenId)) return returned(landingOf(token, snapshot))
    const refreshed = await shareFetch(accountId, () => refresh({ accountId, loaded, now }, actor, deadline()))
    if (refreshed === undefined || refreshed.outcome === 'provider_failed') return returned('unknown')
    return returned(landingOf(token, refreshed.snapshot), { ...loaded, ...refreshed.loaded })
  }
}
