import type { Actor } from '../../ports/actor.ts'
import type { ClientRecord } from '../../ports/onboarding-queries.ts'
import type { TokenRepository } from '../../ports/token-repository.ts'
import { recordOf } from '../opening.ts'

/** A client with its latest token and its account, as stored. Makes no provider call. */
export function showClient({ tokens }: { tokens: TokenRepository }) {
  return async (clientId: string, { platform }: Actor): Promise<ClientRecord | undefined> => {
    const loaded = await tokens.load({ clientId, platform })
    return loaded && recordOf(loaded)
  }
}
