import {
  afterFailure,
  keyIsRemembered,
  searchFrom,
  settlesInMs,
  type OpenIntent,
  type SettlingIntent,
} from '../../domain/account-intent.ts'
import type { AccountFacts, AccountOrigin } from '../../domain/account.ts'
import { decideIntent } from '../../domain/decide-account.ts'
import { decideIntentChange, type CreatedAccount, type IntentChange } from '../../domain/decide-link.ts'
import type { Actor } from '../../ports/actor.ts'
import { PaymentProviderError, type PaymentProvider } from '../../ports/payment-provider.ts'
import type { Loaded, TokenRepository } from '../../ports/token-repository.ts'
import { attempt } from '../attempt.ts'
import { commit } from '../commit.ts'

/** The account of a client. `loaded`: the onboarding at the time of this result. */
export type AccountResult = { readonly loaded: Loaded } & (
  | {
      readonly outcome: 'account'
      readonly accountId: string
      /** The account to be saved; absent if another opening has already stored it. */
      readonly created?: CreatedAccount
    }
  /** The token can no longer be opened, so no account is requested for it. */
  | { readonly outcome: 'refused' }
  /** There is no account, and no opening that needs one. */
  | { readonly outcome: 'none' }
  | { readonly outcome: 'failed'; readonly error: PaymentProviderError; readonly intentChange?: IntentChange }
)

interface Dependencies {
  readonly tokens: TokenRepository
  readonly provider: PaymentProvider
  /** The capabilities to request for a new account; frozen with the client's own parameters. */
  readonly capabilities?: readonly string[]
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
export function ensureAccount({ tokens, provider, capabilities }: Dependencies) {
  return async (found: Loaded, { actor, signal, tokenId }: Request): Promise<AccountResult> => {
    let loaded = found
    for (let step = 0; step < MOST_STEPS; step += 1) {
      const request = { tokenId, ...(capabilities && { capabilities }) }
      const decided = await commit(tokens, loaded, (state, now) => decideIntent(state, now, request), { actor })
      ;({ loaded } = decided)
      if (decided.result !== 'asked') return { outcome: decided.result, loaded }
      const { account, intent } = loaded.state
      if (account !== undefined) return { outcome: 'account', loaded, accountId: account.snapshot.accountId }
      switch (intent?.status) {
        case 'open':
        case 'settling': {
          const answer = await (intent.status === 'open' ? ask(intent, loaded, signal) : search(intent, loaded, signal))
          if (typeof answer === 'object') return answer
          const change = { intent, to: answer }
          ;({ loaded } = await commit(tokens, loaded, (state) => decideIntentChange(state, change), { actor }))
          break
        }
        case undefined:
        case 'closed':
        case 'barred':
        case 'done':
          throw new Error(`an intent that was just opened is ${intent?.status ?? 'not there'}`)
      }
    }
    throw new Error(`the intent of client ${loaded.state.client.id} did not come to rest`)
  }

  /** Requests the account under the intent's key; `settle` if the key can no longer reveal the outcome. */
  async function ask(intent: OpenIntent, loaded: Loaded, signal: AbortSignal): Promise<AccountResult | 'settle'> {
    if (!keyIsRemembered(intent, loaded.now)) return 'settle'
    const { clientId, generation, parameters } = intent
    const answer = await attempt(() => provider.createAccount({ clientId, generation, parameters }, signal))
    if (!(answer instanceof PaymentProviderError)) return created(answer, generation, loaded, await origin(signal))
    const to = afterFailure(intent, answer.failure)
    if (to === 'keep') return { outcome: 'failed', loaded, error: answer }
    // After a spent key, search right away. After a refusal, a search now would find nothing new, so the caller gets
    // the error.
    if (answer.failure.outcome === 'key_spent') return 'settle'
    return { outcome: 'failed', loaded, error: answer, intentChange: { intent, to } }
  }

  /** Searches the provider's accounts; `close` if there is definitely none. */
  async function search(intent: SettlingIntent, loaded: Loaded, signal: AbortSignal): Promise<AccountResult | 'close'> {
    const { clientId, generation } = intent
    const since = searchFrom(intent)
    const found = await attempt(() => provider.findAccount({ clientId, generation, since }, signal))
    if (found instanceof PaymentProviderError) return { outcome: 'failed', loaded, error: found }
    if (found !== undefined) return created(found, generation, loaded, await origin(signal))
    const waitMs = settlesInMs(intent, loaded.now)
    return waitMs > 0 ? { outcome: 'failed', loaded, error: stillSettling(waitMs) } : 'close'
  }

  /** The origin is optional: if fetching it fails, the account is stored without it. */
  async function origin(signal: AbortSignal): Promise<AccountOrigin | undefined> {
    const answer = await attempt(() => provider.origin(signal))
    return answer instanceof PaymentProviderError ? undefined : answer
  }
}

function created(facts: AccountFacts, generation: number, loaded: Loaded, origin?: AccountOrigin): AccountResult {
  const snapshot = { ...facts, fetchedAt: loaded.now }
  return { outcome: 'account', loaded, accountId: facts.accountId, created: { snapshot, generation, origin } }
}

function stillSettling(waitMs: number): PaymentProviderError {
  return new PaymentProviderError({
    operation: 'create_account',
    outcome: 'key_spent',
    code: 'account_creation_unsettled',
    retryAfterSeconds: Math.ceil(waitMs / 1000),
  })
}
