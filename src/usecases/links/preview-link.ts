import type { Secrets } from '../../ports/secrets.ts'
import type { TokenRepository } from '../../ports/token-repository.ts'
import { openingOf, type Opening } from '../opening.ts'

/**
 * What a link would open, even if its token has ended. Writes nothing, makes no provider call. `undefined`: no such
 * token.
 */
export function previewLink({ tokens, secrets }: { tokens: TokenRepository; secrets: Secrets }) {
  return async (linkSecret: string): Promise<Opening | undefined> => {
    const secretHash = secrets.hashLinkSecret(linkSecret)
    const loaded = secretHash && (await tokens.load({ secretHash }))
    return loaded && openingOf(loaded)
  }
}
