import { termsFor, type AccountProfiles } from '../../domain/account-profile.ts'
import type { AccountTerms } from '../../domain/account-terms.ts'
import type { ConnectedAccount } from '../../domain/account.ts'
import type { Client } from '../../domain/client.ts'
import type { AccountFinder, FoundAccount } from '../../ports/account-finder.ts'
import type { CountryCures } from '../../ports/country-cures.ts'
import type { PaymentProviders } from '../../ports/payment-provider.ts'
import { findAmong } from './find-among.ts'
import { providerFor, referenceFor } from './provider-for.ts'

interface Dependencies {
  readonly providers: PaymentProviders
  readonly profiles: AccountProfiles
  readonly cures: CountryCures
  readonly finder: AccountFinder
}

/** Whose account it may become. */
interface Candidate {
  readonly client: Pick<Client, 'country' | 'profile'>
  readonly platform: string
  /** The account that the client has. */
  readonly account?: ConnectedAccount | undefined
}

export type ExistingAccountFound =
  | (FoundAccount & { readonly terms: AccountTerms })
  /** The client's account profile is not configured. */
  | 'profile_unknown'

/**
 * Fetches an account that may become the client's, with the terms that it will be read on: those that the client's
 * account would be created on now, but with the API that this one was created by. `undefined` if our platform has no such
 * account in this mode. Throws `PaymentProviderError`.
 */
export function findExistingAccount({ providers, profiles, cures, finder }: Dependencies) {
  return async (
    { client, platform, account }: Candidate,
    accountId: string,
    signal: AbortSignal,
  ): Promise<ExistingAccountFound | undefined> => {
    const reference = await referenceFor(providers[0], 'retrieve_account', signal)
    // Providers also return the account of the platform itself.
    if (reference.platformId === accountId) return undefined
    if (account?.snapshot.accountId === accountId) return again(account, signal)
    const { template, needsCountry } = providers[0].traits
    const known = await cures.list(platform)
    const terms = termsFor(client, { reference, template, needsCountry, profiles, cures: known })
    if (terms === undefined) return 'profile_unknown'
    const found = await finder.find({ accountId, capabilities: terms.shape.capabilities }, signal)
    if (found === undefined) return undefined
    const itsOwn = providers.find(({ traits }) => traits.api === found.api)
    if (itsOwn === undefined) throw new Error(`no provider of ${found.api}`)
    const { api } = found
    return { ...found, terms: { ...terms, template: itsOwn.traits.template, reference: { ...reference, api } } }
  }

  /** The account that the client has is read as it always is. */
  async function again({ snapshot, terms }: ConnectedAccount, signal: AbortSignal) {
    const provider = await providerFor(providers, terms.reference, 'retrieve_account', signal)
    const { accountId } = snapshot
    const found = await findAmong([provider]).find({ accountId, capabilities: terms.shape.capabilities }, signal)
    return found && { ...found, terms }
  }
}
