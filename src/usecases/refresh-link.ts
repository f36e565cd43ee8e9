import { openingRefusal, type Refusal } from '../domain/onboarding-token.ts'
import type { AccountRepository } from '../ports/account-repository.ts'
import type { Act } from '../ports/act.ts'
import type { Secrets } from '../ports/secrets.ts'
import type { TokenRepository, WayBack } from '../ports/token-repository.ts'
import type { lookAtAccount } from './look-at-account.ts'
import type { openToken, OpenLinkResult } from './open-link.ts'
import { landingOf, type Landing } from './return-from-provider.ts'

export type RefreshResult =
  | { readonly outcome: 'unknown_state' }
  /** The state is too old to open anything: the link itself has to be opened. */
  | { readonly outcome: 'too_old'; readonly wayBack: WayBack }
  /** Too many fresh links for this token in a short time: something goes in circles. */
  | { readonly outcome: 'too_often'; readonly wayBack: WayBack }
  | { readonly outcome: 'refused'; readonly refusal: Refusal; readonly wayBack: WayBack }
  /** Another link would lead nowhere. */
  | { readonly outcome: 'landed'; readonly landing: Exclude<Landing, 'incomplete'>; readonly wayBack: WayBack }
  | Exclude<OpenLinkResult, { outcome: 'unknown_token' | 'refused' }>

interface Dependencies {
  readonly tokens: TokenRepository
  readonly accounts: AccountRepository
  readonly secrets: Secrets
  readonly look: ReturnType<typeof lookAtAccount>
  readonly open: ReturnType<typeof openToken>
  readonly deadline: () => AbortSignal
  /** Counts a fresh link for this token, and says whether there may be one more. */
  readonly mayRefresh: (tokenId: string) => Promise<boolean>
}

const STATE_LIFETIME_MS = 24 * 3_600_000

/**
 * The provider sends somebody for a fresh account link: theirs was used, has expired, or was opened by a scanner. It
 * also does so for accounts that it has rejected, for ever, so the account is looked at before a link is made.
 */
export function refreshLink({ tokens, accounts, secrets, look, open, deadline, mayRefresh }: Dependencies) {
  return async (state: string, act: Act): Promise<RefreshResult> => {
    const hash = secrets.hashState(state)
    const wayBack = hash && (await tokens.findByState(hash))
    if (hash === undefined || wayBack === undefined) return { outcome: 'unknown_state' }
    const { token, client, now, handedOutAt } = wayBack
    const stored = await accounts.find({ clientId: client.id })
    const refusal = openingRefusal(token, now)
    if (refusal === 'completed') {
      const isGone = stored !== undefined && landingOf(token, stored.snapshot) === 'unavailable'
      return { outcome: 'landed', landing: isGone ? 'unavailable' : 'done', wayBack }
    }
    if (refusal !== undefined) return { outcome: 'refused', refusal, wayBack }
    if (now.getTime() - handedOutAt.getTime() > STATE_LIFETIME_MS) return { outcome: 'too_old', wayBack }

    if (!(await mayRefresh(token.id))) return { outcome: 'too_often', wayBack }

    const signal = deadline()
    if (stored !== undefined) {
      const looked = await look({ accountId: stored.snapshot.accountId, now: stored.now, stored }, act, signal)
      if (looked.outcome === 'provider_failed') return { ...looked, opening: wayBack }
      const landing = landingOf(token, looked.snapshot)
      if (landing !== 'incomplete') return { outcome: 'landed', landing, wayBack }
    }
    const opened = await open(wayBack, () => tokens.findByState(hash), act, signal)
    switch (opened.outcome) {
      case 'unknown_token':
        return { outcome: 'unknown_state' }
      case 'refused':
        return { ...opened, wayBack }
      default:
        return opened
    }
  }
}
