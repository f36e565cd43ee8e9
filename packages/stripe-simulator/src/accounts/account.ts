// accounts/: the account itself, without stored state: one account, of which both generations of the API show a view.
// Its creation parameters (account-schema.ts) with the rules of v1, requirements, capabilities and countries, and the
// effects of changes (account-change.ts). v2/ has what accounts of v2 have besides, and their view. All functions are
// pure, or throw one of Stripe's refusals.
import type { Stripe } from 'stripe'
import type { Balance, UnsupportedReason } from '../control/account-schemas.ts'
import type { Api } from '../control/schemas.ts'
import type { AccountParams } from './account-schema.ts'
import { defaultCurrency } from './countries.ts'
import { firstRequirements, noRequirements } from './requirements.ts'
import type { V2Details } from './v2/details.ts'

/** A connected account as stored. */
export interface StoredAccount {
  // What both generations show, in the form of v1.
  readonly account: Stripe.Account
  // Only accounts that were created with v2.
  readonly v2?: V2Details
  // Set by a test: Stripe does not support this account, so all of its capabilities are unsupported.
  readonly unsupported?: UnsupportedReason | undefined
  // Set by a test: money that keeps the account from being closed.
  readonly balance?: Balance | undefined
  // A link was created: what the platform gave of the business and its people can no longer be changed.
  readonly prefillLocked?: boolean
  // Set by a test, possibly to a value that Stripe's types do not have; `undefined`: the account's own reason.
  readonly givenDisabledReason?: string | undefined
  // The reason that the platform gave when it rejected the account, which stays as it was behind that.
  readonly rejectedFor?: string | undefined
}

type Controller = Stripe.Account.Controller

const controllers: Record<'custom' | 'express' | 'standard', Controller> = {
  custom: controllerOf('application_custom', 'application', 'application', 'none'),
  express: controllerOf('application_express', 'application', 'stripe', 'express'),
  standard: controllerOf('account', 'stripe', 'stripe', 'full'),
}

function controllerOf(payer: string, losses: string, collection: string, dashboard: string): Controller {
  return {
    fees: { payer },
    is_controller: true,
    losses: { payments: losses },
    requirement_collection: collection,
    stripe_dashboard: { type: dashboard },
    type: 'application',
  }
}

function controllerFor({ type, controller }: AccountParams): Controller {
  if (type !== undefined) return controllers[type]
  return controllerOf(
    controller?.fees?.payer ?? 'account',
    controller?.losses?.payments ?? 'stripe',
    controller?.requirement_collection ?? 'stripe',
    controller?.stripe_dashboard?.type ?? 'full',
  )
}

/** A new account: nothing submitted, nothing enabled. */
export function newAccount(id: string, created: number, params: AccountParams): Stripe.Account {
  const country = params.country ?? 'US'
  const requested = Object.entries(params.capabilities ?? {}).filter(([, wish]) => wish?.requested)
  return {
    id,
    object: 'account',
    business_profile: businessProfile(params),
    business_type: params.business_type ?? null,
    capabilities: Object.fromEntries(requested.map(([name]) => [name, 'inactive'])),
    charges_enabled: false,
    controller: controllerFor(params),
    country,
    created,
    default_currency: params.default_currency?.toLowerCase() ?? defaultCurrency(country),
    details_submitted: false,
    email: params.email ?? null,
    external_accounts: { object: 'list', data: [], has_more: false, url: `/v1/accounts/${id}/external_accounts` },
    future_requirements: noRequirements,
    metadata: params.metadata,
    payouts_enabled: false,
    requirements: firstRequirements(params),
    settings: settings(params),
    tos_acceptance: tosAcceptance(params),
    type: params.type ?? 'none',
  } satisfies Stripe.Account
}

function businessProfile({ business_profile: given = {} }: AccountParams): Stripe.Account.BusinessProfile {
  return {
    annual_revenue: null,
    estimated_worker_count: given.estimated_worker_count ?? null,
    mcc: given.mcc ?? null,
    minority_owned_business_designation: null,
    name: given.name ?? null,
    product_description: given.product_description ?? null,
    specified_commercial_transactions_act_url: null,
    support_address: null,
    support_email: given.support_email ?? null,
    support_phone: given.support_phone ?? null,
    support_url: given.support_url ?? null,
    url: given.url ?? null,
  }
}

function settings({ settings: given = {} }: AccountParams): Stripe.Account.Settings {
  const { branding = {}, card_payments: cards = {}, payments = {}, payouts = {} } = given
  return {
    branding: {
      icon: branding.icon ?? null,
      logo: branding.logo ?? null,
      primary_color: branding.primary_color ?? null,
      secondary_color: branding.secondary_color ?? null,
    },
    card_payments: {
      statement_descriptor_prefix: cards.statement_descriptor_prefix ?? null,
      statement_descriptor_prefix_kana: null,
      statement_descriptor_prefix_kanji: null,
    },
    dashboard: { display_name: null, timezone: 'Etc/UTC' },
    payments: {
      statement_descriptor: payments.statement_descriptor ?? null,
      statement_descriptor_kana: null,
      statement_descriptor_kanji: null,
      statement_descriptor_prefix_kana: null,
      statement_descriptor_prefix_kanji: null,
    },
    payouts: {
      debit_negative_balances: payouts.debit_negative_balances ?? false,
      schedule: {
        delay_days: Number(payouts.schedule?.delay_days) || 2,
        interval: payouts.schedule?.interval ?? 'daily',
      },
      statement_descriptor: payouts.statement_descriptor ?? null,
    },
  }
}

function tosAcceptance({ tos_acceptance: given = {} }: AccountParams): Stripe.Account.TosAcceptance {
  const { date = null, ip = null, user_agent = null, service_agreement } = given
  return { date, ip, user_agent, ...(service_agreement !== undefined && { service_agreement }) }
}

/** The generation of the API that created the account. */
export const apiOf = ({ v2 }: StoredAccount): Api => (v2 === undefined ? 'v1' : 'v2')

/** The reason why the account is disabled, as sent to clients. */
export const disabledReason = ({ account, givenDisabledReason, rejectedFor }: StoredAccount): string | null =>
  rejectedFor === undefined
    ? (givenDisabledReason ?? account.requirements?.disabled_reason ?? null)
    : platformRejection(rejectedFor)

function platformRejection(reason: string): string {
  if (reason.startsWith('fraud')) return 'rejected.platform_fraud'
  return reason === 'terms_of_service' ? 'rejected.platform_terms_of_service' : 'rejected.platform_other'
}

export const isRejected = (stored: StoredAccount): boolean => disabledReason(stored)?.startsWith('rejected.') ?? false

/** The account as sent to clients. */
export function rendered(stored: StoredAccount): object {
  const { account, givenDisabledReason, rejectedFor } = stored
  if (givenDisabledReason === undefined && rejectedFor === undefined) return account
  const requirements = { ...account.requirements, disabled_reason: disabledReason(stored) }
  if (rejectedFor === undefined) return { ...account, requirements }
  const capabilities = Object.fromEntries(Object.keys(account.capabilities ?? {}).map((name) => [name, 'inactive']))
  return { ...account, capabilities, charges_enabled: false, payouts_enabled: false, requirements }
}
