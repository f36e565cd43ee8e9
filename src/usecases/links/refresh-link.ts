import { needsTerms, type AdmissionRules } from '../../domain/decide-confirmation.ts'
import { decideRefreshRestored, decideRefreshUse } from '../../domain/decide-link.ts'
import { landingOf, type Landing } from '../../domain/landing.ts'
import { mayRefresh } from '../../domain/link-attempt.ts'
import { openingRefusal, type Refusal } from '../../domain/onboarding-token.ts'
import type { Actor } from '../../ports/actor.ts'
import type { Secrets } from '../../ports/secrets.ts'
import type { LoadedToken, TokenRepository } from '../../ports/token-repository.ts'
import type { refreshAccount } from '../accounts/refresh-account.ts'
import { commit } from '../commit.ts'
import { openingOf, type Opening } from '../opening.ts'
import type { AccountLink } from '../../ports/payment-provider.ts'
import type { OpenResult, openToken } from './open-token.ts'

export type RefreshResult =
  | { readonly outcome: 'unknown_state' }
  | ({ readonly opening: Opening } & (
      | { readonly outcome: 'refused'; readonly refusal: Refusal }
      /** The state of a return URL, which opens nothing. */
      | { readonly outcome: 'return_state' }
      /** The state can no longer create a link, or never could: the client must open its own link again. */
      | { readonly outcome: 'again' }
      /** Too many link refreshes of this token in a short time, which suggests a redirect loop. */
      | { readonly outcome: 'too_often' }
      /** Another account link would lead nowhere. */
      | { readonly outcome: 'landed'; readonly landing: Exclude<Landing, 'unknown'> }
    ))
  | OpenResult

/**
 * Whether a refresh state creates a new link (`redirect`), or leads to a page that opens the link stored in the tab.
 */
export type RefreshMode = 'page' | 'redirect'

interface Dependencies {
  readonly tokens: TokenRepository
  readonly secrets: Secrets
  readonly refresh: ReturnType<typeof refreshAccount>
  readonly open: ReturnType<typeof openToken<AccountLink>>
  readonly deadline: () => AbortSignal
  /** Counts a link refresh of this token, and returns whether the limit is exceeded. */
  readonly isRefreshedTooOften: (tokenId: string) => Promise<boolean>
  readonly refreshMode: RefreshMode
  /** What the platform wants before a link is opened; absent: nothing. */
  readonly admission?: AdmissionRules | undefined
}

/**
 * The provider redirects a client here for a new account link, because its link was used, has expired, or was opened by
 * a scanner. It also does so, in an endless loop, for accounts that it has rejected, so the account is refreshed first.
 *
 * The state is part of a URL, so its bearer may not be the client. It creates one link, and only for a limited time.
 */
export function refreshLink(dependencies: Dependencies) {
  const { tokens, secrets, refresh, open, deadline, isRefreshedTooOften, refreshMode } = dependencies
  const { admission: rules = { asksForCode: false } } = dependencies

  return async (state: string, actor: Actor, held?: LoadedToken): Promise<RefreshResult> => {
    const hash = secrets.hashState(state)
    if (hash === undefined) return { outcome: 'unknown_state' }
    const found = held ?? (await tokens.load({ refreshHash: hash }))
    if (found === undefined) {
      const returning = await tokens.load({ stateHash: hash })
      return returning ? { outcome: 'return_state', opening: openingOf(returning) } : { outcome: 'unknown_state' }
    }
    const opening = openingOf(found)
    const { token, account, now } = opening
    const refusal = openingRefusal(token, now)
    if (refusal === 'completed') {
      return { outcome: 'landed', landing: account === undefined ? 'done' : landingOf(token, account), opening }
    }
    if (refusal !== undefined) return { outcome: 'refused', refusal, opening }
    const { attempt } = found.state
    if (attempt === undefined || !mayRefresh(attempt, now)) return { outcome: 'again', opening }
    if (await isRefreshedTooOften(token.id)) return { outcome: 'too_often', opening }
    return freshLink(found, hash, actor)
  }

  async function freshLink(found: LoadedToken, refreshHash: Uint8Array, actor: Actor): Promise<RefreshResult> {
    const signal = deadline()
    const { tokenId } = found
    const opening = openingOf(found)
    let loaded = found
    if (opening.account !== undefined) {
      const { accountId } = opening.account
      const refreshed = await refresh({ accountId, loaded, now: loaded.now }, actor, signal)
      if (refreshed.outcome === 'provider_failed') return { ...refreshed, opening }
      const landing = landingOf(opening.token, refreshed.snapshot)
      if (landing !== 'incomplete') return { outcome: 'landed', landing, opening }
      loaded = { ...loaded, ...refreshed.loaded, tokenId }
    }
    // The page of the link shows terms that are newer than the visit.
    const isToAccept = needsTerms(loaded.state, loaded.now, { heldTokenId: tokenId }, rules)
    if (refreshMode === 'page' || isToAccept) return { outcome: 'again', opening }
    // Saved before the provider call, so that only one of several concurrent callers creates a link.
    const used = await commit(tokens, loaded, (at, now) => decideRefreshUse(at, now, refreshHash), { actor })
    if (!used.result) return { outcome: 'again', opening }

    const opened = await open({ ...used.loaded, tokenId }, actor, signal)
    if (opened.outcome === 'provider_failed') {
      // No link was handed out. A client that comes from the provider's page has no other way to retry.
      const current = await tokens.load({ refreshHash })
      if (current !== undefined) await commit(tokens, current, () => decideRefreshRestored(refreshHash), { actor })
    }
    return opened
  }
}
