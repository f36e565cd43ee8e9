import type { Actor } from '../../ports/actor.ts'
import type { TokenRepository } from '../../ports/token-repository.ts'

/**
 * Another client of the platform has this email or external id. `clientId` is absent if that client was just erased.
 */
export type ExistingClient = { readonly clientId?: string } & (
  | { readonly outcome: 'client_exists' }
  | { readonly outcome: 'external_id_exists' }
)

/**
 * The existing client that an invitation duplicates: the one with the same external id or, if none is given, the one
 * with the same email and no external id.
 */
export function findDuplicate({ tokens }: { readonly tokens: TokenRepository }) {
  return async (
    { email, externalId }: { readonly email: string; readonly externalId?: string | undefined },
    { platform }: Actor,
  ): Promise<ExistingClient | undefined> => {
    const outcome = externalId === undefined ? 'client_exists' : 'external_id_exists'
    const found = await tokens.load(externalId === undefined ? { email, platform } : { externalId, platform })
    return found && { outcome, clientId: found.state.client.id }
  }
}
