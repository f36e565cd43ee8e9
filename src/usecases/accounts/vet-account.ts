import { nextSnapshot, type ConnectedAccount } from '../../domain/account.ts'
import type { Client } from '../../domain/client.ts'
import type { ExistingAccount } from '../../domain/decide-staff-adoption.ts'
import type { ProviderFailure } from '../../domain/provider-failure.ts'
import type { Actor } from '../../ports/actor.ts'
import { PaymentProviderError } from '../../ports/payment-provider.ts'
import type { TokenRepository } from '../../ports/token-repository.ts'
import { attempt } from '../attempt.ts'
import type { findExistingAccount } from './find-existing-account.ts'

/** Why an account cannot become a client's. */
export type NotVetted =
  /** No account of our platform and mode has this id. */
  | { readonly outcome: 'unknown_account' }
  /** Another client has the account, or it was created for another client. */
  | { readonly outcome: 'taken' }
  /** The client's account profile is no longer configured. */
  | { readonly outcome: 'profile_unknown' }
  | { readonly outcome: 'provider_failed'; readonly failure: ProviderFailure }

export type Vetted = { readonly outcome: 'free'; readonly existing: ExistingAccount } | NotVetted

interface Dependencies {
  readonly tokens: TokenRepository
  readonly find: ReturnType<typeof findExistingAccount>
  readonly deadline: () => AbortSignal
}

interface Request {
  readonly accountId: string
  /** The client that it may become the account of; without `id`, one that is about to be entered. */
  readonly client: Pick<Client, 'country' | 'profile'> & { readonly id?: string }
  /** The account that the client has. */
  readonly account?: ConnectedAccount | undefined
  /** The database's clock, read before the provider call. */
  readonly now: Date
}

/** Fetches an account that may become a client's, and checks that it is ours and no other client's. Stores nothing. */
export function vetAccount({ tokens, find, deadline }: Dependencies) {
  return async ({ accountId, client, account, now }: Request, actor: Actor): Promise<Vetted> => {
    const holder = await tokens.load({ accountId, platform: actor.platform })
    if (holder !== undefined && holder.state.client.id !== client.id) return { outcome: 'taken' }

    const found = await attempt(() => find({ client, account, platform: actor.platform }, accountId, deadline()))
    if (found instanceof PaymentProviderError) return { outcome: 'provider_failed', failure: found.failure }
    if (found === undefined) return { outcome: 'unknown_account' }
    if (found === 'profile_unknown') return { outcome: found }
    const { terms, facts, createdFor, ageMs } = found
    const isOwn = createdFor !== undefined && createdFor.clientId === client.id
    if (createdFor !== undefined && !isOwn && (await isClient(createdFor.clientId, actor))) return { outcome: 'taken' }
    const snapshot = nextSnapshot(account?.snapshot, facts, new Date(now.getTime() - ageMs))
    return { outcome: 'free', existing: { snapshot, terms, createdFor: isOwn ? createdFor : undefined } }
  }

  /** Whether this is one of our clients, and not erased. */
  async function isClient(clientId: string, { platform }: Actor): Promise<boolean> {
    const loaded = await tokens.load({ clientId, platform })
    return loaded !== undefined && loaded.state.erasedAt === undefined
  }
}
