import { type TProperties, Type } from '@sinclair/typebox'
import { closed } from '../../http/params.ts'

const sensitive = ['disable_stripe_user_authentication', 'external_account_collection'] as const
const payouts = [...sensitive, 'edit_payout_schedule', 'instant_payouts', 'standard_payouts'] as const
const disputes = [
  'destination_on_behalf_of_charge_management',
  'dispute_management',
  'refund_management',
  'smart_disputes_management',
] as const
const payments = [...disputes, 'capture_payments'] as const
const cards = [
  'card_management',
  'card_spend_dispute_management',
  'cardholder_management',
  'spend_control_management',
] as const

/** The components of a session, each with its features, as of API version 2026-10-28. */
const features = {
  account_management: sensitive,
  account_onboarding: sensitive,
  balance_report: [],
  balances: payouts,
  disputes_list: payments,
  documents: [],
  financial_account: [...sensitive, 'send_money', 'transfer_balance'],
  financial_account_transactions: ['card_spend_dispute_management'],
  instant_payouts_promotion: [...sensitive, 'instant_payouts'],
  issuing_card: cards,
  issuing_cards_list: [...cards, 'disable_stripe_user_authentication'],
  notification_banner: sensitive,
  payment_details: payments,
  payment_disputes: disputes,
  payment_method_settings: ['disable_stripe_user_authentication'],
  payments,
  payout_details: [],
  payout_reconciliation_report: [],
  payouts,
  payouts_list: [],
  reporting_chart: [],
  tax_registrations: [],
  tax_settings: [],
  terminal_hardware_orders: [],
  terminal_hardware_shop: [],
} as const satisfies Record<string, readonly string[]>

type Flags = Readonly<Record<string, boolean>>
type WantedComponents = Readonly<Record<string, { readonly enabled: boolean; readonly features?: Flags } | undefined>>

const objectOf = <Property extends TProperties[string]>(names: readonly string[], property: Property) =>
  Type.Object(Object.fromEntries(names.map((name) => [name, property])), closed)

/** The schema of the parameter `components`. */
export const componentParams = Type.Unsafe<WantedComponents>(
  Type.Object(
    Object.fromEntries(
      Object.entries(features).map(([name, own]) => [
        name,
        Type.Optional(
          Type.Object(
            { enabled: Type.Boolean(), features: Type.Optional(objectOf(own, Type.Optional(Type.Boolean()))) },
            closed,
          ),
        ),
      ]),
    ),
    closed,
  ),
)

const onByDefault: ReadonlySet<string> = new Set(['capture_payments', 'dispute_management', 'refund_management'])

/** All components as Stripe lists them in its answer, with every feature. */
export function renderedComponents(wanted: WantedComponents) {
  return Object.fromEntries(
    Object.entries(features).map(([name, own]) => {
      const { enabled = false, features: given = {} } = wanted[name] ?? {}
      return [name, { enabled, features: Object.fromEntries(own.map((each) => [each, flagOf(each, given)])) }]
    }),
  )
}

function flagOf(name: string, given: Flags): boolean {
  const collects = given['external_account_collection'] ?? true
  switch (name) {
    case 'external_account_collection':
      return collects
    case 'disable_stripe_user_authentication':
      return given[name] ?? !collects
    case 'smart_disputes_management':
      return given[name] ?? flagOf('dispute_management', given)
    default:
      return given[name] ?? onByDefault.has(name)
  }
}
