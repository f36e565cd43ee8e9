import type { Act } from '../ports/act.ts'
import type { Once } from '../ports/once.ts'
import type { Issued, TokenRepository } from '../ports/token-repository.ts'
import type { Secrets } from '../ports/secrets.ts'

const HOUR_MS = 3_600_000

export type IssueResult =
  | (Extract<Issued, { outcome: 'issued' }> & {
      /** The link secret: here for the only time. */
      readonly linkSecret: string
    })
  | Exclude<Issued, { outcome: 'issued' }>

/** Gives a client a new link. The one it had is replaced: nobody has two open ones. */
export function issueToken({ tokens, secrets }: { tokens: TokenRepository; secrets: Secrets }) {
  return async (
    { clientId, expiresInHours }: { clientId: string; expiresInHours: number },
    act: Act,
    once?: Once,
  ): Promise<IssueResult> => {
    const { secret, hash } = secrets.mintLinkSecret()
    const token = { id: secrets.newId(), lifetimeMs: expiresInHours * HOUR_MS, secretHash: hash }
    const issued = await tokens.issue(clientId, token, act, once)
    return issued.outcome === 'issued' ? { ...issued, linkSecret: secret } : issued
  }
}
