import type { Act } from '../ports/act.ts'
import type { LinkMailRepository } from '../ports/link-mail-repository.ts'
import type { Mailer } from '../ports/mailer.ts'
import type { Secrets } from '../ports/secrets.ts'

/** How links are mailed. */
export interface Mailing {
  readonly mailer: Mailer
  readonly platformName: string
  /** The link that a client gets, for a link secret. */
  readonly linkFor: (linkSecret: string) => string
  /** How long a link can be opened that a client asks for itself, in hours. */
  readonly linkLifetimeHours: number
}

interface Dependencies extends Omit<Mailing, 'linkLifetimeHours'> {
  readonly linkMails: LinkMailRepository
  readonly secrets: Secrets
}

/**
 * Mails a link of a token to its client. The mail's secret is made here and nowhere kept: a job that is tried again mails
 * another link, and the one that may have arrived after all stays good. Nothing is sent for a token that cannot be opened.
 */
export function sendLinkMail({ linkMails, secrets, mailer, platformName, linkFor }: Dependencies) {
  return async (tokenId: string, mailId: string, act: Act): Promise<'mailed' | 'not_sent'> => {
    const { secret, hash } = secrets.mintLinkSecret()
    const opening = await linkMails.addSecret(tokenId, hash)
    if (opening === undefined) return 'not_sent'
    const { client, token } = opening
    await mailer.sendLink({
      id: mailId,
      to: { name: client.name, address: client.email },
      platformName,
      purpose: token.purpose,
      link: linkFor(secret),
      expiresAt: token.expiresAt,
    })
    await linkMails.recordMailed(tokenId, act)
    return 'mailed'
  }
}
