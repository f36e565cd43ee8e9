import { decideEmailedSecret } from '../../domain/decide-token.ts'
import { tokenOf } from '../../domain/onboarding.ts'
import type { Actor } from '../../ports/actor.ts'
import type { Mailer } from '../../ports/mailer.ts'
import type { Secrets } from '../../ports/secrets.ts'
import type { TokenRepository } from '../../ports/token-repository.ts'
import { commit } from '../commit.ts'

/** The settings of emailed links. */
export interface Mailing {
  readonly mailer: Mailer
  readonly platformName: string
  /** The URL for a link secret. */
  readonly linkFor: (linkSecret: string) => string
  /** Lifetime of a link that a client requests itself, in hours. */
  readonly linkLifetimeHours: number
}

interface Dependencies extends Omit<Mailing, 'linkLifetimeHours'> {
  readonly tokens: TokenRepository
  readonly secrets: Secrets
}

/**
 * Emails a link of a token to its client. The link secret is minted here and stored only as a hash, so a retried job
 * sends another link; earlier ones stay valid. Nothing is sent if the token cannot be opened. Delivery is at least
 * once: if the worker crashes after sending but before recording it, the email is sent again.
 */
export function sendLinkEmail({ tokens, secrets, mailer, platformName, linkFor }: Dependencies) {
  return async (tokenId: string, emailId: string, actor: Actor): Promise<'sent' | 'not_sent'> => {
    const found = await tokens.load({ tokenId, platform: actor.platform })
    if (found === undefined) return 'not_sent'
    const { secret, hash: secretHash } = secrets.mintLinkSecret()
    const added = await commit(
      tokens,
      found,
      (state, now) => decideEmailedSecret(state, now, { tokenId, secretHash }),
      { actor },
    )
    if (added.result === 'not_open') return 'not_sent'
    const { client } = added.loaded.state
    const { purpose, expiresAt } = tokenOf(added.loaded.state, tokenId)
    const to = { name: client.name, address: client.email }
    await mailer.sendLink({ id: emailId, to, platformName, purpose, link: linkFor(secret), expiresAt })
    const sent = { events: [{ type: 'email_sent', tokenId, kind: 'link' }], result: undefined } as const
    await commit(tokens, added.loaded, () => sent, { actor })
    return 'sent'
  }
}
