import type { ProviderFailure } from '../../domain/provider-failure.ts'
import type { Actor } from '../../ports/actor.ts'
import type { ClientRecord } from '../../ports/onboarding-queries.ts'
import type { TokenRepository } from '../../ports/token-repository.ts'
import { recordOf } from '../opening.ts'
import type { refreshAccount } from './refresh-account.ts'

export type SyncResult =
  | { readonly outcome: 'synced'; readonly record: ClientRecord }
  | { readonly outcome: 'unknown_client' }
  | { readonly outcome: 'provider_failed'; readonly failure: ProviderFailure }

interface Dependencies {
  readonly tokens: TokenRepository
  readonly refresh: ReturnType<typeof refreshAccount>
  readonly deadline: () => AbortSignal
}

/** Refreshes a client's account at the request of staff, and returns the client. */
export function syncClient({ tokens, refresh, deadline }: Dependencies) {
  return async (clientId: string, actor: Actor): Promise<SyncResult> => {
    let loaded = await tokens.load({ clientId, platform: actor.platform })
    const accountId = loaded?.state.account?.snapshot.accountId
    if (loaded !== undefined && accountId !== undefined) {
      const refreshed = await refresh({ accountId, loaded, now: loaded.now }, actor, deadline())
      if (refreshed.outcome === 'provider_failed') return refreshed
      loaded = refreshed.loaded ?? loaded
    }
    const record = loaded && recordOf(loaded)
    return record === undefined ? { outcome: 'unknown_client' } : { outcome: 'synced', record }
  }
}
