import type { Actor } from '../../ports/actor.ts'
import type { TokenRepository } from '../../ports/token-repository.ts'
import type { obtainAccount, ObtainResult } from './obtain-account.ts'

interface Dependencies {
  readonly tokens: TokenRepository
  readonly obtain: ReturnType<typeof obtainAccount>
}

/**
 * Creates the account of an invited client before it opens its link, so that its click needs one call to the provider
 * instead of two. It does what the opening would do first, under the same intent and idempotency key, so an opening at
 * the same time gets the same account. Nothing is created for a token that cannot be opened any more.
 */
export function warmUpAccount({ tokens, obtain }: Dependencies) {
  return async (tokenId: string, actor: Actor): Promise<ObtainResult> => {
    const found = await tokens.load({ tokenId, platform: actor.platform })
    return found === undefined ? { outcome: 'none' } : obtain(found, actor, tokenId)
  }
}
