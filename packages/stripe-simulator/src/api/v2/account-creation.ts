import type { AccountParams } from '../../accounts/account-schema.ts'
import type { BusinessDetails, Individual } from '../../accounts/v2/identity-schema.ts'
import { transfers, v1CapabilityName } from '../../accounts/v2/capabilities.ts'
import type { V2Creation } from '../../accounts/v2/details.ts'
import { readMetadata } from '../../http/params.ts'
import { invalidField } from '../../http/v2-errors.ts'
import { randomId } from '../../support/random-id.ts'
import type { Creation, Update } from './account-params.ts'
import { requirementsCollector } from './account-rules.ts'

type Configuration = Creation['configuration']

/** The capabilities that are requested, or with `requested: false` given up, by v1's names. */
export function capabilityWishes({ merchant, recipient }: NonNullable<Update['configuration']>): Map<string, boolean> {
  const wishes = Object.entries(merchant?.capabilities ?? {}).map(
    ([name, wish]) => [v1CapabilityName(name), wish?.requested] as const,
  )
  const { stripe_transfers } = recipient?.capabilities?.stripe_balance ?? {}
  return new Map(
    [...wishes, [transfers, stripe_transfers?.requested] as const].flatMap(([name, requested]) =>
      requested === undefined ? [] : [[name, requested] as const],
    ),
  )
}

/** The same creation in v1's parameters. */
export function accountParams(params: Creation): AccountParams {
  const { configuration, contact_email, defaults, identity } = params
  return {
    business_profile: businessProfile(configuration, defaults),
    capabilities: Object.fromEntries(
      Array.from(capabilityWishes(configuration ?? {}), ([name, requested]) => [name, { requested }]),
    ),
    company: companyOf(identity?.business_details),
    controller: controllerOf(params),
    individual: individualOf(identity?.individual),
    metadata: metadataOf(params),
    settings: { payments: { ...descriptorOf(configuration) } },
    tos_acceptance: acceptance(identity),
    ...(identity?.entity_type !== undefined && { business_type: identity.entity_type }),
    ...(identity?.country !== undefined && { country: identity.country.toUpperCase() }),
    ...(defaults?.currency !== undefined && { default_currency: defaults.currency }),
    ...(contact_email !== undefined && { email: contact_email }),
  }
}

/** What these parameters add to an account of v1. */
export function v2Creation(params: Creation): V2Creation {
  const { configuration = {}, contact_phone, defaults, display_name, identity } = params
  const configurations = (['merchant', 'recipient'] as const).filter((name) => configuration[name] !== undefined)
  return {
    displayName: display_name ?? null,
    details: {
      configurations,
      contactPhone: contact_phone ?? null,
      locales: defaults?.locales ?? [],
      businessDetails: identity?.business_details ?? null,
      individual: identity?.individual ?? null,
      personId: `person_1${randomId(16)}`,
    },
  }
}

/** Metadata to be stored. In v2, null removes a key; the simulator's limits are those of v1. */
export const metadataOf = ({ metadata = {} }: Pick<Update, 'metadata'>): Record<string, string> =>
  readMetadata(
    Object.fromEntries(Object.entries(metadata).map(([key, value]) => [key, value ?? ''])),
    (message, param) => invalidField(param, message),
  )

type Given<Fields> = { [Name in keyof Fields]?: NonNullable<Fields[Name]> }

/** The fields that have a value. */
function given<Fields extends object>(fields: Fields): Given<Fields>
function given(fields: object): object {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
}

function businessProfile(configuration: Configuration, defaults: Creation['defaults']) {
  const { mcc, support } = configuration?.merchant ?? {}
  const { business_url, doing_business_as, product_description } = defaults?.profile ?? {}
  return given({
    mcc,
    name: doing_business_as,
    product_description,
    support_email: support?.email,
    support_phone: support?.phone,
    support_url: support?.url,
    url: business_url,
  })
}

function controllerOf({ dashboard, defaults }: Creation): NonNullable<AccountParams['controller']> {
  const { fees_collector = 'application', losses_collector = 'application' } = defaults?.responsibilities ?? {}
  return {
    fees: { payer: fees_collector === 'stripe' ? 'account' : 'application' },
    losses: { payments: losses_collector },
    requirement_collection: requirementsCollector(dashboard, losses_collector),
    stripe_dashboard: { type: dashboard ?? (losses_collector === 'stripe' ? 'full' : 'none') },
  }
}

function companyOf(details: BusinessDetails | undefined): NonNullable<AccountParams['company']> {
  const { address, id_numbers, phone, registered_name } = details ?? {}
  return given({ address: v1Address(address), name: registered_name, phone, tax_id: id_numbers?.[0]?.value })
}

function individualOf(person: Individual | undefined): NonNullable<AccountParams['individual']> {
  const { address, date_of_birth, email, given_name, id_numbers, phone, surname } = person ?? {}
  return given({
    address: v1Address(address),
    dob: date_of_birth,
    email,
    first_name: given_name,
    id_number: id_numbers?.[0]?.value,
    last_name: surname,
    phone,
  })
}

function v1Address(address: Individual['address']) {
  if (address === undefined) return undefined
  const { town: _, ...rest } = address
  return rest
}

function descriptorOf(configuration: Configuration) {
  const { descriptor } = configuration?.merchant?.statement_descriptor ?? {}
  return given({ statement_descriptor: descriptor })
}

function acceptance(identity: Creation['identity']): NonNullable<AccountParams['tos_acceptance']> {
  const { date, ip, user_agent } = identity?.attestations?.terms_of_service?.account ?? {}
  return given({ date: date === undefined ? undefined : Math.floor(Date.parse(date) / 1000), ip, user_agent })
}
