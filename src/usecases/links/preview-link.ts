import type { AdmissionRules } from '../../domain/decide-confirmation.ts'
import { holderView, type HolderView } from '../../domain/link-holder.ts'
import type { Secrets } from '../../ports/secrets.ts'
import type { LoadedToken, TokenRepository } from '../../ports/token-repository.ts'
import { openingOf, type Opening } from '../opening.ts'
import { browserHash } from './browser-hash.ts'
import { tokenOfLink } from './token-of-link.ts'

interface Dependencies {
  readonly tokens: TokenRepository
  readonly secrets: Secrets
  /** Absent if no emails are sent. */
  readonly mailing?: object | undefined
  /** What the platform wants before a link is opened; absent: nothing. */
  readonly admission?: AdmissionRules | undefined
}

/** What a link would open, and what its holder may know and do. */
export interface PreviewedLink extends Opening {
  readonly holder: HolderView
}

/**
 * What a link would open, even if its token has ended. Writes nothing, makes no provider call. `undefined`: no such
 * token. `browser`: a random id that the browser generated. `held`: the token, if it was loaded already.
 */
export function previewLink({ tokens, secrets, mailing, admission: rules = { asksForCode: false } }: Dependencies) {
  const tokenOf = tokenOfLink({ tokens, secrets })
  return async (linkSecret: string, browser?: string, held?: LoadedToken): Promise<PreviewedLink | undefined> => {
    const loaded = await tokenOf(linkSecret, held)
    if (loaded === undefined) return undefined
    const { state, now, tokenId } = loaded
    const holder = { tokenId, browser: browserHash(secrets, browser), sendsEmails: mailing !== undefined, rules }
    return { ...openingOf(loaded), holder: holderView(state, now, holder) }
  }
}
