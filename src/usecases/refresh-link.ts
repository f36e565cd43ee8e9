import { mayRefresh } from '../domain/link-attempt.ts'
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
  /** The state is that of the way back, which opens nothing. */
  | { readonly outcome: 'return_state'; readonly wayBack: WayBack }
  /** The state alone opens nothing (any more): the link itself has to be opened. */
  | { readonly outcome: 'again'; readonly wayBack: WayBack }
  /** Too many fresh links for this token in a short time: something goes in circles. */
  | { readonly outcome: 'too_often'; readonly wayBack: WayBack }
  | { readonly outcome: 'refused'; readonly refusal: Refusal; readonly wayBack: WayBack }
  /** Another link would lead nowhere. */
  | { readonly outcome: 'landed'; readonly landing: Exclude<Landing, 'incomplete'>; readonly wayBack: WayBack }
  | Exclude<OpenLinkResult, { outcome: 'unknown_token' | 'refused' }>

/** Whether a refresh state gives a fresh link, or leads to a page that goes on with the link which the tab holds. */
export type RefreshMode = 'page' | 'redirect'

interface Dependencies {
  readonly tokens: TokenRepository
  readonly accounts: AccountRepository
  readonly secrets: Secrets
  readonly look: ReturnType<typeof lookAtAccount>
  readonly open: ReturnType<typeof openToken>
  readonly deadline: () => AbortSignal
  /** Counts a fresh link for this token, and says whether those are too many. */
  readonly isRefreshedTooOften: (tokenId: string) => Promise<boolean>
  readonly refreshMode: RefreshMode
}

/**
 * The provider sends somebody for a fresh account link: theirs was used, has expired, or was opened by a scanner. It
 * also does so for accounts that it has rejected, for ever, so the account is looked at before a link is made.
 *
 * A state has been in a URL, so whoever brings it need not be the client: it gives one link, and only for a while.
 */
export function refreshLink(dependencies: Dependencies) {
  const { tokens, accounts, secrets, look, open, deadline, isRefreshedTooOften, refreshMode } = dependencies

  return async (state: string, act: Act): Promise<RefreshResult> => {
    const hash = secrets.hashState(state)
    if (hash === undefined) return { outcome: 'unknown_state' }
    const wayBack = await tokens.findByRefreshState(hash)
    if (wayBack === undefined) {
      const returning = await tokens.findByState(hash)
      return returning ? { outcome: 'return_state', wayBack: returning } : { outcome: 'unknown_state' }
    }
    const { token, client, now, attempt } = wayBack
    const stored = await accounts.find({ clientId: client.id })
    const refusal = openingRefusal(token, now)
    if (refusal === 'completed') {
      const isGone = stored !== undefined && landingOf(token, stored.snapshot) === 'unavailable'
      return { outcome: 'landed', landing: isGone ? 'unavailable' : 'done', wayBack }
    }
    if (refusal !== undefined) return { outcome: 'refused', refusal, wayBack }
    if (!mayRefresh(attempt, now)) return { outcome: 'again', wayBack }

    if (await isRefreshedTooOften(token.id)) return { outcome: 'too_often', wayBack }

    const signal = deadline()
    if (stored !== undefined) {
      const looked = await look({ accountId: stored.snapshot.accountId, now: stored.now, stored }, act, signal)
      if (looked.outcome === 'provider_failed') return { ...looked, opening: wayBack }
      const landing = landingOf(token, looked.snapshot)
      if (landing !== 'incomplete') return { outcome: 'landed', landing, wayBack }
    }
    // Before the provider is asked, so that of several callers at once only one has a link made.
    if (refreshMode === 'page' || !(await tokens.useRefreshState(hash))) return { outcome: 'again', wayBack }

    const opened = await open(wayBack, () => tokens.findByRefreshState(hash), act, signal, { refreshed: attempt })
    switch (opened.outcome) {
      case 'unknown_token':
        return { outcome: 'unknown_state' }
      case 'refused':
        return { ...opened, wayBack }
      case 'provider_failed':
        // Nobody has got a link for it, and who comes from a page of the provider's has nothing else in hand.
        await tokens.unuseRefreshState(hash)
        return opened
      case 'opened':
        return opened
    }
  }
}
