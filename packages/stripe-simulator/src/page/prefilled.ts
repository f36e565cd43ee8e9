import type { Stripe } from 'stripe'
import type { AccountRecord } from '../state/account-record.ts'

/** What the platform gave of the client, as pairs of a name and a value. People cannot change it on the hosted page. */
export function prefilled({ account, v2 }: AccountRecord): (readonly [name: string, value: string])[] {
  return [
    ['Country', account.country],
    ['Business type', account.business_type],
    ...profileOf(account.business_profile),
    ...Object.entries(v2?.businessDetails ?? {}).map(([name, value]) => [wordsOf(name), value] as const),
    ...Object.entries(v2?.individual ?? {}).map(([name, value]) => [wordsOf(name), value] as const),
  ].flatMap(([name, value]) => {
    const text = textOf(value)
    return text === '' ? [] : [[String(name), text] as const]
  })
}

const profileOf = (profile: Stripe.Account.BusinessProfile | null | undefined) =>
  [
    ['Business name', profile?.name],
    ['Website', profile?.url],
    ['Product', profile?.product_description],
    ['Category', profile?.mcc],
  ] as const

// `given_name` is `Given name`.
const wordsOf = (name: string): string => {
  const words = name.replaceAll('_', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

// Numbers of identity papers are not shown, as on Stripe's pages.
function textOf(value: unknown): string {
  if (typeof value === 'string' || typeof value === 'number') return String(value)
  if (Array.isArray(value)) return value.map(textOf).filter(Boolean).join(', ')
  if (typeof value !== 'object' || value === null) return ''
  if ('type' in value && 'value' in value) return `${textOf(value.type)} given`
  return Object.values(value).map(textOf).filter(Boolean).join(', ')
}
