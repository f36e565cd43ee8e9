import type { Secrets } from '../../ports/secrets.ts'
import type { LoadedToken, TokenRepository } from '../../ports/token-repository.ts'

interface Dependencies {
  readonly tokens: TokenRepository
  readonly secrets: Secrets
}

/**
 * The token that a link secret belongs to, with its onboarding: `held`, if it was loaded already. `undefined`: there is
 * none.
 */
export function tokenOfLink({ tokens, secrets }: Dependencies) {
  return async (linkSecret: string, held?: LoadedToken): Promise<LoadedToken | undefined> => {
    if (held !== undefined) return held
    const secretHash = secrets.hashLinkSecret(linkSecret)
    return secretHash && (await tokens.load({ secretHash }))
  }
}
