import { unfitFor, type AccountLimits, type Unfit } from '../../domain/account-limits.ts'
import type { AccountProfiles } from '../../domain/account-profile.ts'
import type { Client, ClientChange } from '../../domain/client.ts'
import { decideChange } from '../../domain/decide-client.ts'
import { isReturnAllowed } from '../../domain/return-url.ts'
import type { Actor } from '../../ports/actor.ts'
import type { ClientRecord } from '../../ports/onboarding-queries.ts'
import type { TokenRepository } from '../../ports/token-repository.ts'
import { commitUnlessDuplicate } from '../commit.ts'
import { recordOf } from '../opening.ts'
import { findDuplicate, type ExistingClient } from './find-duplicate.ts'

export type ChangeResult =
  | { readonly outcome: 'changed'; readonly record: ClientRecord }
  | { readonly outcome: 'unknown_client' }
  | { readonly outcome: 'country_locked' }
  /** The client would have more values of its platform than it may have. */
  | { readonly outcome: 'too_much_metadata' }
  /** The return URL is not one of the platform's. */
  | { readonly outcome: 'return_url_not_allowed' }
  /** The provider would open no account for this client in its new country. */
  | { readonly outcome: 'unfit'; readonly unfit: Unfit }
  | ExistingClient

interface Dependencies {
  readonly tokens: TokenRepository
  readonly profiles: AccountProfiles
  /** The origins of the pages that clients may be sent to when they return. */
  readonly returnOrigins: readonly string[]
  /** What the provider of new accounts refuses everyone. */
  readonly limits?: AccountLimits | undefined
}

/**
 * Changes a client's data. A new email revokes the open token, because its links went to the old address. The account
 * at the provider is not changed: after its first account link only the client can do that.
 */
export function changeClient({ tokens, profiles, returnOrigins, limits }: Dependencies) {
  const unfit = (client: Client) => limits && unfitFor(client, profiles, limits)
  const duplicate = findDuplicate({ tokens })

  return async (clientId: string, change: ClientChange, actor: Actor): Promise<ChangeResult> => {
    const returnUrl = change.returnUrl ?? undefined
    if (!isReturnAllowed({ returnUrl }, returnOrigins)) return { outcome: 'return_url_not_allowed' }
    const found = await tokens.load({ clientId, platform: actor.platform })
    if (found === undefined) return { outcome: 'unknown_client' }
    const committed = await commitUnlessDuplicate(tokens, found, (state) => decideChange(state, change, unfit), {
      actor,
    })
    if (committed.outcome === 'duplicate') {
      const { email = found.state.client.email } = change
      return (await duplicate({ email }, actor)) ?? { outcome: 'client_exists' }
    }
    if (committed.outcome === 'repeated') throw new Error('a change has no idempotency key')
    const { result, loaded } = committed
    const record = recordOf(loaded)
    if (result === 'unknown_client' || record === undefined) return { outcome: 'unknown_client' }
    if (typeof result === 'object') return { outcome: 'unfit', unfit: result }
    return result === 'changed' ? { outcome: result, record } : { outcome: result }
  }
}
