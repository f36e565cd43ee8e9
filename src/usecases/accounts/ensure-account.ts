import { hasUnknownOutcome } from '../../domain/account-intent.ts'
import type { AccountProfiles, NewAccounts } from '../../domain/account-profile.ts'
import type { AccountTerms } from '../../domain/account-terms.ts'
import type { ConnectedAccount } from '../../domain/account.ts'
import { decideIntent } from '../../domain/decide-account.ts'
import { decideIntentChange, type CreatedAccount, type IntentChange } from '../../domain/decide-link.ts'
import type { Actor } from '../../ports/actor.ts'
import type { CountryCures } from '../../ports/country-cures.ts'
import { PaymentProviderError, type PaymentProviders } from '../../ports/payment-provider.ts'
import type { Loaded, TokenRepository } from '../../ports/token-repository.ts'
import { attempt } from '../attempt.ts'
import { commit } from '../commit.ts'
import { otherPlatform, referenceFor } from './provider-for.ts'
import { pursueIntent } from './pursue-intent.ts'

/** The account of a client. `loaded`: the onboarding at the time of this result. */
export type AccountResult = { readonly loaded: Loaded } & (
  | {
      readonly outcome: 'account'
      readonly accountId: string
      readonly terms: AccountTerms
      /** The account to be saved; absent if another opening has already stored it. */
      readonly created?: CreatedAccount
    }
  /** The token can no longer be opened, so no account is requested for it. */
  | { readonly outcome: 'refused' }
  /** There is no account, and no opening that needs one. */
  | { readonly outcome: 'none' }
  /** The provider needs the client's country, which is not known. */
  | { readonly outcome: 'country_required' }
  | { readonly outcome: 'failed'; readonly error: PaymentProviderError; readonly intentChange?: IntentChange }
)

interface Dependencies {
  readonly tokens: TokenRepository
  readonly providers: PaymentProviders
  readonly profiles: AccountProfiles
  readonly cures: CountryCures
}

interface Request {
  readonly actor: Actor
  readonly signal: AbortSignal
  /** The token that is being opened; absent for a background job. */
  readonly tokenId?: string
}

/** The longest path is open, settle, search, close, open again. More steps mean that other callers keep changing it. */
const MOST_STEPS = 8

/**
 * Finds or creates the account of a client, and never a second one.
 *
 * While the intent is open, the account is requested with the intent's key and frozen parameters. When the key can no
 * longer reveal the outcome, the provider's accounts are searched instead. The next generation is requested only after
 * a minute of searching has found none. Without `tokenId` it works for a background job, which starts no generation.
 * This function stores no account: the caller saves it together with its own events.
 */
export function ensureAccount({ tokens, providers, profiles, cures }: Dependencies) {
  const pursue = pursueIntent(providers)

  return async (found: Loaded, { actor, signal, tokenId }: Request): Promise<AccountResult> => {
    let loaded = found
    if (loaded.state.account !== undefined) return stored(loaded, loaded.state.account)
    const { platform } = loaded.state
    let newAccounts = await attempt(() => currently(platform, signal))
    if (newAccounts instanceof PaymentProviderError) return { outcome: 'failed', loaded, error: newAccounts }
    for (let step = 0; step < MOST_STEPS; step += 1) {
      const needed = { newAccounts, tokenId }
      const decided = await commit(tokens, loaded, (state, now) => decideIntent(state, now, needed), { actor })
      ;({ loaded } = decided)
      const { result } = decided
      if (result === 'profile_unknown' || result === 'other_platform') {
        return { outcome: 'failed', loaded, error: FAILURES[result]() }
      }
      if (result !== 'asked') return { outcome: result, loaded }
      const { account, intent } = loaded.state
      if (account !== undefined) return stored(loaded, account)
      if (!hasUnknownOutcome(intent)) {
        throw new Error(`an intent that was just opened is ${intent?.status ?? 'not there'}`)
      }
      const answer = await pursue(intent, { now: loaded.now, signal })
      if (answer.outcome === 'failed') return { loaded, ...answer }
      if (answer.outcome === 'account') return fresh(loaded, answer.created)
      const { to, cure } = answer
      const change = { intent, to, cure }
      ;({ loaded } = await commit(tokens, loaded, (state) => decideIntentChange(state, change), { actor }))
      if (cure !== undefined) {
        newAccounts = { ...newAccounts, cures: [...newAccounts.cures, cure] }
        await cures.remember(platform, cure)
      }
    }
    throw new Error(`the intent of client ${loaded.state.client.id} did not come to rest`)
  }

  /** How new accounts are created now. Throws `PaymentProviderError`. */
  async function currently(platform: string, signal: AbortSignal): Promise<NewAccounts> {
    const [provider] = providers
    const { template, needsCountry } = provider.traits
    const reference = await referenceFor(provider, 'create_account', signal)
    return { reference, template, needsCountry, profiles, cures: await cures.list(platform) }
  }
}

function stored(loaded: Loaded, { snapshot, terms }: ConnectedAccount): AccountResult {
  return { outcome: 'account', loaded, accountId: snapshot.accountId, terms }
}

function fresh(loaded: Loaded, created: CreatedAccount): AccountResult {
  return { outcome: 'account', loaded, accountId: created.snapshot.accountId, terms: created.terms, created }
}

const FAILURES = {
  other_platform: otherPlatform,
  profile_unknown: () =>
    new PaymentProviderError({
      operation: 'create_account',
      outcome: 'refused',
      code: 'profile_unknown',
      advice: "The client's account profile is no longer in ACCOUNT_PROFILES: add it again.",
    }),
}
