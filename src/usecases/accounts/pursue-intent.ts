import {
  afterFailure,
  cureFor,
  keyIsRemembered,
  searchFrom,
  settlesInMs,
  type OpenIntent,
  type SettlingIntent,
} from '../../domain/account-intent.ts'
import type { AccountFacts } from '../../domain/account.ts'
import type { CreatedAccount, IntentChange } from '../../domain/decide-link.ts'
import { PaymentProviderError, type PaymentProviders } from '../../ports/payment-provider.ts'
import { attempt } from '../attempt.ts'
import { providerFor } from './provider-for.ts'

/** The account of an intent, a failure, or the change of the intent with which its caller goes on. */
export type Pursued =
  | { readonly outcome: 'account'; readonly created: CreatedAccount }
  | { readonly outcome: 'failed'; readonly error: PaymentProviderError; readonly intentChange?: IntentChange }
  | ({ readonly outcome: 'changed' } & Pick<IntentChange, 'to' | 'cure'>)

interface Request {
  /** The database's clock when the intent was read. */
  readonly now: Date
  readonly signal: AbortSignal
}

/**
 * Finds out about the account of an intent from the provider that the intent was begun with, whatever creates new accounts
 * now: requests it under the intent's key, or searches for it if the key can no longer reveal the outcome.
 */
export function pursueIntent(providers: PaymentProviders) {
  return async (intent: OpenIntent | SettlingIntent, { now, signal }: Request): Promise<Pursued> => {
    const operation = intent.status === 'open' ? 'create_account' : 'find_account'
    const provider = await attempt(() => providerFor(providers, intent.terms.reference, operation, signal))
    if (provider instanceof PaymentProviderError) return { outcome: 'failed', error: provider }
    const { memory } = provider.traits
    const { clientId, generation, parameters, terms } = intent

    if (intent.status === 'open') {
      if (!keyIsRemembered(intent, now, memory)) return { outcome: 'changed', to: 'settle' }
      const answer = await attempt(() => provider.createAccount({ clientId, generation, parameters, terms }, signal))
      return answer instanceof PaymentProviderError ? failedRequest(intent, answer) : created(answer, intent, now)
    }

    const search = { clientId, generation, terms, since: searchFrom(intent) }
    const found = await attempt(() => provider.findAccount(search, signal))
    if (found instanceof PaymentProviderError) return { outcome: 'failed', error: found }
    if (found !== undefined) return created(found, intent, now)
    const waitMs = settlesInMs(intent, now, memory)
    return waitMs > 0 ? { outcome: 'failed', error: stillSettling(waitMs) } : { outcome: 'changed', to: 'close' }
  }
}

function failedRequest(intent: OpenIntent, error: PaymentProviderError): Pursued {
  const to = afterFailure(intent, error.failure)
  if (to === 'keep') return { outcome: 'failed', error }
  // After a spent key, search right away. After a refusal, a search now would find nothing new, so the caller gets the
  // error.
  if (error.failure.outcome === 'key_spent') return { outcome: 'changed', to: 'settle' }
  const cure = cureFor(intent, error.failure)
  if (to === 'close' && cure !== undefined) return { outcome: 'changed', to, cure }
  return { outcome: 'failed', error, intentChange: { intent, to } }
}

function created(facts: AccountFacts, { generation, terms }: OpenIntent | SettlingIntent, now: Date): Pursued {
  return { outcome: 'account', created: { snapshot: { ...facts, fetchedAt: now }, generation, terms } }
}

function stillSettling(waitMs: number): PaymentProviderError {
  return new PaymentProviderError({
    operation: 'create_account',
    outcome: 'key_spent',
    code: 'account_creation_unsettled',
    retryAfterSeconds: Math.ceil(waitMs / 1000),
  })
}
