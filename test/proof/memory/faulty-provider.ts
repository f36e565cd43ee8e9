import type { MemoryPaymentProvider } from '../../../src/adapters/memory/payment-provider.ts'
import { accountKey } from '../../../src/domain/account-intent.ts'
import type { FailureOutcome, ProviderOperation } from '../../../src/domain/provider-failure.ts'
import type { AccountControl } from '../../../src/ports/account-control.ts'
import { PaymentProviderError, type PaymentProvider } from '../../../src/ports/payment-provider.ts'

/** How a call fails: before or after it had its effect; what is saved is answered again and again under its key. */
export const FAULTS = ['lost before', 'lost after', 'saved before', 'saved after', 'refused'] as const
type MemoryFault = (typeof FAULTS)[number]

/** Whether and how the next call fails. */
export type Draw = (operation: ProviderOperation) => MemoryFault | undefined

export type FaultyProvider = ReturnType<typeof faultyProvider>

/** The memory provider behind a bad connection, which begins and ends. */
export function faultyProvider(memory: MemoryPaymentProvider) {
  let draw: Draw | undefined
  const spent = new Set<string>()
  const linksMade = new Map<string, number>()
  const otherParameters: string[] = []

  const failure = (operation: ProviderOperation, outcome: FailureOutcome) =>
    new PaymentProviderError({ operation, outcome, code: 'proof' })

  async function ask<T>(operation: ProviderOperation, call: () => Promise<T>, key?: string): Promise<T> {
    if (key !== undefined && spent.has(key)) throw failure(operation, 'key_spent')
    const fault = draw?.(operation)
    switch (fault) {
      case undefined:
        return call()
      case 'refused':
        throw failure(operation, 'refused')
      case 'lost before':
      case 'saved before':
        if (fault === 'saved before' && key !== undefined) spent.add(key)
        throw failure(operation, 'unknown')
      case 'lost after':
      case 'saved after':
        await call()
        if (fault === 'saved after' && key !== undefined) spent.add(key)
        throw failure(operation, 'unknown')
    }
  }

  const provider: PaymentProvider & AccountControl = {
    createAccount(request, signal) {
      const key = accountKey(request)
      const create = async () => {
        try {
          return await memory.createAccount(request, signal)
        } catch (error) {
          otherParameters.push(key)
          throw error
        }
      }
      return ask('create_account', create, key)
    },
    findAccount: (request, signal) => ask('find_account', () => memory.findAccount(request, signal)),
    createAccountLink: (request, signal) =>
      ask('create_account_link', async () => {
        const link = await memory.createAccountLink(request, signal)
        linksMade.set(request.accountId, (linksMade.get(request.accountId) ?? 0) + 1)
        return link
      }),
    retrieveAccount: (request, signal) => ask('retrieve_account', () => memory.retrieveAccount(request, signal)),
    closeAccount: (accountId, signal) => ask('close_account', () => memory.closeAccount(accountId, signal)),
    rejectAccount: (request, signal) => ask('reject_account', () => memory.rejectAccount(request, signal)),
    unrejectAccount: (accountId, signal) => ask('unreject_account', () => memory.unrejectAccount(accountId, signal)),
    createLoginLink: (accountId, signal) => ask('create_login_link', () => memory.createLoginLink(accountId, signal)),
    traits: memory.traits,
    reference: (signal) => memory.reference(signal),
  }
  return {
    provider,
    accounts: memory.accounts,
    /** How many links were made for the account. */
    linksOf: (accountId: string) => linksMade.get(accountId) ?? 0,
    /** The keys that came again with other parameters, which is refused for as long as the key is known. */
    otherParameters,
    begin: (faults: Draw | undefined) => void (draw = faults),
    end: () => void (draw = undefined),
  }
}
