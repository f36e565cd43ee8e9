import { nearestLocale, type Locale } from '../../domain/locale.ts'
import type { NoticeKind } from '../../domain/onboarding-event.ts'
import type { Actor } from '../../ports/actor.ts'
import type { AuditTrail } from '../../ports/audit-trail.ts'
import type { Branding, Mailer } from '../../ports/mailer.ts'
import type { TokenRepository } from '../../ports/token-repository.ts'
import { emailDelivery, type EmailJob, type Sent } from './deliver-email.ts'

interface Dependencies {
  readonly tokens: TokenRepository
  readonly auditTrail: AuditTrail
  readonly mailer: Mailer
  readonly platformName: string
  readonly branding?: Branding | undefined
  /** The language of clients whose own is not known or not near to any. */
  readonly locale?: Locale
}

interface Request extends EmailJob<NoticeKind> {
  /** When the event happened. */
  readonly at: Date
}

/** Emails a client a notice. The notice contains no link. Nothing is sent to an erased client. */
export function sendNotice({
  tokens,
  auditTrail,
  mailer,
  platformName,
  branding,
  locale: fallback = 'en',
}: Dependencies) {
  const delivery = emailDelivery({ tokens, auditTrail })
  return async ({ at, ...job }: Request, actor: Actor): Promise<Sent> => {
    const { tokenId, kind, emailId: id } = job
    const found = await tokens.load({ tokenId, platform: actor.platform })
    if (found === undefined || found.state.erasedAt !== undefined || (await delivery.wasSent(found, job)))
      return 'not_sent'
    const { name, email, locale } = found.state.client
    const ofClient = { to: { name, address: email }, locale: nearestLocale([locale], fallback) }
    const notice = { id, ...ofClient, platformName, branding, kind, at }
    return delivery.deliver(found, job, () => mailer.sendNotice(notice), actor)
  }
}
