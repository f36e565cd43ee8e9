/** The business to be onboarded. */
export interface Client {
  readonly id: string
  readonly name: string
  /** Trimmed, as it was entered; two addresses that differ only in case are the same client. */
  readonly email: string
  /** ISO 3166-1 alpha-2, upper case. */
  readonly country?: string
  /** The platform's own id of this client. */
  readonly externalId?: string
  readonly createdAt: Date
}

/** What staff may change of a client; what is left out stays. A `country` of null is not known any more. */
export interface ClientChange {
  readonly name?: string | undefined
  readonly email?: string | undefined
  readonly country?: string | null | undefined
}

type ChangedField = 'name' | 'email' | 'country'

export type ClientChanged =
  | {
      readonly outcome: 'changed'
      readonly client: Client
      /** What is different now; empty when nothing is. */
      readonly fields: readonly ChangedField[]
      /** Links went to an address that is not the client's any more. */
      readonly addressChanged: boolean
    }
  /** The provider never changes the country of an account. */
  | { readonly outcome: 'country_locked' }

/** Whether two addresses reach the same client. */
export const isSameEmail = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase()

/** Changes a client. `countryLocked`: an account exists, or the outcome of creating it is unknown. */
export function changeClient(
  client: Client,
  { name = client.name, email = client.email, country = client.country }: ClientChange,
  { countryLocked }: { countryLocked: boolean },
): ClientChanged {
  const { country: before, ...rest } = client
  const after: Client = { ...rest, name, email, ...(country != null && { country }) }
  if (countryLocked && after.country !== before) return { outcome: 'country_locked' }
  const fields = (['name', 'email', 'country'] as const).filter((field) => after[field] !== client[field])
  return { outcome: 'changed', client: after, fields, addressChanged: !isSameEmail(email, client.email) }
}
