import { decideRenewal } from '../../domain/decide-token.ts'
import type { OnboardingToken } from '../../domain/onboarding-token.ts'
import { latestToken } from '../../domain/onboarding.ts'
import type { Actor } from '../../ports/actor.ts'
import type { Log } from '../../ports/log.ts'
import type { Secrets } from '../../ports/secrets.ts'
import type { LoadedToken, TokenRepository } from '../../ports/token-repository.ts'
import { commit } from '../commit.ts'
import type { Mailing } from './send-link-email.ts'
import { tokenOfLink } from './token-of-link.ts'

const HOUR_MS = 3_600_000

interface Dependencies {
  readonly tokens: TokenRepository
  readonly secrets: Secrets
  readonly log: Log
  /** Absent if no emails are sent. */
  readonly mailing: Mailing | undefined
}

/**
 * Replaces a link that no longer works, at its holder's request, and records the request. The new link is emailed to the
 * stored address and never returned, because anyone may hold an old link. Returns the issued token, or `undefined` if
 * none was issued. `held`: the token, if it was loaded already.
 */
export function requestNewLink({ tokens, secrets, log, mailing }: Dependencies) {
  const tokenOf = tokenOfLink({ tokens, secrets })
  return async (linkSecret: string, actor: Actor, held?: LoadedToken): Promise<OnboardingToken | undefined> => {
    const found = await tokenOf(linkSecret, held)
    if (found === undefined) return undefined
    const token = mailing && { tokenId: secrets.newId(), lifetimeMs: mailing.linkLifetimeHours * HOUR_MS }
    const renewal = { heldTokenId: found.tokenId, token }
    const { result, loaded } = await commit(tokens, found, (state, now) => decideRenewal(state, now, renewal), {
      actor,
    })
    if (result === 'no_email') {
      log.warn({ requestId: actor.requestId }, 'a new link was requested, but no emails are sent: set SMTP_URL')
    }
    return result === 'issued' ? latestToken(loaded.state) : undefined
  }
}
