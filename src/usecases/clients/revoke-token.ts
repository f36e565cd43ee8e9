import { decideRevocation } from '../../domain/decide-token.ts'
import type { OnboardingToken } from '../../domain/onboarding-token.ts'
import { tokenOf } from '../../domain/onboarding.ts'
import type { Actor } from '../../ports/actor.ts'
import type { TokenRepository } from '../../ports/token-repository.ts'
import { commit } from '../commit.ts'

export type RevokeResult =
  | {
      readonly outcome: 'revoked'
      readonly token: OnboardingToken
      /** Until when an account link that was already handed out can be opened; absent if there is none. */
      readonly linksOutstandingUntil?: Date
    }
  | { readonly outcome: 'unknown_token' }
  | { readonly outcome: 'completed' }

/**
 * Revokes a token at the request of staff. Account links that were handed out cannot be revoked, so the result says how
 * long they stay valid.
 */
export function revokeToken({ tokens }: { tokens: TokenRepository }) {
  return async (tokenId: string, actor: Actor): Promise<RevokeResult> => {
    const found = await tokens.load({ tokenId, platform: actor.platform })
    if (found === undefined) return { outcome: 'unknown_token' }
    const revocation = { tokenId, reason: 'operator' } as const
    const { result, loaded } = await commit(tokens, found, (state, now) => decideRevocation(state, now, revocation), {
      actor,
    })
    return result.outcome === 'completed' ? result : { ...result, token: tokenOf(loaded.state, tokenId) }
  }
}
