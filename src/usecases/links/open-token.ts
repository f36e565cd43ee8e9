import type { AccountProfiles } from '../../domain/account-profile.ts'
import {
  decideLinkCreated,
  decideProviderFailed,
  type CreatedAccount,
  type IntentChange,
} from '../../domain/decide-link.ts'
import type { TermsAcceptance } from '../../domain/onboarding-event.ts'
import { openingRefusal, type Refusal } from '../../domain/onboarding-token.ts'
import type { ProviderFailure } from '../../domain/provider-failure.ts'
import type { Actor } from '../../ports/actor.ts'
import type { CountryCures } from '../../ports/country-cures.ts'
import type { Log } from '../../ports/log.ts'
import { PaymentProviderError, type AccountLink, type PaymentProviders } from '../../ports/payment-provider.ts'
import type { Secrets } from '../../ports/secrets.ts'
import type { Loaded, LoadedToken, TokenRepository } from '../../ports/token-repository.ts'
import { ensureAccount } from '../accounts/ensure-account.ts'
import type { refreshAccount } from '../accounts/refresh-account.ts'
import { commit } from '../commit.ts'
import { openingOf, type Opening } from '../opening.ts'
import { accountAvailability } from './account-availability.ts'
import type { Maker } from './make-link.ts'

export type OpenResult<Made = AccountLink> = { readonly opening: Opening } & (
  | ({ readonly outcome: 'opened' } & Made)
  | { readonly outcome: 'refused'; readonly refusal: Refusal }
  | { readonly outcome: 'provider_failed'; readonly failure: ProviderFailure }
  /** The provider needs the client's country, which is not known. */
  | { readonly outcome: 'country_required' }
)

interface Dependencies {
  readonly tokens: TokenRepository
  readonly refresh: ReturnType<typeof refreshAccount>
  readonly providers: PaymentProviders
  readonly profiles: AccountProfiles
  readonly cures: CountryCures
  readonly secrets: Secrets
  readonly log: Log
}

/** Who opens the token: a hash of the browser, if it is known, and what it accepts of the platform's own terms. */
interface Visit {
  readonly browser?: string | undefined
  readonly accepts?: TermsAcceptance | undefined
}

/** Findings from before the provider failed, and what was accepted. They are saved with the failure. */
interface Findings {
  readonly created?: CreatedAccount | undefined
  readonly intentChange?: IntentChange | undefined
  readonly accepts?: TermsAcceptance | undefined
}

/**
 * Another opening may store a different account while this one creates its link. A second link, for the stored account,
 * resolves that.
 */
const LINKS_PER_OPENING = 2

/**
 * Opens a token: creates the client's account if there is none, makes a link or a session, and only then moves the token.
 *
 * Decide, call the provider, save. Nothing is locked or held open during the provider call, so the state may change
 * meanwhile. The save succeeds only for the loaded version; otherwise the decision is made again. After any failure or
 * crash, the token can be opened again and the client has at most one account.
 */
export function openToken<Made>(dependencies: Dependencies, { make, operation }: Maker<Made>) {
  const { tokens, log } = dependencies
  const ensure = ensureAccount(dependencies)
  const availability = accountAvailability({ ...dependencies, operation })
  const failed = failing(dependencies)

  return async (
    loaded: LoadedToken,
    actor: Actor,
    signal: AbortSignal,
    { browser, accepts }: Visit = {},
  ): Promise<OpenResult<Made>> => {
    const { tokenId } = loaded
    const opening = openingOf(loaded)
    const { purpose } = opening.token
    const refusal = openingRefusal(opening.token, opening.now)
    if (refusal !== undefined) return { outcome: 'refused', refusal, opening }

    const unavailable = await availability.knownFailure(loaded, actor, signal)
    if (unavailable !== undefined) return failed(loaded, unavailable, { accepts }, actor)
    const account = await ensure(loaded, { actor, signal, tokenId })
    if (account.outcome === 'country_required') return { outcome: 'country_required', opening }
    if (account.outcome === 'refused' || account.outcome === 'none') return refusedMeanwhile(account.loaded, tokenId)
    if (account.outcome === 'failed') {
      return failed({ ...account.loaded, tokenId }, account.error, { ...account, accepts }, actor)
    }

    let { loaded: current, accountId, terms, created } = account
    for (let links = 0; links < LINKS_PER_OPENING; links += 1) {
      const made = await make({ accountId, terms, purpose }, signal)
      if (made instanceof PaymentProviderError) {
        const error = await availability.judge(made, { accountId, current }, actor, signal)
        return failed({ ...current, tokenId }, error, { created, accepts }, actor)
      }
      const attempted = { tokenId, created, link: { ...made.link, browser }, accepts }
      const saved = await commit(tokens, current, (state, now) => decideLinkCreated(state, now, attempted), { actor })
      const recorded = saved.result
      current = saved.loaded
      if (recorded.outcome === 'recorded') return { outcome: 'opened', ...made.made, opening }
      if (recorded.outcome === 'refused') return refusedMeanwhile(current, tokenId)

      log.error(
        { ...idsOf(opening), requestId: actor.requestId, linkedAccount: accountId, storedAccount: recorded.accountId },
        'the stored account is not the one that the link was created for; the link was discarded',
      )
      ;({ accountId } = recorded)
      terms = current.state.account?.terms ?? terms
      created = undefined
    }
    throw new Error('the stored account of a client changed twice while one link was opened')
  }
}

/** Records the failure of an opening, and what it found out before. */
function failing({ tokens, log }: Pick<Dependencies, 'tokens' | 'log'>) {
  return async (
    loaded: LoadedToken,
    { failure }: PaymentProviderError,
    { created, intentChange, accepts }: Findings,
    actor: Actor,
  ): Promise<OpenResult<never>> => {
    const { tokenId } = loaded
    const opening = openingOf(loaded)
    const { requestId } = actor
    log.error({ ...idsOf(opening), requestId, provider: failure }, 'the payment provider failed')
    // Nothing was requested, and nothing is wrong with the token: the service has the key of another platform.
    if (failure.outcome === 'other_platform') return { outcome: 'provider_failed', failure, opening }
    const found = { tokenId, failure, created, intentChange, accepts }
    await commit(tokens, loaded, (state) => decideProviderFailed(state, found), { actor })
    return { outcome: 'provider_failed', failure, opening }
  }
}

/** The result for a token that could be opened when it was loaded, but no longer can. */
function refusedMeanwhile({ state, now }: Loaded, tokenId: string): OpenResult<never> {
  const opening = openingOf({ state, now, tokenId })
  const refusal = openingRefusal(opening.token, now)
  if (refusal === undefined) throw new Error('a link was refused for a token that can be opened')
  return { outcome: 'refused', refusal, opening }
}

const idsOf = ({ token, client }: Opening) => ({ tokenId: token.id, clientId: client.id })
