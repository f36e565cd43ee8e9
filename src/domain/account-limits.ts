import { countryOf, shapeOf, type AccountProfiles } from './account-profile.ts'
import { requestedCapabilities } from './account-terms.ts'
import type { BusinessType, Client } from './client.ts'

/** What a provider refuses every platform, as far as that is certain. What may work is not in here. */
export interface AccountLimits {
  /** The countries in which no account can have a capability. */
  readonly countriesWithout: Readonly<Record<string, readonly string[]>>
  /** The only countries in which accounts can be opened for a legal form; absent: no limit is known. */
  readonly businessTypes?: Readonly<Partial<Record<BusinessType, readonly string[]>>>
  /** Whether it cures a refusal by the agreement of recipients, which leaves out capabilities that are only added. */
  readonly curesByAgreement?: boolean
}

/** Why the provider would open no account for a client: the field to correct, and the end of a sentence about it. */
export interface Unfit {
  readonly field: 'country' | 'prefill.businessType'
  readonly message: string
}

/** What the provider would refuse when the client opens its link; `undefined` if nothing is known, or no country yet. */
export function unfitFor(
  client: Pick<Client, 'country' | 'profile' | 'prefill'>,
  profiles: AccountProfiles,
  { countriesWithout, businessTypes = {}, curesByAgreement = false }: AccountLimits,
): Unfit | undefined {
  const country = countryOf(client, profiles)
  const shape = shapeOf(client, profiles)
  if (country === undefined || shape === undefined) return undefined
  const required = curesByAgreement ? shape.capabilities : requestedCapabilities(shape)
  const missing = required.find((name) => countriesWithout[name]?.includes(country))
  if (missing !== undefined) {
    return {
      field: 'country',
      message: `is one in which accounts cannot have ${missing}, which the account profile "${shape.profile}" requires`,
    }
  }
  const form = client.prefill?.businessType
  const open = form && businessTypes[form]
  if (open === undefined || open.includes(country)) return undefined
  return {
    field: 'prefill.businessType',
    message: `is possible only in ${open.join(', ')}, and the country is ${country}`,
  }
}
