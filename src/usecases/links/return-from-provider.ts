import type { Actor } from '../../ports/actor.ts'
import type { Secrets } from '../../ports/secrets.ts'
import type { LoadedToken, TokenRepository } from '../../ports/token-repository.ts'
import { sharedRuns } from '../shared-runs.ts'
import type { land, Landed } from './land.ts'

export type ReturnResult =
  | { readonly outcome: 'unknown_state' }
  /** Too many returns with one state at the same time. */
  | { readonly outcome: 'too_often' }
  | ({ readonly outcome: 'returned' } & Landed)

interface Dependencies {
  readonly tokens: TokenRepository
  readonly secrets: Secrets
  readonly land: ReturnType<typeof land>
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
export function returnFromProvider({ tokens, secrets, land: landFrom }: Dependencies) {
  return async (state: string, actor: Actor, held?: LoadedToken): Promise<ReturnResult> => {
    const stateHash = secrets.hashState(state)
    const loaded = held ?? (stateHash && (await tokens.load({ stateHash })))
    if (loaded === undefined) return { outcome: 'unknown_state' }
    return { outcome: 'returned', ...(await landFrom(loaded, loaded.state.attempt?.handedOutAt, actor)) }
  }
}
