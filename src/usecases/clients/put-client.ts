import type { Actor } from '../../ports/actor.ts'
import type { TokenRepository } from '../../ports/token-repository.ts'
import type { ChangeResult, changeClient } from './change-client.ts'
import type { Invitation, InviteResult } from './invite-client.ts'

export type PutResult = InviteResult | Exclude<ChangeResult, { readonly outcome: 'unknown_client' }>

interface Dependencies {
  readonly tokens: TokenRepository
  readonly invite: (invitation: Invitation, actor: Actor) => Promise<InviteResult>
  readonly change: ReturnType<typeof changeClient>
}

/** Between two looks, the client may be created or erased by others; more often than this is no coincidence. */
const MOST_ROUNDS = 5

/**
 * Invites the client with this external id or, if it exists, changes its data, but not its profile and prefilled
 * details; what the invitation leaves open stays as it is. Of several callers at the same time, one invites the client and
 * the others change it.
 */
export function putClient({ tokens, invite, change }: Dependencies) {
  return async (invitation: Invitation & { readonly externalId: string }, actor: Actor): Promise<PutResult> => {
    const { externalId, name, email, country, locale, returnUrl, metadata } = invitation
    const values = { name, email, country, locale, returnUrl, metadata }
    for (let round = 0; round < MOST_ROUNDS; round += 1) {
      const found = await tokens.load({ externalId, platform: actor.platform })
      if (found === undefined) {
        const invited = await invite(invitation, actor)
        if (invited.outcome !== 'external_id_exists') return invited
      } else {
        const changed = await change(found.state.client.id, values, actor)
        if (changed.outcome !== 'unknown_client') return changed
      }
    }
    throw new Error('a client is created and erased faster than it can be changed')
  }
}
