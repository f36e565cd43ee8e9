import { createHash } from 'node:crypto'
import { mainPlatform, sandboxPlatform } from '../state/platform.ts'
import { randomId } from '../support/random-id.ts'
import type { EventPayload, HeldWebhookEndpoint, StoredEndpoint, WebhookEndpoint } from './schemas.ts'

// Stripe retries for days, which is too long for a simulator.
const defaultRetryDelaysMs = [1000, 5000, 25_000, 120_000, 600_000]
const defaultTimeoutMs = 10_000

/** The properties of an event that decide which endpoints get it. */
export interface Address {
  readonly payload: EventPayload
  readonly type: string
  readonly platform: string
  readonly livemode: boolean
  /** Event destinations get it if they listen to one of these. */
  readonly origins: readonly StoredEndpoint['origins'][number][]
}

export type Endpoints = ReturnType<typeof createEndpoints>

interface EndpointsOptions {
  readonly given: readonly WebhookEndpoint[] | undefined
  readonly saved: readonly StoredEndpoint[]
  readonly changed: () => void
}

/** The endpoints that events are sent to: those of the control API, and those that were created through Stripe's API. */
export function createEndpoints({ given, saved, changed }: EndpointsOptions) {
  const created = (of: readonly StoredEndpoint[]) => of.filter(({ destination, v1 }) => destination ?? v1)
  let endpoints: StoredEndpoint[] = given === undefined ? [...saved] : [...read(given), ...created(saved)]
  const find = (id: string): StoredEndpoint | undefined => endpoints.find((endpoint) => endpoint.id === id)
  return {
    /** Replaces all endpoints of the control API. Throws if one of them is invalid. */
    set(wanted: readonly WebhookEndpoint[]): void {
      endpoints = [...read(wanted), ...created(endpoints)]
      changed()
    },

    find,
    listening: (address: Address): StoredEndpoint[] => endpoints.filter((endpoint) => hears(endpoint, address)),
    all: (): readonly StoredEndpoint[] => endpoints,
    shown: (): HeldWebhookEndpoint[] => endpoints.map(held),

    /** Adds an endpoint of Stripe's API, or replaces the one with its id. */
    put(endpoint: StoredEndpoint): void {
      endpoints = [...endpoints.filter(({ id }) => id !== endpoint.id), endpoint]
      changed()
    },

    remove(id: string): void {
      endpoints = endpoints.filter((endpoint) => endpoint.id !== id)
      changed()
    },

    snapshot: (): StoredEndpoint[] => endpoints,
  }
}

/** An endpoint of these values, or a `RangeError` that says what is wrong. */
export function endpointOf(
  id: string,
  { url, secret, payload = 'snapshot', events, sandbox, ...given }: WebhookEndpoint,
): StoredEndpoint {
  const { protocol, username } = URL.parse(url) ?? {}
  if (protocol !== 'http:' && protocol !== 'https:') throw new RangeError(`not a web address: ${url}`)
  if (username !== '') throw new RangeError('a webhook address cannot hold a name or password')
  const secrets = typeof secret === 'string' ? [secret] : secret
  // The SDK refuses such a secret, so no signature could be verified with it.
  if (secrets.length === 0 || secrets.some((text) => text.trim() === '')) {
    throw new RangeError(`a webhook endpoint needs a secret: ${url}`)
  }
  return {
    id,
    url,
    secrets: [...secrets],
    payload,
    events: [...(events ?? ['*'])],
    platform: sandbox === undefined ? mainPlatform : sandboxPlatform(sandbox),
    origins: ['accounts', 'self'],
    enabled: true,
    retryDelaysMs: [...(given.retryDelaysMs ?? defaultRetryDelaysMs)],
    timeoutMs: given.timeoutMs ?? defaultTimeoutMs,
  }
}

export const newSecret = (): string => `whsec_${randomId(32)}`

function read(given: readonly WebhookEndpoint[]): StoredEndpoint[] {
  const endpoints = given.map((endpoint) => endpointOf(idOf(endpoint), endpoint))
  if (new Set(endpoints.map(({ id }) => id)).size < endpoints.length) {
    throw new RangeError('each webhook address can be given once for each kind of events')
  }
  return endpoints
}

// The same for the same endpoint, so that deliveries from a state file find it.
function idOf({ url, payload = 'snapshot', sandbox = '' }: WebhookEndpoint): string {
  const digest = createHash('sha256').update(`${sandbox} ${payload} ${url}`).digest('hex')
  return `we_1${digest.slice(0, 23)}`
}

function hears(endpoint: StoredEndpoint, { payload, type, platform, livemode, origins }: Address): boolean {
  return (
    endpoint.enabled &&
    endpoint.payload === payload &&
    endpoint.platform === platform &&
    (endpoint.livemode ?? livemode) === livemode &&
    endpoint.origins.some((origin) => origins.includes(origin)) &&
    isNamed(endpoint.events, type)
  )
}

// Thin forms of v1's events have to be named.
const isNamed = (events: readonly string[], type: string): boolean =>
  events.includes(type) || (events.includes('*') && !type.startsWith('v1.'))

const held = ({
  id,
  url,
  secrets,
  payload,
  events,
  platform,
  enabled,
  ...rest
}: StoredEndpoint): HeldWebhookEndpoint => ({
  id,
  url,
  secrets: secrets.map(masked),
  payload,
  events: [...events],
  platform,
  enabled,
  retryDelaysMs: [...rest.retryDelaysMs],
  timeoutMs: rest.timeoutMs,
})

// Enough to distinguish two secrets, too little to sign with.
const masked = (secret: string): string => (secret.length < 16 ? '…' : `…${secret.slice(-4)}`)
