import { afterFailure, keyIsRemembered, searchFrom, settlesInMs, type OpenIntent } from '../domain/account-intent.ts'
import type { AccountFacts } from '../domain/account.ts'
import { PaymentProviderError, type PaymentProvider } from '../ports/payment-provider.ts'
import type { AccountOrigin } from '../ports/account-repository.ts'
import { attempt } from './attempt.ts'
import type { CreatedAccount, IntentChange, TokenRepository } from '../ports/token-repository.ts'

export type AccountResult =
  /** The client was erased meanwhile: there is nobody to create an account for. */
  | 'erased'
  /** `created` is what is not stored yet; absent when another opening has stored the account already. */
  | { readonly accountId: string; readonly created?: CreatedAccount | undefined }
  | { readonly error: PaymentProviderError; readonly intentChange?: IntentChange | undefined }

interface Dependencies {
  readonly tokens: TokenRepository
  readonly provider: PaymentProvider
  /** What a new account is asked for; frozen with the client's own parameters. */
  readonly capabilities?: readonly string[]
}

/** Open, settle, search, close, open again is the longest way there is; more means that somebody else is at it too. */
const MOST_STEPS = 8

/**
 * Gets a client without an account its account, at most one for ever.
 *
 * Under an open intent the account is asked for with the intent's key and frozen parameters. When the key can tell
 * nothing any more, the provider's accounts are searched instead, and only when a minute of searching has found none is
 * the next generation asked for. Stores no account: that is left to the statement that uses it.
 */
export function createAccount({ tokens, provider, capabilities }: Dependencies) {
  return async (clientId: string, signal: AbortSignal): Promise<AccountResult> => {
    for (let step = 0; step < MOST_STEPS; step += 1) {
      const { intent, storedAccountId, now } = await tokens.openIntent(clientId, capabilities)
      if (storedAccountId !== undefined) return { accountId: storedAccountId }
      switch (intent.status) {
        case 'open': {
          if (!keyIsRemembered(intent, now)) {
            await tokens.changeIntent({ intent, to: 'settle' })
            break
          }
          const asked = await ask(intent, now, signal)
          if (asked !== 'search') return asked
          await tokens.changeIntent({ intent, to: 'settle' })
          break
        }

        case 'settling': {
          const { generation } = intent
          const found = await attempt(() =>
            provider.findAccount({ clientId, generation, since: searchFrom(intent) }, signal),
          )
          if (found instanceof PaymentProviderError) return { error: found }
          if (found !== undefined) return created(found, generation, now, await origin(signal))
          const waitMs = settlesInMs(intent, now)
          if (waitMs > 0) return { error: stillSettling(waitMs) }
          await tokens.changeIntent({ intent, to: 'close' })
          break
        }

        case 'done':
          break // the account was stored while we looked: the next look sees it

        case 'barred':
          return 'erased'

        case 'closed':
          throw new Error('an intent that was just opened is closed')
      }
    }
    throw new Error(`the intent of client ${clientId} did not come to rest`)
  }

  /** Good to have, and no reason to fail an account that exists. */
  async function origin(signal: AbortSignal): Promise<AccountOrigin | undefined> {
    const answer = await attempt(() => provider.origin(signal))
    return answer instanceof PaymentProviderError ? undefined : answer
  }

  async function ask(intent: OpenIntent, now: Date, signal: AbortSignal): Promise<AccountResult | 'search'> {
    const { clientId, generation, parameters } = intent
    const answer = await attempt(() => provider.createAccount({ clientId, generation, parameters }, signal))
    if (!(answer instanceof PaymentProviderError)) return created(answer, generation, now, await origin(signal))
    const to = afterFailure(intent, answer.failure)
    if (to === 'keep') return { error: answer }
    // A spent key is searched for at once; after a refusal the provider has nothing better to say now.
    if (answer.failure.outcome === 'key_spent') return 'search'
    return { error: answer, intentChange: { intent, to } }
  }
}

function created(facts: AccountFacts, generation: number, fetchedAt: Date, origin?: AccountOrigin): AccountResult {
  return { accountId: facts.accountId, created: { snapshot: { ...facts, fetchedAt }, generation, origin } }
}

function stillSettling(waitMs: number): PaymentProviderError {
  return new PaymentProviderError({
    operation: 'create_account',
    outcome: 'key_spent',
    code: 'account_creation_unsettled',
    retryAfterSeconds: Math.ceil(waitMs / 1000),
  })
}
