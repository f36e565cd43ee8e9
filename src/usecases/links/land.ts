import { knownLanding, landingOf, type Landing } from '../../domain/landing.ts'
import { tokenOf } from '../../domain/onboarding.ts'
import type { Actor } from '../../ports/actor.ts'
import type { LoadedToken } from '../../ports/token-repository.ts'
import type { RefreshedAccount, refreshAccount } from '../accounts/refresh-account.ts'
import { openingOf, type Opening } from '../opening.ts'
import { sharedRuns } from '../shared-runs.ts'

/** How a visit to the provider ended. */
export interface Landed {
  readonly landing: Landing
  readonly opening: Opening
}

interface Dependencies {
  readonly refresh: ReturnType<typeof refreshAccount>
  readonly deadline: () => AbortSignal
  /** Counts a return that needs a fetch, and returns whether there are too many of this token in a short time. */
  readonly isReturnedTooOften: (tokenId: string) => Promise<boolean>
}

/**
 * A client comes back from the provider, whose word for it is worth nothing, so the account is refreshed. `handedOutAt`:
 * when the client got its way there; absent if it never got one.
 */
export function land({ refresh, deadline, isReturnedTooOften }: Dependencies) {
  const shareFetch = sharedRuns<RefreshedAccount>()

  return async (loaded: LoadedToken, handedOutAt: Date | undefined, actor: Actor): Promise<Landed> => {
    const { account } = loaded.state
    const { now, tokenId } = loaded
    const token = tokenOf(loaded.state, tokenId)
    const landed = (landing: Landing, at = loaded): Landed => ({ landing, opening: openingOf(at) })
    if (account === undefined || handedOutAt === undefined) return landed('unknown')
    const { snapshot } = account
    const { accountId } = snapshot
    const known = knownLanding(token, snapshot, { handedOutAt, now })
    if (known !== undefined) return landed(known)
    if (await isReturnedTooOften(tokenId)) return landed(landingOf(token, snapshot))
    const refreshed = await shareFetch(accountId, () => refresh({ accountId, loaded, now }, actor, deadline()))
    if (refreshed === undefined || refreshed.outcome === 'provider_failed') return landed('unknown')
    return landed(landingOf(token, refreshed.snapshot), { ...loaded, ...refreshed.loaded })
  }
}
