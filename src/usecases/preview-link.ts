import type { Opening, TokenRepository } from '../ports/token-repository.ts'
import type { Secrets } from '../ports/secrets.ts'

/** Says what a link would open, for dead tokens too; writes nothing and asks no provider. `undefined`: no such token. */
export function previewLink({ tokens, secrets }: { tokens: TokenRepository; secrets: Secrets }) {
  return async (linkSecret: string): Promise<Opening | undefined> => {
    const hash = secrets.hashLinkSecret(linkSecret)
    return hash === undefined ? undefined : tokens.findBySecret(hash)
  }
}
