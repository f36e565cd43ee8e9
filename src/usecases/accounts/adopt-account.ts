import { nextSnapshot } from '../../domain/account.ts'
import { decideStaffAdoption, type StaffAdoption } from '../../domain/decide-staff-adoption.ts'
import type { ProviderFailure } from '../../domain/provider-failure.ts'
import type { Actor } from '../../ports/actor.ts'
import type { ClientRecord } from '../../ports/onboarding-queries.ts'
import { PaymentProviderError } from '../../ports/payment-provider.ts'
import type { TokenRepository } from '../../ports/token-repository.ts'
import { attempt } from '../attempt.ts'
import { commitUnlessDuplicate } from '../commit.ts'
import { recordOf } from '../opening.ts'
import type { findExistingAccount } from './find-existing-account.ts'

export type AdoptResult =
  | { readonly outcome: 'adopted'; readonly record: ClientRecord }
  | { readonly outcome: Exclude<StaffAdoption, 'adopted'> }
  /** No account of our platform and mode has this id. */
  | { readonly outcome: 'unknown_account' }
  /** Another client has the account, or it was created for another client. */
  | { readonly outcome: 'taken' }
  /** The client's account profile is no longer configured. */
  | { readonly outcome: 'profile_unknown' }
  | { readonly outcome: 'provider_failed'; readonly failure: ProviderFailure }

interface Dependencies {
  readonly tokens: TokenRepository
  readonly find: ReturnType<typeof findExistingAccount>
  readonly deadline: () => AbortSignal
}

/**
 * Makes an account that exists at the provider the account of a client, at the request of staff. Nothing is created, and
 * a repetition changes nothing but the facts.
 */
export function adoptAccount({ tokens, find, deadline }: Dependencies) {
  return async (
    { clientId, accountId }: { readonly clientId: string; readonly accountId: string },
    actor: Actor,
  ): Promise<AdoptResult> => {
    const loaded = await tokens.load({ clientId, platform: actor.platform })
    if (loaded === undefined) return { outcome: 'unknown_client' }
    const holder = await tokens.load({ accountId })
    if (holder !== undefined && holder.state.client.id !== clientId) return { outcome: 'taken' }

    const found = await attempt(() => find(loaded.state, accountId, deadline()))
    if (found instanceof PaymentProviderError) return { outcome: 'provider_failed', failure: found.failure }
    if (found === undefined) return { outcome: 'unknown_account' }
    if (found === 'profile_unknown') return { outcome: found }
    const { terms, facts, createdFor } = found
    const isOwn = createdFor?.clientId === clientId
    if (createdFor !== undefined && !isOwn && (await isClient(createdFor.clientId, actor))) return { outcome: 'taken' }

    const snapshot = nextSnapshot(loaded.state.account?.snapshot, facts, loaded.now)
    const existing = { snapshot, terms, createdFor: isOwn ? createdFor : undefined }
    const committed = await commitUnlessDuplicate(tokens, loaded, (state) => decideStaffAdoption(state, existing), {
      actor,
    })
    if (committed.outcome !== 'committed') return { outcome: 'taken' }
    if (committed.result !== 'adopted') return { outcome: committed.result }
    const record = recordOf(committed.loaded)
    return record === undefined ? { outcome: 'unknown_client' } : { outcome: 'adopted', record }
  }

  /** Whether this is one of our clients, and not erased. */
  async function isClient(clientId: string, { platform }: Actor): Promise<boolean> {
    const loaded = await tokens.load({ clientId, platform })
    return loaded !== undefined && loaded.state.erasedAt === undefined
  }
}
