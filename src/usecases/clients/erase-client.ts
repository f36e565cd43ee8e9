import { decideErasure, type Erased } from '../../domain/decide-client.ts'
import type { Actor } from '../../ports/actor.ts'
import type { TokenRepository } from '../../ports/token-repository.ts'
import { commit } from '../commit.ts'

/** Erases a client's personal data. Its account stays at the provider, under the client's own agreement with it. */
export function eraseClient({ tokens }: { tokens: TokenRepository }) {
  return async (clientId: string, actor: Actor): Promise<Erased | 'unknown_client'> => {
    const found = await tokens.load({ clientId, platform: actor.platform })
    if (found === undefined) return 'unknown_client'
    return (await commit(tokens, found, decideErasure, { actor })).result
  }
}
