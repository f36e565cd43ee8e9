import { decideExtension, type Extended } from '../../domain/decide-token.ts'
import type { OnboardingToken } from '../../domain/onboarding-token.ts'
import { tokenOf } from '../../domain/onboarding.ts'
import type { Actor } from '../../ports/actor.ts'
import type { TokenRepository } from '../../ports/token-repository.ts'
import { commit } from '../commit.ts'

const HOUR_MS = 3_600_000

export type ExtendResult =
  | {
      readonly outcome: Extract<Extended, 'extended' | 'unchanged'>
      readonly token: OnboardingToken
      readonly now: Date
    }
  | { readonly outcome: 'unknown_token' | Exclude<Extended, 'extended' | 'unchanged'> }

/** Lets the links of an open token work for so many hours from now, at the request of staff. They stay the same. */
export function extendToken({ tokens }: { tokens: TokenRepository }) {
  return async (
    { tokenId, expiresInHours }: { readonly tokenId: string; readonly expiresInHours: number },
    actor: Actor,
  ): Promise<ExtendResult> => {
    const found = await tokens.load({ tokenId, platform: actor.platform })
    if (found === undefined) return { outcome: 'unknown_token' }
    const extension = { tokenId, lifetimeMs: expiresInHours * HOUR_MS }
    const { result, loaded } = await commit(tokens, found, (state, now) => decideExtension(state, now, extension), {
      actor,
    })
    if (result !== 'extended' && result !== 'unchanged') return { outcome: result }
    return { outcome: result, token: tokenOf(loaded.state, tokenId), now: loaded.now }
  }
}
