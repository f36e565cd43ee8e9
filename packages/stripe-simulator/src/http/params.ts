import { Type } from '@sinclair/typebox'
import { invalidRequest, type StripeFailure } from './errors.ts'
import { checkedString } from './checked-string.ts'

/** Parameter types of several endpoints. */

export const closed = { additionalProperties: false }

export const expand = Type.Optional(Type.Array(Type.String()))

export const email = checkedString('email', {
  test: (value) => /^[^\s@<>,]+@[^\s@<>,.]+(\.[^\s@<>,.]+)+$/.test(value) && value.length <= 512,
  message: (value) => `Invalid email address: ${value}`,
  code: 'email_invalid',
})

export const webUrl = checkedString('webUrl', {
  test: (value) => {
    const url = URL.parse(value)
    return url !== null && /^https?:$/.test(url.protocol)
  },
  message: () => 'Not a valid URL. URLs must begin with http or https.',
  code: 'url_invalid',
})

export const address = Type.Object(
  {
    city: Type.Optional(Type.String()),
    country: Type.Optional(Type.String()),
    line1: Type.Optional(Type.String()),
    line2: Type.Optional(Type.String()),
    postal_code: Type.Optional(Type.String()),
    state: Type.Optional(Type.String()),
  },
  closed,
)

// An empty `metadata=` clears it.
export const metadata = Type.Union([Type.Literal('', { emptyable: true }), Type.Record(Type.String(), Type.String())], {
  emptyable: true,
})

const limits = { keys: 50, keyLength: 40, valueLength: 500 }

type Refuse = (message: string, param: string) => StripeFailure

/** Metadata as Stripe stores it, or the refusal. An empty value removes its key. */
export function readMetadata(
  given: string | Record<string, string> | undefined,
  refuse: Refuse = (message, param) => invalidRequest(message, { param }),
): Record<string, string> {
  const entries = typeof given === 'object' ? Object.entries(given) : []
  for (const [key, value] of entries) {
    const param = `metadata[${key}]`
    if (key.length > limits.keyLength) {
      throw refuse(`Metadata keys must not be longer than ${limits.keyLength} characters: ${key}`, param)
    }
    if (value.length > limits.valueLength) {
      throw refuse(`Metadata values must not be longer than ${limits.valueLength} characters`, param)
    }
  }
  const kept = entries.filter(([, value]) => value !== '')
  if (kept.length > limits.keys) {
    throw refuse(`You can have at most ${limits.keys} metadata keys`, 'metadata')
  }
  return Object.fromEntries(kept)
}
