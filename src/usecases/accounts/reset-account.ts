import { decideReset, type AccountReset } from '../../domain/decide-reset.ts'
import type { Actor } from '../../ports/actor.ts'
import type { ClientRecord } from '../../ports/onboarding-queries.ts'
import type { TokenRepository } from '../../ports/token-repository.ts'
import { commit } from '../commit.ts'
import { recordOf } from '../opening.ts'

export type ResetResult =
  | { readonly outcome: 'reset'; readonly record: ClientRecord }
  | { readonly outcome: Exclude<AccountReset, 'reset'> }

/** Detaches the account of a client at the request of staff, so that its next opening creates another one. */
export function resetAccount({ tokens }: { readonly tokens: TokenRepository }) {
  return async (
    { clientId, accountId }: { readonly clientId: string; readonly accountId?: string | undefined },
    actor: Actor,
  ): Promise<ResetResult> => {
    const found = await tokens.load({ clientId, platform: actor.platform })
    if (found === undefined) return { outcome: 'unknown_client' }
    const { result, loaded } = await commit(tokens, found, (state) => decideReset(state, accountId), { actor })
    if (result !== 'reset') return { outcome: result }
    const record = recordOf(loaded)
    return record === undefined ? { outcome: 'unknown_client' } : { outcome: 'reset', record }
  }
}
