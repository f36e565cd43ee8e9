import { accountKey } from '../../domain/account-intent.ts'
import type { AccountSnapshot } from '../../domain/account.ts'
import type { ProviderFailure } from '../../domain/provider-failure.ts'
import { PaymentProviderError, type AccountRequest, type PaymentProvider } from '../../ports/payment-provider.ts'

/** A provider in this process. `accounts` lists what it holds, so that tests can count. */
export interface MemoryPaymentProvider extends PaymentProvider {
  accounts(): readonly (AccountRequest & { readonly snapshot: AccountSnapshot })[]
}

/** Accounts and links that live as long as the object. `now` is the provider's clock. */
export function memoryPaymentProvider({ now }: { now: () => Date }): MemoryPaymentProvider {
  const byKey = new Map<string, AccountRequest & { createdAt: Date; snapshot: AccountSnapshot }>()
  let links = 0

  function held(accountId: string, operation: ProviderFailure['operation']): AccountSnapshot {
    const account = [...byKey.values()].find(({ snapshot }) => snapshot.accountId === accountId)
    if (account === undefined) {
      throw new PaymentProviderError({ operation, outcome: 'account_unavailable', code: 'resource_missing' })
    }
    return account.snapshot
  }

  return {
    accounts: () => [...byKey.values()],

    async createAccount(request) {
      const key = accountKey(request)
      const before = byKey.get(key)
      if (before === undefined) {
        const snapshot: AccountSnapshot = {
          accountId: `acct_memory${byKey.size + 1}`,
          fetchedAt: now(),
          detailsSubmitted: false,
          chargesEnabled: false,
          payoutsEnabled: false,
          hold: 'client_action',
          requirements: { currentlyDue: ['external_account'], pastDue: [], pendingVerification: [], errors: [] },
        }
        byKey.set(key, { ...request, createdAt: now(), snapshot })
        return snapshot
      }
      if (JSON.stringify(before.parameters) !== JSON.stringify(request.parameters)) {
        throw new PaymentProviderError({ operation: 'create_account', outcome: 'key_spent', code: 'idempotency_error' })
      }
      return before.snapshot
    },

    async findAccount({ clientId, generation, since }) {
      const account = byKey.get(accountKey({ clientId, generation }))
      return account !== undefined && account.createdAt >= since ? account.snapshot : undefined
    },

    async createAccountLink({ accountId }) {
      held(accountId, 'create_account_link')
      links += 1
      return { url: `https://connect.invalid/setup/${links}`, expiresAt: new Date(now().getTime() + 300_000) }
    },

    async retrieveAccount(accountId) {
      return { ...held(accountId, 'retrieve_account'), fetchedAt: now() }
    },
  }
}
