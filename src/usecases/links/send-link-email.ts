import { isPayable } from '../../domain/account.ts'
import { isPressing, type Ask } from '../../domain/ask.ts'
import { decideEmailedSecret } from '../../domain/decide-token.ts'
import { submittedJustBefore, type RulesOf } from '../../domain/follow-up.ts'
import { deadlineOf } from '../../domain/next-step.ts'
import { nearestLocale, type Locale } from '../../domain/locale.ts'
import type { LinkKind } from '../../domain/onboarding-event.ts'
import { tokenOf } from '../../domain/onboarding.ts'
import type { Actor } from '../../ports/actor.ts'
import type { AuditTrail } from '../../ports/audit-trail.ts'
import type { AskWords } from '../../ports/ask-words.ts'
import type { Branding, Mailer } from '../../ports/mailer.ts'
import type { Secrets } from '../../ports/secrets.ts'
import type { TokenRepository } from '../../ports/token-repository.ts'
import { commit } from '../commit.ts'
import { emailDelivery, type EmailJob, type Sent } from './deliver-email.ts'

/** The settings of emails. */
export interface Mailing {
  readonly mailer: Mailer
  readonly platformName: string
  readonly branding?: Branding | undefined
  /** The language of clients whose own is not known or not near to any. */
  readonly locale?: Locale
  /** Puts what the provider asks for into the language of the client. */
  readonly askWords?: AskWords
  /** The URL for a link secret. */
  readonly linkFor: (linkSecret: string) => string
  /** The URL for a stop secret. */
  readonly stopLinkFor: (stopSecret: string) => string
  /** Lifetime of a link that a client requests itself, in hours. */
  readonly linkLifetimeHours: number
  /** Which emails are sent without a request; absent: only notices. */
  readonly followUps?: RulesOf
}

interface Dependencies extends Omit<Mailing, 'linkLifetimeHours' | 'followUps'> {
  readonly tokens: TokenRepository
  readonly auditTrail: AuditTrail
  readonly secrets: Secrets
}

/**
 * Emails a link of a token to its client. The link secret is minted here and stored only as a hash, so a retried job
 * sends another link; earlier ones stay valid. The same with the secret that stops reminders. Nothing is sent if the
 * token cannot be opened, and no reminder to a client that has stopped them.
 */
export function sendLinkEmail(dependencies: Dependencies) {
  const { tokens, auditTrail, secrets, mailer, platformName, branding, linkFor, stopLinkFor } = dependencies
  const { askWords = (ask: Ask) => ask, locale: fallback = 'en' } = dependencies
  const delivery = emailDelivery({ tokens, auditTrail })
  return async (job: EmailJob<LinkKind>, actor: Actor): Promise<Sent> => {
    const { tokenId, kind, emailId: id } = job
    const found = await tokens.load({ tokenId, platform: actor.platform })
    if (found === undefined || (await delivery.wasSent(found, job))) return 'not_sent'
    const { secret, hash: secretHash } = secrets.mintLinkSecret()
    const { secret: stopSecret, hash: stopHash } = secrets.mintStopSecret()
    const added = await commit(
      tokens,
      found,
      (state, now) => decideEmailedSecret(state, now, { tokenId, kind, secretHash, stopHash }),
      { actor },
    )
    if (added.result !== 'added') return 'not_sent'
    const { state } = added.loaded
    const { client, account } = state
    const token = tokenOf(state, tokenId)
    const { purpose, expiresAt } = token
    const locale = nearestLocale([client.locale], fallback)
    const mail = {
      ...{ id, kind, platformName, branding, locale, purpose, expiresAt },
      to: { name: client.name, address: client.email },
      link: linkFor(secret),
      asks: (account?.snapshot.asks ?? []).filter(isPressing).map((ask) => askWords(ask, locale)),
      deadline: deadlineOf(account?.snapshot),
      isPayable: account !== undefined && isPayable(account.snapshot),
      stopLink: kind === 'reminder' ? stopLinkFor(stopSecret) : undefined,
      submittedAt: kind === 'action_required' ? submittedJustBefore(state, token) : undefined,
    }
    return delivery.deliver(added.loaded, job, () => mailer.sendLink(mail), actor)
  }
}
