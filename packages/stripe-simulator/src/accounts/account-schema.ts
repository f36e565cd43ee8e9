import { type Static, Type } from '@sinclair/typebox'
import { address, closed, email, expand, metadata, webUrl } from '../http/params.ts'
import { checkedString } from '../http/checked-string.ts'
import { literals } from '../support/literals.ts'
import { capabilityNames } from './capabilities.ts'
import { connectCountries } from './countries.ts'

const text = Type.Optional(Type.String())
const flag = Type.Optional(Type.Boolean())
const number = Type.Optional(Type.Integer())
const group = <Fields extends Parameters<typeof Type.Object>[0]>(fields: Fields) =>
  Type.Optional(Type.Object(fields, closed))

const country = checkedString('country', {
  test: (value) => connectCountries.has(value),
  message: (value) =>
    /^[A-Z]{2}$/.test(value)
      ? `Country '${value}' is not supported by Stripe Connect`
      : `Country '${value}' is unknown. Use a code of two capital letters, such as 'US'.`,
  code: 'country_unsupported',
})

const currency = checkedString('currency', {
  test: (value) => /^[a-z]{3}$/i.test(value),
  message: (value) => `Invalid currency: ${value.toLowerCase()}`,
})

const capabilities = group(
  Object.fromEntries(capabilityNames.map((name) => [name, group({ requested: Type.Boolean() })])),
)

const controller = group({
  fees: group({ payer: Type.Optional(literals(['account', 'application'])) }),
  losses: group({ payments: Type.Optional(literals(['application', 'stripe'])) }),
  requirement_collection: Type.Optional(literals(['application', 'stripe'])),
  stripe_dashboard: group({ type: Type.Optional(literals(['express', 'full', 'none'])) }),
})

const businessProfile = group({
  estimated_worker_count: number,
  mcc: text,
  name: text,
  product_description: text,
  support_address: Type.Optional(address),
  support_email: Type.Optional(email),
  support_phone: text,
  support_url: Type.Optional(webUrl),
  url: Type.Optional(webUrl),
})

const company = group({
  address: Type.Optional(address),
  directors_provided: flag,
  executives_provided: flag,
  name: text,
  owners_provided: flag,
  phone: text,
  registration_number: text,
  structure: text,
  tax_id: text,
  tax_id_registrar: text,
  vat_id: text,
})

const individual = group({
  address: Type.Optional(address),
  dob: group({ day: Type.Integer(), month: Type.Integer(), year: Type.Integer() }),
  email: Type.Optional(email),
  first_name: text,
  gender: text,
  id_number: text,
  last_name: text,
  maiden_name: text,
  phone: text,
  ssn_last_4: text,
})

const settings = group({
  branding: group({ icon: text, logo: text, primary_color: text, secondary_color: text }),
  card_payments: group({
    decline_on: group({ avs_failure: flag, cvc_failure: flag }),
    statement_descriptor_prefix: text,
  }),
  payments: group({ statement_descriptor: text }),
  payouts: group({
    debit_negative_balances: flag,
    schedule: group({
      delay_days: Type.Optional(Type.Union([Type.Integer(), Type.Literal('minimum')])),
      interval: Type.Optional(literals(['daily', 'manual', 'monthly', 'weekly'])),
      monthly_anchor: Type.Optional(Type.Integer({ minimum: 1, maximum: 31 })),
      weekly_anchor: Type.Optional(
        literals(['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday']),
      ),
    }),
    statement_descriptor: text,
  }),
})

/** All parameters of `POST /v1/accounts` that the simulator supports, as sent in a form. */
export const AccountCreateParams = Type.Object(
  {
    business_profile: businessProfile,
    business_type: Type.Optional(literals(['company', 'government_entity', 'individual', 'non_profit'])),
    capabilities,
    company,
    controller,
    country: Type.Optional(country),
    default_currency: Type.Optional(currency),
    email: Type.Optional(email),
    expand,
    external_account: text,
    individual,
    metadata: Type.Optional(metadata),
    settings,
    tos_acceptance: group({
      date: number,
      ip: text,
      service_agreement: Type.Optional(literals(['full', 'recipient'])),
      user_agent: text,
    }),
    type: Type.Optional(literals(['custom', 'express', 'standard'])),
  },
  closed,
)

/** The parsed parameters, with metadata as a record of the set values. */
export type AccountParams = Omit<Static<typeof AccountCreateParams>, 'metadata'> & { metadata: Record<string, string> }
