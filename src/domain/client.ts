import { readableDomain } from './punycode.ts'
import { searchKey } from './text.ts'

/** The platform's own values. They are given back in records and events, and mean nothing here. */
export type Metadata = Readonly<Record<string, string>>

/** How many values, and how long their names and they themselves may be. */
export const METADATA_LIMITS = { keys: 20, key: 40, value: 500 } as const

/** What the platform already knows about the business. The provider does not ask the client for it again. */
export interface Prefill {
  readonly businessType?: BusinessType
  readonly businessName?: string
  /** The website of the business. */
  readonly url?: string
  /** In international form: +4930123456. */
  readonly phone?: string
  readonly productDescription?: string
  /** The merchant category code, four digits. */
  readonly mcc?: string
}

export type BusinessType = 'individual' | 'company' | 'non_profit' | 'government_entity'

/** The business to be onboarded. */
export interface Client {
  readonly id: string
  readonly name: string
  /** In ASCII, in the case it was entered in. Comparisons ignore case. Empty once the client is erased. */
  readonly email: string
  /** ISO 3166-1 alpha-2, upper case. */
  readonly country?: string
  /** The platform's own id of this client. */
  readonly externalId?: string
  /** The name of the account profile that it was invited with; absent: the default one. */
  readonly profile?: string
  readonly prefill?: Prefill
  /** The language that it reads, as a tag such as `de` or `pt-BR`. */
  readonly locale?: string
  /** Where it is sent when it returns from the provider; absent: to the pages of the service. */
  readonly returnUrl?: string
  readonly metadata?: Metadata
  /** Since when it gets no reminders, at its own request or by staff. Absent: it gets them. */
  readonly remindersStoppedAt?: Date
  readonly createdAt: Date
}

/** What staff may change. An absent field stays as it is; a `country` or `locale` of null removes it. */
export interface ClientChange {
  readonly name?: string | undefined
  readonly email?: string | undefined
  readonly country?: string | null | undefined
  readonly locale?: string | null | undefined
  readonly reminders?: Reminders | undefined
}

/** Whether a client gets reminders: emails that repeat what it was told, without news. All other emails it always gets. */
export type Reminders = 'on' | 'off'

export const remindersOf = ({ remindersStoppedAt }: Pick<Client, 'remindersStoppedAt'>): Reminders =>
  remindersStoppedAt === undefined ? 'on' : 'off'

/** A client at the time of its invitation. */
export type NewClient = Omit<Client, 'createdAt' | 'remindersStoppedAt'>

export type ChangedField = 'name' | 'email' | 'country' | 'locale'

export type ClientChanged =
  | {
      readonly outcome: 'changed'
      readonly client: Client
      /** The fields whose values changed. */
      readonly fields: readonly ChangedField[]
      /** The client's links went to an address that is no longer valid for it. */
      readonly addressChanged: boolean
    }
  /** The provider never changes the country of an account. */
  | { readonly outcome: 'country_locked' }

/** Whether two addresses are the same, ignoring case. */
const isSameEmail = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase()

/**
 * The same text for two clients that may not both exist. Several clients may share an email if their external ids tell
 * them apart.
 */
export const identityOf = ({ email, externalId }: Pick<Client, 'email' | 'externalId'>): string =>
  externalId === undefined ? `email ${email.toLowerCase()}` : `external id ${externalId}`

/** The value of a client that another client of its platform must not have too. */
export function duplicateOf(
  one: Pick<Client, 'email' | 'externalId'>,
  other: Pick<Client, 'email' | 'externalId'>,
): 'external_id' | 'email' | undefined {
  if (identityOf(one) !== identityOf(other)) return undefined
  if (one.externalId !== undefined) return 'external_id'
  return one.email === '' ? undefined : 'email'
}

/**
 * What a search looks into. It finds a client if the search key of what it looks for is a part of this. An address is in
 * it as it is stored and as people read it.
 */
export function searchKeyOf({ name, email, externalId = '' }: Pick<Client, 'name' | 'email' | 'externalId'>): string {
  const readable = email.replace(/(?<=@).*$/, readableDomain)
  return searchKey(`${name} ${email} ${readable === email ? '' : `${readable} `}${externalId}`)
}

/** Changes a client. `countryLocked`: an account exists, or the outcome of its creation is unknown. */
export function changeClient(
  client: Client,
  { name = client.name, email = client.email, country = client.country, locale = client.locale }: ClientChange,
  { countryLocked }: { countryLocked: boolean },
): ClientChanged {
  const { country: before, locale: _before, ...rest } = client
  const after: Client = { ...rest, name, email, ...(country != null && { country }), ...(locale != null && { locale }) }
  if (countryLocked && after.country !== before) return { outcome: 'country_locked' }
  const fields = (['name', 'email', 'country', 'locale'] as const).filter((field) => after[field] !== client[field])
  return { outcome: 'changed', client: after, fields, addressChanged: !isSameEmail(email, client.email) }
}

/** What remains of an erased client: its id. It has no email, so that no address of another client is in its way. */
export function tombstone({ id, createdAt }: Client): Client {
  return { id, name: 'Erased client', email: '', createdAt }
}
