import type { Stripe } from 'stripe'
import type { AccountParams } from './account-schema.ts'

type Requirements = Stripe.Account.Requirements

/** No requirements. */
export const noRequirements: Requirements = {
  alternatives: [],
  current_deadline: null,
  currently_due: [],
  disabled_reason: null,
  errors: [],
  eventually_due: [],
  past_due: [],
  pending_verification: [],
}

/** The requirements of a new account: everything that was not given when it was created. */
export function firstRequirements(params: AccountParams): Requirements {
  const due = [...businessItems(params), ...personItems(params), ...agreementItems(params)].toSorted()
  return {
    ...noRequirements,
    currently_due: due,
    eventually_due: due,
    past_due: due,
    disabled_reason: 'requirements.past_due',
  }
}

/** The account without the requirements in `given`. Returns the same object if it has none of them. */
export function withoutRequirements(account: Stripe.Account, given: readonly string[]): Stripe.Account {
  const { requirements = noRequirements } = account
  const { currently_due, eventually_due, past_due } = requirements
  const isGiven = (item: string) => given.includes(item)
  if (![currently_due, eventually_due, past_due].some((items) => items?.some(isGiven))) return account
  const left = (items: string[] | null) => items?.filter((item) => !isGiven(item)) ?? null
  return {
    ...account,
    requirements: {
      ...requirements,
      currently_due: left(currently_due),
      eventually_due: left(eventually_due),
      past_due: left(past_due),
    },
  }
}

function businessItems({ business_type, business_profile = {}, external_account }: AccountParams): string[] {
  return [
    ...(business_type === undefined ? ['business_type'] : []),
    ...(business_profile.mcc === undefined ? ['business_profile.mcc'] : []),
    ...(business_profile.url === undefined && business_profile.product_description === undefined
      ? ['business_profile.url']
      : []),
    ...(external_account === undefined ? ['external_account'] : []),
  ]
}

function personItems({ business_type, company = {}, individual = {} }: AccountParams): string[] {
  if (business_type === undefined || business_type === 'individual') {
    const asked = ['first_name', 'last_name', 'dob', 'email', 'phone', 'address'] as const
    const who = business_type === undefined ? 'representative' : 'individual'
    return asked.filter((item) => individual[item] === undefined).flatMap((item) => parts(`${who}.${item}`))
  }
  const asked = ['name', 'phone', 'tax_id', 'address'] as const
  return asked.filter((item) => company[item] === undefined).flatMap((item) => parts(`company.${item}`))
}

function parts(item: string): string[] {
  if (item.endsWith('.dob')) return [`${item}.day`, `${item}.month`, `${item}.year`]
  return item.endsWith('.address') ? [`${item}.city`, `${item}.line1`, `${item}.postal_code`] : [item]
}

const agreementItems = ({ tos_acceptance }: AccountParams): string[] =>
  tos_acceptance?.date === undefined ? ['tos_acceptance.date', 'tos_acceptance.ip'] : []
