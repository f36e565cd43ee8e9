import type { OnboardingToken } from '../domain/onboarding-token.ts'
import type { Act } from '../ports/act.ts'
import type { Log } from '../ports/log.ts'
import type { Secrets } from '../ports/secrets.ts'
import type { TokenRepository } from '../ports/token-repository.ts'
import type { Mailing } from './send-link-mail.ts'

const HOUR_MS = 3_600_000

interface Dependencies {
  readonly tokens: TokenRepository
  readonly secrets: Secrets
  readonly log: Log
  /** Absent where no mails are sent. */
  readonly mailing: Mailing | undefined
}

/**
 * The holder of a link that does not work any more asks for a new one. It goes to the address that we know, never into
 * the answer: an old link may be in anybody's hands. Gives the token that was issued, or `undefined` when none was.
 */
export function requestNewLink({ tokens, secrets, log, mailing }: Dependencies) {
  return async (linkSecret: string, act: Act): Promise<OnboardingToken | undefined> => {
    const hash = secrets.hashLinkSecret(linkSecret)
    if (hash === undefined) return undefined
    if (mailing === undefined) {
      log.warn({ requestId: act.requestId }, 'somebody asks for a new link, and no mails are sent: set SMTP_URL')
      return undefined
    }
    return tokens.renew(hash, { id: secrets.newId(), lifetimeMs: mailing.linkLifetimeHours * HOUR_MS }, act)
  }
}
