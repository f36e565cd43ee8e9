import { openLink, type OpenLinkOptions, type OpenLinkResult } from './open-link.ts'
import type { Actor } from '../../ports/actor.ts'
import type { Secrets } from '../../ports/secrets.ts'
import type { LoadedToken, TokenRepository } from '../../ports/token-repository.ts'
import { openingOf, type Opening } from '../opening.ts'
import { makeSession, type Embeddable, type MadeSession } from './make-session.ts'
import { openToken } from './open-token.ts'
import { tokenOfLink } from './token-of-link.ts'

export type OpenSessionResult =
  | OpenLinkResult<MadeSession>
  /** Pages of the platform cannot show the provider's form. Nothing was requested. */
  | { readonly outcome: 'not_embeddable'; readonly opening: Opening }

type Dependencies = Parameters<typeof openToken>[0] &
  Omit<Parameters<typeof openLink>[0], 'open'> & {
    readonly tokens: TokenRepository
    readonly secrets: Secrets
    readonly embeddable?: Embeddable | undefined
  }

/** Opens a link as `openLink` does, for a form on a page of the platform instead of the provider's pages. */
export function openSession({ embeddable, ...dependencies }: Dependencies) {
  const tokenOf = tokenOfLink(dependencies)
  const open = embeddable && openLink({ ...dependencies, open: openToken(dependencies, makeSession({ embeddable })) })

  return async (
    linkSecret: string,
    actor: Actor,
    options?: OpenLinkOptions,
    held?: LoadedToken,
  ): Promise<OpenSessionResult> => {
    if (open !== undefined) return open(linkSecret, actor, options, held)
    const loaded = await tokenOf(linkSecret, held)
    return loaded ? { outcome: 'not_embeddable', opening: openingOf(loaded) } : { outcome: 'unknown_token' }
  }
}
