import { type Static, Type } from '@sinclair/typebox'
import { connectCountries } from '../../accounts/countries.ts'
import { BusinessDetails, Individual } from '../../accounts/v2/identity-schema.ts'
import { merchantCapabilities } from '../../accounts/v2/capabilities.ts'
import { includable } from '../../accounts/v2/account-view.ts'
import { checkedString } from '../../http/checked-string.ts'
import { closed, email } from '../../http/params.ts'
import { bodyReader, queryReader } from '../../http/v2-params.ts'
import { literals } from '../../support/literals.ts'

const text = Type.Optional(Type.String())
const flag = Type.Optional(Type.Boolean())
const group = <Fields extends Parameters<typeof Type.Object>[0]>(fields: Fields) =>
  Type.Optional(Type.Object(fields, closed))

const include = Type.Optional(Type.Array(literals(includable)))

// In any case, unlike in v1.
const country = checkedString('v2Country', {
  test: (value) => connectCountries.has(value.toUpperCase()),
  message: (value) => `Country '${value}' is unknown or not supported by Stripe Connect.`,
})

const phone = checkedString('phone', {
  test: (value) => /^\+?[0-9 ().-]{5,30}$/.test(value),
  message: () => 'Phone number is invalid.',
  code: 'phone_invalid',
})

const publicUrl = checkedString('publicUrl', {
  test: (value) => {
    const url = URL.parse(value)
    return url !== null && /^https?:$/.test(url.protocol) && url.hostname.includes('.')
  },
  message: () => 'URL is invalid.',
  code: 'url_invalid',
})

const mcc = checkedString('mcc', {
  test: (value) => /^\d{4}$/.test(value),
  message: () => 'MCC is invalid for configuration.merchant.mcc.',
  code: 'mcc_invalid',
})

const currency = checkedString('v2Currency', {
  test: (value) => /^[a-z]{3}$/i.test(value),
  message: (value) => `Invalid currency: ${value}.`,
})

const capability = group({ requested: Type.Boolean() })
const merchant = {
  capabilities: group(Object.fromEntries(merchantCapabilities.map((name) => [name, capability]))),
  mcc: Type.Optional(mcc),
  statement_descriptor: group({ descriptor: text, prefix: text }),
  support: group({ email: Type.Optional(email), phone: text, url: Type.Optional(publicUrl) }),
}
const recipient = {
  // `payouts` cannot be requested: it comes with the others.
  capabilities: group({ stripe_balance: group({ stripe_transfers: capability }) }),
}

const identity = group({
  attestations: group({ terms_of_service: group({ account: group({ date: text, ip: text, user_agent: text }) }) }),
  business_details: Type.Optional(BusinessDetails),
  country: Type.Optional(country),
  entity_type: Type.Optional(literals(['company', 'government_entity', 'individual', 'non_profit'])),
  individual: Type.Optional(Individual),
})

const defaults = group({
  currency: Type.Optional(currency),
  locales: Type.Optional(Type.Array(Type.String({ pattern: '^[a-z]{2,3}(-[A-Za-z0-9]+)*$' }))),
  profile: group({ business_url: Type.Optional(publicUrl), doing_business_as: text, product_description: text }),
  responsibilities: group({
    fees_collector: Type.Optional(literals(['application', 'stripe'])),
    losses_collector: Type.Optional(literals(['application', 'stripe'])),
  }),
})

const common = {
  account_token: text,
  contact_email: Type.Optional(email),
  contact_phone: Type.Optional(phone),
  dashboard: Type.Optional(literals(['express', 'full', 'none'])),
  defaults,
  display_name: text,
  identity,
  include,
  // A value of null removes its key.
  metadata: Type.Optional(Type.Record(Type.String(), Type.Union([Type.String(), Type.Null()]))),
}

const Creation = Type.Object(
  { ...common, configuration: group({ merchant: group(merchant), recipient: group(recipient) }) },
  closed,
)
/** The parameters of `POST /v2/core/accounts` that the simulator supports. */
export type Creation = Static<typeof Creation>

const Update = Type.Object(
  {
    ...common,
    configuration: group({
      merchant: group({ ...merchant, applied: flag }),
      recipient: group({ ...recipient, applied: flag }),
    }),
  },
  closed,
)
/** The parameters of `POST /v2/core/accounts/:id`. */
export type Update = Static<typeof Update>

export const readCreation = bodyReader(Creation)
export const readUpdate = bodyReader(Update)
export const readRetrieval = queryReader(Type.Object({ include }, closed))

const configurations = Type.Optional(Type.Array(literals(['customer', 'merchant', 'recipient'])))

const ListQuery = Type.Object(
  {
    applied_configurations: configurations,
    closed: flag,
    // As observed: more than 20 are refused.
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 20 })),
    page: text,
  },
  closed,
)
export const readListQuery = queryReader(ListQuery)
export const readClosing = bodyReader(Type.Object({ applied_configurations: configurations }, closed))
