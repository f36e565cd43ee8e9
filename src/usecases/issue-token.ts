import type { Act } from '../ports/act.ts'
import type { Once } from '../ports/once.ts'
import type { Issued, TokenRepository } from '../ports/token-repository.ts'
import type { Secrets } from '../ports/secrets.ts'
import type { Mailing } from './send-link-mail.ts'

const HOUR_MS = 3_600_000

export type IssueResult =
  | (Extract<Issued, { outcome: 'issued' }> & {
      /** The link secret: here for the only time. */
      readonly linkSecret: string
    })
  | Exclude<Issued, { outcome: 'issued' }>
  /** A mail was wanted, and no mails are sent here. */
  | { readonly outcome: 'mail_not_configured' }

interface Dependencies {
  readonly tokens: TokenRepository
  readonly secrets: Secrets
  /** Absent where no mails are sent. */
  readonly mailing?: Mailing | undefined
}

/** Gives a client a new link. The one it had is replaced: nobody has two open ones. */
export function issueToken({ tokens, secrets, mailing }: Dependencies) {
  return async (
    {
      clientId,
      expiresInHours,
      sendEmail = false,
    }: { clientId: string; expiresInHours: number; sendEmail?: boolean | undefined },
    act: Act,
    once?: Once,
  ): Promise<IssueResult> => {
    if (sendEmail && mailing === undefined) return { outcome: 'mail_not_configured' }
    const { secret, hash } = secrets.mintLinkSecret()
    const lifetimeMs = expiresInHours * HOUR_MS
    const token = { id: secrets.newId(), lifetimeMs, secretHash: hash, sendsMail: sendEmail }
    const issued = await tokens.issue(clientId, token, act, once)
    return issued.outcome === 'issued' ? { ...issued, linkSecret: secret } : issued
  }
}
