import type { Act } from '../ports/act.ts'
import type { ClientRepository, Invited } from '../ports/client-repository.ts'
import type { Once } from '../ports/once.ts'
import type { Secrets } from '../ports/secrets.ts'
import type { Mailing } from './send-link-mail.ts'

const HOUR_MS = 3_600_000

export interface Invitation {
  readonly name: string
  readonly email: string
  readonly country?: string
  readonly externalId?: string
  /** How long the link can be opened, in hours. */
  readonly expiresInHours: number
  /** Whether the client is sent a mail, with a link of its own. */
  readonly sendEmail?: boolean
}

export type InviteResult =
  | (Extract<Invited, { outcome: 'invited' }> & {
      /** The link secret: here for the only time. */
      readonly linkSecret: string
    })
  | Exclude<Invited, { outcome: 'invited' }>
  /** A mail was wanted, and no mails are sent here. */
  | { readonly outcome: 'mail_not_configured' }

interface Dependencies {
  readonly clients: ClientRepository
  readonly secrets: Secrets
  /** Absent where no mails are sent. */
  readonly mailing?: Mailing | undefined
}

/** Enters a client and issues its first onboarding token. */
export function inviteClient({ clients, secrets, mailing }: Dependencies) {
  return async (
    { expiresInHours, sendEmail = false, ...invitation }: Invitation,
    act: Act,
    once?: Once,
  ): Promise<InviteResult> => {
    if (sendEmail && mailing === undefined) return { outcome: 'mail_not_configured' }
    const { secret, hash } = secrets.mintLinkSecret()
    const invited = await clients.invite(
      { ...invitation, id: secrets.newId() },
      { id: secrets.newId(), lifetimeMs: expiresInHours * HOUR_MS, secretHash: hash, sendsMail: sendEmail },
      act,
      once,
    )
    return invited.outcome === 'invited' ? { ...invited, linkSecret: secret } : invited
  }
}
