import { isSameMetadata, isTooMuchMetadata, mergedMetadata, type Metadata, type MetadataChange } from './metadata.ts'
import { readableDomain } from './punycode.ts'
import { searchKey } from './text.ts'

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

/** The platform's own terms, as the client accepted them. */
export interface AcceptedTerms {
  readonly version: string
  readonly at: Date
  /** The IP address that it was done from; absent if it is not known. */
  readonly address?: string
}

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
  /** The version of the platform's terms that it accepted last; absent before the first time. */
  readonly terms?: AcceptedTerms
  /** Since when it gets no reminders, at its own request or by staff. Absent: it gets them. */
  readonly remindersStoppedAt?: Date
  readonly createdAt: Date
}

/** What staff may change. An absent field stays as it is, and null removes one. */
export interface ClientChange {
  readonly name?: string | undefined
  readonly email?: string | undefined
  readonly country?: string | null | undefined
  readonly locale?: string | null | undefined
  readonly returnUrl?: string | null | undefined
  readonly metadata?: MetadataChange | undefined
  readonly reminders?: Reminders | undefined
}

/** Whether a client gets reminders: emails that repeat what it was told, without news. All other emails it always gets. */
export type Reminders = 'on' | 'off'

export const remindersOf = ({ remindersStoppedAt }: Pick<Client, 'remindersStoppedAt'>): Reminders =>
  remindersStoppedAt === undefined ? 'on' : 'off'

/** A client at the time of its invitation. */
export type NewClient = Omit<Client, 'createdAt' | 'remindersStoppedAt' | 'terms'>

const CHANGING = ['name', 'email', 'country', 'locale', 'returnUrl', 'metadata'] as const

export type ChangedField = (typeof CHANGING)[number]

/** New values of a client. Null removes one. */
export interface ClientValues {
  readonly name?: string
  readonly email?: string
  readonly country?: string | null
  readonly locale?: string | null
  readonly returnUrl?: string | null
  /** All of them. */
  readonly metadata?: Metadata | null
}

export type ClientChanged =
  | {
      readonly outcome: 'changed'
      readonly client: Client
      /** The fields whose values changed. */
      readonly fields: readonly ChangedField[]
      /** Their new values. */
      readonly changes: ClientValues
      /** The client's links went to an address that is no longer valid for it. */
      readonly addressChanged: boolean
    }
  /** The provider never changes the country of an account. */
  | { readonly outcome: 'country_locked' }
  /** The client would have more values of its platform than it may have. */
  | { readonly outcome: 'too_much_metadata' }

/** Whether two addresses are the same, ignoring case. */
export const isSameEmail = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase()

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
  { name = client.name, email = client.email, metadata = {}, ...change }: ClientChange,
  { countryLocked }: { countryLocked: boolean },
): ClientChanged {
  const values: ClientValues = {
    name,
    email,
    country: newValue(change.country, client.country),
    locale: newValue(change.locale, client.locale),
    returnUrl: newValue(change.returnUrl, client.returnUrl),
    metadata: mergedMetadata(client.metadata, metadata) ?? null,
  }
  const after = withValues(client, values)
  if (countryLocked && after.country !== client.country) return { outcome: 'country_locked' }
  if (isTooMuchMetadata(after.metadata)) return { outcome: 'too_much_metadata' }
  const fields = CHANGING.filter((field) =>
    field === 'metadata' ? !isSameMetadata(after.metadata, client.metadata) : after[field] !== client[field],
  )
  const changes: ClientValues = Object.fromEntries(fields.map((field) => [field, values[field]]))
  return { outcome: 'changed', client: after, fields, changes, addressChanged: !isSameEmail(email, client.email) }
}

const newValue = (given: string | null | undefined, before: string | undefined): string | null =>
  given === undefined ? (before ?? null) : given

/** The client with these values. */
export function withValues(client: Client, values: ClientValues): Client {
  const { country, locale, returnUrl, metadata, ...rest } = { ...client, ...values }
  return {
    ...rest,
    ...(country != null && { country }),
    ...(locale != null && { locale }),
    ...(returnUrl != null && { returnUrl }),
    ...(metadata != null && { metadata }),
  }
}

/** What remains of an erased client: its id. It has no email, so that no address of another client is in its way. */
export function tombstone({ id, createdAt }: Client): Client {
  return { id, name: 'Erased client', email: '', createdAt }
}
