import type { StoredAccount } from '../account.ts'
import type { BusinessDetails, Individual } from './identity-schema.ts'
import type { V2Details } from './details.ts'
import type { AccountRecord } from '../../state/account-record.ts'
import { capabilitiesOf, type NamedCapability } from './capability-view.ts'
import { futureRequirementsView, requirementsView } from './requirements-view.ts'

/** An account that was created with v2. */
export type V2Record = AccountRecord & { readonly v2: V2Details }

export const isV2 = (record: AccountRecord): record is V2Record => record.v2 !== undefined

/** The parts of an account that answers contain only on request. */
export const includable = [
  'configuration.customer',
  'configuration.merchant',
  'configuration.recipient',
  'defaults',
  'future_requirements',
  'identity',
  'requirements',
] as const
export type Includable = (typeof includable)[number]

/** A configuration of an account, with its capabilities by name. */
interface ConfigurationView {
  readonly capabilities: object
}

/** The parts that the simulator itself reads. A test compares all of them with the SDK's types. */
export interface AccountView {
  readonly configuration: {
    readonly merchant: ConfigurationView | null
    readonly recipient: ConfigurationView | null
  } | null
  readonly [part: string]: unknown
}

/**
 * The account as v2 shows it. The parts that `include` does not name are null, whatever they are, as Stripe documents it.
 * The SDK's types call them absent.
 */
export function v2Account(record: V2Record, include: readonly Includable[] = []): AccountView {
  const { account, v2, createdMs, livemode, access } = record
  const wants = (part: Includable): boolean => include.includes(part)
  return {
    id: account.id,
    object: 'v2.core.account',
    applied_configurations: v2.configurations,
    closed: access === 'deleted',
    configuration: configurationOf(record, wants),
    contact_email: account.email,
    contact_phone: v2.contactPhone,
    created: new Date(createdMs).toISOString(),
    dashboard: account.controller?.stripe_dashboard?.type ?? null,
    defaults: wants('defaults') ? defaultsOf(record) : null,
    display_name: account.settings?.dashboard.display_name ?? null,
    future_requirements: wants('future_requirements') ? futureRequirementsView(record) : null,
    identity: wants('identity') ? identityOf(record) : null,
    livemode,
    metadata: account.metadata ?? {},
    requirements: wants('requirements') ? requirementsView(record) : null,
  }
}

function configurationOf(record: V2Record, wants: (part: Includable) => boolean) {
  const parts = ['configuration.customer', 'configuration.merchant', 'configuration.recipient'] as const
  if (!parts.some(wants)) return null
  const capabilities = capabilitiesOf(record)
  return {
    customer: null,
    merchant: wants('configuration.merchant') ? merchantOf(record, capabilities) : null,
    recipient: wants('configuration.recipient') ? recipientOf(record, capabilities) : null,
  }
}

function merchantOf({ account, v2 }: V2Record, capabilities: readonly NamedCapability[]) {
  if (!v2.configurations.includes('merchant')) return null
  const { business_profile: profile, settings } = account
  return {
    applied: true,
    bacs_debit_payments: null,
    branding: settings?.branding ?? null,
    capabilities: nested(capabilities.filter(({ configuration }) => configuration === 'merchant')),
    card_payments: { decline_on: { avs_failure: false, cvc_failure: false } },
    konbini_payments: null,
    mcc: profile?.mcc ?? null,
    script_statement_descriptor: null,
    sepa_debit_payments: null,
    statement_descriptor: { descriptor: settings?.payments.statement_descriptor ?? null, prefix: null },
    support: {
      address: null,
      email: profile?.support_email ?? null,
      phone: profile?.support_phone ?? null,
      url: profile?.support_url ?? null,
    },
  }
}

function recipientOf({ v2 }: V2Record, capabilities: readonly NamedCapability[]) {
  if (!v2.configurations.includes('recipient')) return null
  return {
    applied: true,
    capabilities: nested(capabilities.filter(({ configuration }) => configuration === 'recipient')),
  }
}

/** `stripe_balance.payouts` is `payouts` in `stripe_balance`. */
function nested(capabilities: readonly NamedCapability[]): object {
  const tree: Record<string, object> = {}
  for (const { name, state } of capabilities) {
    const [group = '', inner] = name.split('.')
    tree[group] = inner === undefined ? state : { ...tree[group], [inner]: state }
  }
  return tree
}

function defaultsOf({ account, v2 }: V2Record) {
  const { business_profile: profile, controller, default_currency } = account
  return {
    currency: default_currency ?? null,
    locales: v2.locales,
    payout_methods: null,
    profile: {
      business_url: profile?.url ?? null,
      doing_business_as: profile?.name ?? null,
      product_description: profile?.product_description ?? null,
    },
    responsibilities: {
      fees_collector: controller?.fees?.payer === 'application' ? 'application' : 'stripe',
      losses_collector: controller?.losses?.payments ?? null,
      requirements_collector: controller?.requirement_collection ?? 'stripe',
    },
  }
}

function identityOf(record: V2Record) {
  const { account, v2 } = record
  return {
    attestations: attestationsOf(record),
    business_details: v2.businessDetails === null ? null : businessDetailsOf(v2.businessDetails),
    country: account.country ?? null,
    entity_type: account.business_type ?? null,
    individual: v2.individual === null ? null : individualOf(record, v2.individual),
  }
}

function attestationsOf({ account: { tos_acceptance } }: StoredAccount) {
  const { date, ip, user_agent } = tos_acceptance ?? {}
  if (date === undefined || date === null) return null
  const account = { date: new Date(date * 1000).toISOString(), ip: ip ?? null, user_agent: user_agent ?? null }
  return {
    directorship_declaration: null,
    ownership_declaration: null,
    persons_provided: null,
    representative_declaration: null,
    terms_of_service: { account },
  }
}

// Numbers of identity papers go in and do not come out.
const withoutValues = (numbers: BusinessDetails['id_numbers']) => (numbers ?? []).map(({ type }) => ({ type }))

const businessDetailsOf = (details: BusinessDetails) => ({ ...details, id_numbers: withoutValues(details.id_numbers) })

function individualOf({ account, v2, createdMs }: V2Record, person: Individual) {
  const created = new Date(createdMs).toISOString()
  return {
    ...person,
    id: v2.personId,
    object: 'v2.core.account_person',
    account: account.id,
    created,
    id_numbers: withoutValues(person.id_numbers),
    metadata: {},
    updated: created,
  }
}
