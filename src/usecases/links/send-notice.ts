import type { NoticeKind } from '../../domain/onboarding-event.ts'
import type { Actor } from '../../ports/actor.ts'
import type { Mailer } from '../../ports/mailer.ts'
import type { TokenRepository } from '../../ports/token-repository.ts'
import { commit } from '../commit.ts'

interface Dependencies {
  readonly tokens: TokenRepository
  readonly mailer: Mailer
  readonly platformName: string
}

interface Request {
  readonly kind: NoticeKind
  readonly tokenId: string
  /** When the event happened. */
  readonly at: Date
  readonly emailId: string
}

/**
 * Emails a client a notice about its link. The notice contains no link. Delivery is at least once: if the worker
 * crashes after sending but before recording it, the email is sent again. Nothing is sent to an erased client.
 */
export function sendNotice({ tokens, mailer, platformName }: Dependencies) {
  return async ({ kind, tokenId, at, emailId }: Request, actor: Actor): Promise<'sent' | 'not_sent'> => {
    const found = await tokens.load({ tokenId, platform: actor.platform })
    if (found === undefined || found.state.erasedAt !== undefined) return 'not_sent'
    const { name, email } = found.state.client
    await mailer.sendNotice({ id: emailId, to: { name, address: email }, platformName, kind, at })
    const sent = { events: [{ type: 'email_sent', tokenId, kind }], result: undefined } as const
    await commit(tokens, found, () => sent, { actor })
    return 'sent'
  }
}
