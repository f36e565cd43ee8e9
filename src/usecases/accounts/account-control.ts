import { managedAccount, type NotManaged } from '../../domain/decide-management.ts'
import type { ConnectedAccount } from '../../domain/account.ts'
import type { ProviderReference } from '../../domain/account-terms.ts'
import type { ProviderFailure, ProviderOperation } from '../../domain/provider-failure.ts'
import type { AccountControl } from '../../ports/account-control.ts'
import type { Actor } from '../../ports/actor.ts'
import type { PaymentProvider } from '../../ports/payment-provider.ts'
import type { Loaded, TokenRepository } from '../../ports/token-repository.ts'
import { providerFor } from './provider-for.ts'

/** The APIs through which accounts can be managed. */
export type Controls = readonly (PaymentProvider & AccountControl)[]

export interface ManageTarget {
  readonly clientId: string
  /** The account that staff mean; absent: whichever the client has. */
  readonly accountId?: string | undefined
}

/** Why nothing was done to an account. */
export type ManageRefused =
  | { readonly outcome: NotManaged }
  | { readonly outcome: 'provider_failed'; readonly failure: ProviderFailure }

type Targeted =
  | { readonly outcome: 'found'; readonly loaded: Loaded; readonly account: ConnectedAccount }
  | { readonly outcome: NotManaged }

/** The account that staff act on. */
export async function targetedAccount(
  tokens: TokenRepository,
  { clientId, accountId }: ManageTarget,
  actor: Actor,
): Promise<Targeted> {
  const loaded = await tokens.load({ clientId, platform: actor.platform })
  if (loaded === undefined) return { outcome: 'unknown_client' }
  const account = managedAccount(loaded.state, accountId)
  return typeof account === 'string' ? { outcome: account } : { outcome: 'found', loaded, account }
}

/** What acts on the accounts of this reference. Throws `PaymentProviderError` if none of our keys is of it. */
export async function controlFor(
  controls: Controls,
  reference: ProviderReference,
  operation: ProviderOperation,
  signal: AbortSignal,
): Promise<AccountControl> {
  const { traits } = await providerFor(controls, reference, operation, signal)
  const control = controls.find((each) => each.traits.api === traits.api)
  if (control === undefined) throw new Error(`no control of ${traits.api}`)
  return control
}
