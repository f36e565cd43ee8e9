import { cured, type AccountShape, type AccountTerms, type Cure, type ProviderReference } from './account-terms.ts'
import type { Client } from './client.ts'

/** A named shape of account, chosen when a client is invited. */
export interface AccountProfile extends Omit<AccountShape, 'profile'> {
  /** The country of clients that are invited without one; ISO 3166-1 alpha-2, upper case. */
  readonly country?: string
  /** What differs in some countries, by their codes. */
  readonly countries?: Readonly<Record<string, CountryShape>>
}

/** What may differ from country to country. */
type CountryShape = Partial<Pick<AccountShape, 'capabilities' | 'added' | 'agreement'>>

/** The profiles of a platform by their names. Clients that are invited without one get the default. */
export interface AccountProfiles {
  readonly defaultName: string
  readonly byName: Readonly<Record<string, AccountProfile>>
}

/** A cure that worked for the accounts of a profile in a country. */
export interface CountryCure {
  readonly profile: string
  /** `undefined`: the provider's default, the country of the platform. */
  readonly country: string | undefined
  readonly cure: Cure
}

/** How new accounts are created at present. */
export interface NewAccounts {
  readonly reference: ProviderReference
  readonly template: number
  /** Whether the provider creates no account without a country. */
  readonly needsCountry: boolean
  readonly profiles: AccountProfiles
  /** What the provider has demanded so far, which its next accounts get from the start. */
  readonly cures: readonly CountryCure[]
}

/** The profile of a client: its own, or the default. `undefined` if its own is no longer configured. */
function profileOf({ profile }: Pick<Client, 'profile'>, profiles: AccountProfiles): AccountProfile | undefined {
  const name = profile ?? profiles.defaultName
  return Object.hasOwn(profiles.byName, name) ? profiles.byName[name] : undefined
}

/** Whether clients with this profile can be invited; without one, they get the default. */
export const isProfileKnown = (client: Pick<Client, 'profile'>, profiles: AccountProfiles): boolean =>
  profileOf(client, profiles) !== undefined

/** The country that a client's account is created in: its own, or its profile's. */
export const countryOf = (client: Pick<Client, 'country' | 'profile'>, profiles: AccountProfiles): string | undefined =>
  client.country ?? profileOf(client, profiles)?.country

/** The shape of a client's account, without cures. `undefined` if the client's profile is no longer configured. */
export function shapeOf(
  client: Pick<Client, 'country' | 'profile'>,
  profiles: AccountProfiles,
): AccountShape | undefined {
  const found = profileOf(client, profiles)
  if (found === undefined) return undefined
  const { country: inCountry, countries = {}, ...shape } = found
  const country = client.country ?? inCountry
  const differs = country !== undefined && Object.hasOwn(countries, country) ? countries[country] : undefined
  return { profile: client.profile ?? profiles.defaultName, ...shape, ...differs }
}

/** The terms that a client's account is created on now. `undefined` if the client's profile is no longer configured. */
export function termsFor(
  client: Pick<Client, 'country' | 'profile'>,
  { reference, template, profiles, cures }: NewAccounts,
): AccountTerms | undefined {
  const wanted = shapeOf(client, profiles)
  if (wanted === undefined) return undefined
  const country = countryOf(client, profiles)
  const known = cures.filter((each) => each.profile === wanted.profile && each.country === country)
  return { reference, template, shape: known.reduce((before, { cure }) => cured(before, cure) ?? before, wanted) }
}
