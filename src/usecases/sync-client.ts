import type { ProviderFailure } from '../domain/provider-failure.ts'
import type { AccountRepository } from '../ports/account-repository.ts'
import type { Act } from '../ports/act.ts'
import type { ClientRecord, ClientRepository } from '../ports/client-repository.ts'
import type { lookAtAccount } from './look-at-account.ts'

export type SyncResult =
  | { readonly outcome: 'synced'; readonly record: ClientRecord }
  | { readonly outcome: 'unknown_client' }
  | { readonly outcome: 'provider_failed'; readonly failure: ProviderFailure }

interface Dependencies {
  readonly clients: ClientRepository
  readonly accounts: AccountRepository
  readonly look: ReturnType<typeof lookAtAccount>
  readonly deadline: () => AbortSignal
}

/** Looks at a client's account now, because staff wants to know, and shows the client. */
export function syncClient({ clients, accounts, look, deadline }: Dependencies) {
  return async (clientId: string, act: Act): Promise<SyncResult> => {
    const stored = await accounts.find({ clientId })
    if (stored !== undefined) {
      const { snapshot, now } = stored
      const looked = await look({ accountId: snapshot.accountId, now, stored }, act, deadline())
      if (looked.outcome === 'provider_failed') return looked
    }
    const record = await clients.find(clientId)
    return record === undefined ? { outcome: 'unknown_client' } : { outcome: 'synced', record }
  }
}
