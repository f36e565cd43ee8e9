// Events that the service sends to webhook endpoints: their types, and the verification of their signatures by
// https://www.standardwebhooks.com. It needs only WebCrypto, so it runs in Node, Deno, Bun and edge functions.
import type { webhooks } from './api.ts'

type Bytes = Uint8Array<ArrayBuffer>

type Body<T extends keyof webhooks> = webhooks[T]['post']['requestBody']['content']['application/json']

/**
 * An event, told apart by its `type`. Later versions of the service may send types that this version of the client does
 * not know, so a `switch` needs a `default`.
 */
export type OnboardingEvent = { [T in keyof webhooks]: Body<T> }[keyof webhooks]

export type OnboardingEventType = keyof webhooks

/** The event of one type. */
export type EventOfType<T extends OnboardingEventType> = Body<T>

export interface VerifiedEvent {
  /** The same for each attempt to deliver the event: ignore an id that you have handled. */
  readonly id: string
  readonly event: OnboardingEvent
}

/** A request that does not prove that it is an event of the service. Answer it with 400. */
export class EventVerificationError extends Error {
  override readonly name = 'EventVerificationError'
}

export interface EventRequest {
  /** The body as it was received. Parsed and written again, it has another signature. */
  readonly body: string | Uint8Array
  readonly headers: Headers | Readonly<Record<string, string | readonly string[] | undefined>>
  /** The secret of the endpoint, `whsec_…`; or several, one of which must have signed the event. */
  readonly secrets: string | readonly string[]
  /** How far the time of the event may be from this machine's, in seconds; 300 if absent. */
  readonly toleranceSeconds?: number
}

/** The event in a request. Rejects with an {@link EventVerificationError} unless it is signed, whole and recent. */
export async function verifyEvent({
  body,
  headers,
  secrets,
  toleranceSeconds = 300,
}: EventRequest): Promise<VerifiedEvent> {
  const id = headerOf(headers, 'webhook-id')
  const timestamp = headerOf(headers, 'webhook-timestamp')
  const signatures = headerOf(headers, 'webhook-signature')
  if (!/^\d{1,12}$/.test(timestamp)) throw new EventVerificationError('webhook-timestamp is no number of seconds')
  if (Math.abs(Date.now() / 1000 - Number(timestamp)) > toleranceSeconds) {
    throw new EventVerificationError('the event was sent too long ago, or the clocks differ')
  }
  const text = typeof body === 'string' ? body : new TextDecoder('utf-8', { ignoreBOM: true }).decode(body)
  const signed = new TextEncoder().encode(`${id}.${timestamp}.${text}`)
  const keys = [secrets].flat().map(keyOf)
  if (!(await isSigned(signed, signatures, keys))) throw new EventVerificationError('no signature is right')
  const event: OnboardingEvent = JSON.parse(text)
  return { id, event }
}

function headerOf(headers: EventRequest['headers'], name: string): string {
  const value =
    headers instanceof Headers
      ? headers.get(name)
      : [Object.entries(headers).find(([key]) => key.toLowerCase() === name)?.[1]].flat()[0]
  if (typeof value !== 'string' || value === '') throw new EventVerificationError(`the header ${name} is missing`)
  return value
}

function keyOf(secret: string): Bytes {
  const key = bytesOf(secret.replace(/^whsec_/, ''))
  if (key === undefined || key.length < 16) throw new TypeError('a secret of an endpoint looks like whsec_…, in base64')
  return key
}

async function isSigned(signed: Bytes, signatures: string, keys: readonly Bytes[]): Promise<boolean> {
  for (const secret of keys) {
    const key = await crypto.subtle.importKey('raw', secret, { name: 'HMAC', hash: 'SHA-256' }, false, ['verify'])
    for (const signature of signatures.split(' ')) {
      const bytes = signature.startsWith('v1,') ? bytesOf(signature.slice('v1,'.length)) : undefined
      // Compared in constant time.
      if (bytes !== undefined && (await crypto.subtle.verify('HMAC', key, bytes, signed))) return true
    }
  }
  return false
}

function bytesOf(base64: string): Bytes | undefined {
  try {
    return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))
  } catch {
    return undefined
  }
}
