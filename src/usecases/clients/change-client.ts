import type { ClientChange } from '../../domain/client.ts'
import { decideChange } from '../../domain/decide-client.ts'
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
  | ExistingClient

/**
 * Changes a client's data. A new email revokes the open token, because its links went to the old address. The account
 * at the provider is not changed: after its first account link only the client can do that.
 */
export function changeClient({ tokens }: { tokens: TokenRepository }) {
  const duplicate = findDuplicate({ tokens })

  return async (clientId: string, change: ClientChange, actor: Actor): Promise<ChangeResult> => {
    const found = await tokens.load({ clientId, platform: actor.platform })
    if (found === undefined) return { outcome: 'unknown_client' }
    const committed = await commitUnlessDuplicate(tokens, found, (state) => decideChange(state, change), { actor })
    if (committed.outcome === 'duplicate') {
      const { email = found.state.client.email } = change
      return (await duplicate({ email }, actor)) ?? { outcome: 'client_exists' }
    }
    if (committed.outcome === 'repeated') throw new Error('a change has no idempotency key')
    const { result, loaded } = committed
    const record = recordOf(loaded)
    if (result === 'unknown_client' || record === undefined) return { outcome: 'unknown_client' }
    return result === 'changed' ? { outcome: result, record } : { outcome: result }
  }
}
