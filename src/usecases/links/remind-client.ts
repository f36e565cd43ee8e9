import { decideReminder, type Reminded } from '../../domain/decide-follow-up.ts'
import type { OnboardingToken } from '../../domain/onboarding-token.ts'
import { latestToken } from '../../domain/onboarding.ts'
import type { Actor } from '../../ports/actor.ts'
import type { Secrets } from '../../ports/secrets.ts'
import type { TokenRepository } from '../../ports/token-repository.ts'
import { commit } from '../commit.ts'
import type { Mailing } from './send-link-email.ts'

export type RemindResult =
  | { readonly outcome: 'reminded'; readonly token: OnboardingToken; readonly now: Date }
  | { readonly outcome: Exclude<Reminded, 'reminded'> | 'mail_not_configured' }

interface Dependencies {
  readonly tokens: TokenRepository
  readonly secrets: Pick<Secrets, 'newId'>
  /** Absent if no emails are sent. */
  readonly mailing?: Pick<Mailing, 'mailer'> | undefined
}

/** Reminds a client of its link by email, at the request of staff. If the link has expired, the email has a new one. */
export function remindClient({ tokens, secrets, mailing }: Dependencies) {
  return async (clientId: string, actor: Actor): Promise<RemindResult> => {
    const found = await tokens.load({ clientId, platform: actor.platform })
    if (found === undefined) return { outcome: 'unknown_client' }
    if (mailing === undefined) return { outcome: 'mail_not_configured' }
    const tokenId = secrets.newId()
    const { result, loaded } = await commit(tokens, found, (state, now) => decideReminder(state, { tokenId, now }), {
      actor,
    })
    if (result !== 'reminded') return { outcome: result }
    return { outcome: result, token: latestToken(loaded.state), now: loaded.now }
  }
}
