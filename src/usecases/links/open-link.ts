import type { Actor } from '../../ports/actor.ts'
import type { Secrets } from '../../ports/secrets.ts'
import type { TokenRepository } from '../../ports/token-repository.ts'
import type { openToken, OpenResult } from './open-token.ts'

interface Dependencies {
  readonly tokens: TokenRepository
  readonly secrets: Secrets
  readonly open: ReturnType<typeof openToken>
  /** Creates the signal that aborts the provider calls of one opening. */
  readonly deadline: () => AbortSignal
}

export type OpenLinkResult = OpenResult | { readonly outcome: 'unknown_token' }

/**
 * Opens the token that a link secret belongs to: see `openToken`. `browser` is a random id that the browser generated.
 * It detects a second browser, of which the client is notified.
 */
export function openLink({ tokens, secrets, open, deadline }: Dependencies) {
  return async (linkSecret: string, actor: Actor, browser?: string): Promise<OpenLinkResult> => {
    const secretHash = secrets.hashLinkSecret(linkSecret)
    const loaded = secretHash && (await tokens.load({ secretHash }))
    if (loaded === undefined) return { outcome: 'unknown_token' }
    const hash = browser === undefined ? undefined : Buffer.from(secrets.hashBrowser(browser)).toString('hex')
    return open(loaded, actor, deadline(), hash)
  }
}
