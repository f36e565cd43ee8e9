import type { OutgoingEventType } from './outgoing-event.ts'

/** Why no events are sent to an endpoint: staff switched it off, or it has failed for too long. */
export type OffReason = 'staff' | 'failing'

/** A URL of a platform that outgoing events are sent to. Events wait for an endpoint that is off. */
export interface WebhookEndpoint {
  readonly id: string
  readonly platform: string
  readonly url: string
  /** The types that it gets; none: all, those of later versions too. */
  readonly eventTypes: readonly OutgoingEventType[]
  /** Grows with each rotation. The secret is derived from it, and never stored. */
  readonly secretVersion: number
  /** Until when the secret before this one signs as well. */
  readonly previousSecretUntil?: Date
  readonly createdAt: Date
  /** The first of the failures since the last success. */
  readonly failingSince?: Date
  readonly off?: { readonly since: Date; readonly reason: OffReason }
}

/** How many endpoints a platform can have. */
export const ENDPOINTS_AT_MOST = 50

/** How long the secret before a rotation still signs, in milliseconds. */
const BOTH_SECRETS_MS = 24 * 3_600_000

/** The versions of the secrets that sign a delivery now, the newest first. */
export function signingVersions(
  { secretVersion, previousSecretUntil }: Pick<WebhookEndpoint, 'secretVersion' | 'previousSecretUntil'>,
  now: Date,
): readonly number[] {
  const signsBoth = previousSecretUntil !== undefined && now < previousSecretUntil
  return signsBoth ? [secretVersion, secretVersion - 1] : [secretVersion]
}

/** The endpoint with a new secret. Receivers have a day to learn it. */
export const rotated = (endpoint: WebhookEndpoint, now: Date): WebhookEndpoint => ({
  ...endpoint,
  secretVersion: endpoint.secretVersion + 1,
  previousSecretUntil: new Date(now.getTime() + BOTH_SECRETS_MS),
})

/** What staff change. */
export interface EndpointChange {
  readonly url?: string | undefined
  readonly eventTypes?: readonly OutgoingEventType[] | undefined
  readonly enabled?: boolean | undefined
}

/** The endpoint after a change by staff. Switching it on forgets its failures. */
export function changedEndpoint(
  endpoint: WebhookEndpoint,
  { url = endpoint.url, eventTypes = endpoint.eventTypes, enabled }: EndpointChange,
  now: Date,
): WebhookEndpoint {
  const { off, failingSince, ...rest } = endpoint
  const next = { ...rest, url, eventTypes: [...new Set(eventTypes)] }
  const failing = failingSince === undefined ? {} : { failingSince }
  if (enabled === true) return next
  if (enabled === false) return { ...next, ...failing, off: off ?? { since: now, reason: 'staff' } }
  return { ...next, ...failing, ...(off && { off }) }
}

/**
 * - `url`: not a URL that events can be sent to.
 * - `insecure`: events of live mode are sent by https only.
 */
export type ReceiverFault = 'url' | 'insecure'

/** The most characters of the URL of an endpoint. */
export const LONGEST_URL = 2048

/** Why no events can be sent to this URL, or `undefined` if they can. Its address is checked where it is resolved. */
export function faultOfReceiver(text: string, { livemode }: { readonly livemode: boolean }): ReceiverFault | undefined {
  const url = text.length <= LONGEST_URL && URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || !/^https?:$/.test(url.protocol)) return 'url'
  // A password in a URL ends up in logs, a fragment is never sent, and a database cannot store half a character.
  const isUnfit = text.includes('#') || /[\s\p{Cc}\p{Cs}]/u.test(text)
  if (url.username !== '' || url.password !== '' || isUnfit) return 'url'
  return livemode && url.protocol !== 'https:' ? 'insecure' : undefined
}
