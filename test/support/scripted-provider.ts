import type { MemoryPaymentProvider } from '../../src/adapters/memory/payment-provider.ts'
import type { FailureOutcome, ProviderOperation } from '../../src/domain/provider-failure.ts'
import { PaymentProviderError, type PaymentProvider } from '../../src/ports/payment-provider.ts'

/** How one call goes. A hook runs before the call has any effect, or after that and before the answer. */
interface Step {
  readonly before?: () => Promise<unknown>
  readonly after?: () => Promise<unknown>
  /** What the caller is told instead of an answer. */
  readonly fails?: ScriptedFailure
  /** Whether the failed call has had its effect; `before` unless said. */
  readonly when?: 'before' | 'after'
}

interface ScriptedFailure {
  readonly outcome: FailureOutcome
  readonly code?: string
  readonly requestId?: string
}

export interface ScriptedProvider extends PaymentProvider {
  /** Every call so far, the failed ones too. */
  readonly calls: ReadonlyArray<{ readonly operation: ProviderOperation; readonly request: unknown }>
  /** Says how the next call of the operation goes that has no step yet. */
  readonly next: (operation: ProviderOperation, step: Step) => void
  /** Fails the next call of the operation that has no step yet. */
  readonly failNext: (operation: ProviderOperation, failure: ScriptedFailure, when?: 'before' | 'after') => void
}

/** A provider whose next calls go as a test wants them to; the others go through. */
export function scriptedProvider(provider: MemoryPaymentProvider): ScriptedProvider {
  const calls: { operation: ProviderOperation; request: unknown }[] = []
  const steps = new Map<ProviderOperation, Step[]>()
  const add = (operation: ProviderOperation, step: Step) => {
    steps.set(operation, [...(steps.get(operation) ?? []), step])
  }

  async function play<T>(operation: ProviderOperation, request: unknown, call: () => Promise<T>): Promise<T> {
    calls.push({ operation, request })
    const { before, after, fails, when = 'before' } = steps.get(operation)?.shift() ?? {}
    const error = fails && new PaymentProviderError({ operation, code: 'scripted', ...fails })
    await before?.()
    if (error !== undefined && when === 'before') throw error
    const answer = await call()
    await after?.()
    if (error !== undefined) throw error
    return answer
  }

  return {
    calls,
    next: add,
    failNext: (operation, fails, when = 'before') => add(operation, { fails, when }),

    createAccount: (request, signal) => play('create_account', request, () => provider.createAccount(request, signal)),
    findAccount: (request, signal) => play('find_account', request, () => provider.findAccount(request, signal)),
    createAccountLink: (request, signal) =>
      play('create_account_link', request, () => provider.createAccountLink(request, signal)),
    retrieveAccount: (accountId, signal) =>
      play('retrieve_account', accountId, () => provider.retrieveAccount(accountId, signal)),
    origin: (signal) => provider.origin(signal),
    parseEvent: (body, signature) => provider.parseEvent(body, signature),
    accountOfEvent: (eventId, signal) => provider.accountOfEvent(eventId, signal),
  }
}
