import type { Actor } from '../../ports/actor.ts'
import type { TokenRepository } from '../../ports/token-repository.ts'
import type { obtainAccount, ObtainResult } from './obtain-account.ts'

interface Dependencies {
  readonly tokens: TokenRepository
  readonly obtain: ReturnType<typeof obtainAccount>
}

/**
 * Finds out what became of an intent whose opening never returned, and stores the account if there is one. Starts no
 * generation: an account that no opening needs any more is not created.
 */
export function settleIntent({ tokens, obtain }: Dependencies) {
  return async ({ clientId }: { readonly clientId: string }, actor: Actor): Promise<ObtainResult> => {
    const found = await tokens.load({ clientId, platform: actor.platform })
    return found === undefined ? { outcome: 'none' } : obtain(found, actor)
  }
}
