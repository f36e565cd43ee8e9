import type { MemoryPaymentProvider } from '../../src/adapters/memory/payment-provider.ts'
import type { FailureOutcome, ProviderOperation } from '../../src/domain/provider-failure.ts'
import type { AccountSessions } from '../../src/ports/account-sessions.ts'
import { PaymentProviderError, type PaymentProvider } from '../../src/ports/payment-provider.ts'

/** The script of one call. A hook runs before the call has any effect, or between its effect and its response. */
interface Step {
  readonly before?: () => Promise<unknown>
  readonly after?: () => Promise<unknown>
  /** The failure that the caller gets instead of a response. */
  readonly fails?: ScriptedFailure
  /** Whether the failed call has had its effect; default `before`. */
  readonly when?: 'before' | 'after'
}

interface ScriptedFailure {
  readonly outcome: FailureOutcome
  readonly code?: string
  readonly requestId?: string
}

export interface ScriptedProvider extends PaymentProvider, AccountSessions {
  /** All calls so far, including the failed ones. */
  readonly calls: ReadonlyArray<{ readonly operation: ProviderOperation; readonly request: unknown }>
  /** Scripts the next call of the operation that has no script yet. */
  readonly next: (operation: ProviderOperation, step: Step) => void
  /** Fails the next call of the operation that has no script yet. */
  readonly failNext: (operation: ProviderOperation, failure: ScriptedFailure, when?: 'before' | 'after') => void
}

/** A provider whose next calls are scripted by the test; the others pass through. */
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
    createAccountSession: (request, signal) =>
      play('create_account_session', request, () => provider.createAccountSession(request, signal)),
    retrieveAccount: (request, signal) =>
      play('retrieve_account', request.accountId, () => provider.retrieveAccount(request, signal)),
    traits: provider.traits,
    reference: (signal) => provider.reference(signal),
  }
}
