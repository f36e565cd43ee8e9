import type { Actor } from '../../ports/actor.ts'
import type { Secrets } from '../../ports/secrets.ts'
import type { LoadedToken, TokenRepository } from '../../ports/token-repository.ts'
import type { land, Landed } from './land.ts'
import { tokenOfLink } from './token-of-link.ts'

interface Dependencies {
  readonly tokens: TokenRepository
  readonly secrets: Secrets
  readonly land: ReturnType<typeof land>
}

/**
 * The client has left the provider's form on a page of the platform. No URL leads back from there, so the page tells so,
 * and holds the link for it. `undefined`: the link is not known. `held`: its token, if it was loaded already.
 */
export function leaveSession({ land: landFrom, ...dependencies }: Dependencies) {
  const tokenOf = tokenOfLink(dependencies)
  return async (linkSecret: string, actor: Actor, held?: LoadedToken): Promise<Landed | undefined> => {
    const loaded = await tokenOf(linkSecret, held)
    return loaded && landFrom(loaded, loaded.state.lastOpenedAt, actor)
  }
}
