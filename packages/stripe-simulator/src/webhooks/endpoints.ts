import type { HeldWebhookEndpoint, WebhookEndpoint } from './schemas.ts'

// Stripe retries for days, which is too long for a simulator.
const defaultRetryDelaysMs = [1000, 5000, 25_000, 120_000, 600_000]
const defaultTimeoutMs = 10_000

export interface Target {
  readonly url: string
  readonly secrets: readonly string[]
  readonly retryDelaysMs: readonly number[]
  readonly timeoutMs: number
}

/** The endpoints that events are sent to. */
export function createEndpoints({ given, changed }: { given: readonly WebhookEndpoint[]; changed: () => void }) {
  let targets = read(given)
  return {
    /** Replaces all endpoints. Throws if one of them is invalid. */
    set(endpoints: readonly WebhookEndpoint[]): void {
      targets = read(endpoints)
      changed()
    },
    find: (url: string): Target | undefined => targets.find((target) => target.url === url),
    all: (): readonly Target[] => targets,
    shown: (): HeldWebhookEndpoint[] =>
      targets.map(({ url, secrets, retryDelaysMs, timeoutMs }) => ({
        url,
        secrets: secrets.map(masked),
        retryDelaysMs: [...retryDelaysMs],
        timeoutMs,
      })),
    snapshot: (): WebhookEndpoint[] =>
      targets.map(({ secrets, retryDelaysMs, ...rest }) => ({
        ...rest,
        secret: [...secrets],
        retryDelaysMs: [...retryDelaysMs],
      })),
  }
}

function read(endpoints: readonly WebhookEndpoint[]): Target[] {
  const targets = endpoints.map(
    ({ url, secret, retryDelaysMs = defaultRetryDelaysMs, timeoutMs = defaultTimeoutMs }): Target => {
      const { protocol, username } = URL.parse(url) ?? {}
      if (protocol !== 'http:' && protocol !== 'https:') throw new RangeError(`not a web address: ${url}`)
      if (username !== '') throw new RangeError('a webhook address cannot hold a name or password')
      const secrets = typeof secret === 'string' ? [secret] : secret
      // The SDK refuses such a secret, so no signature could be verified with it.
      if (secrets.length === 0 || secrets.some((text) => text.trim() === '')) {
        throw new RangeError(`a webhook endpoint needs a secret: ${url}`)
      }
      return { url, secrets, retryDelaysMs, timeoutMs }
    },
  )
  // Deliveries are identified by event and URL.
  if (new Set(targets.map(({ url }) => url)).size < targets.length) {
    throw new RangeError('each webhook address can be given once')
  }
  return targets
}

// Enough to distinguish two secrets, too little to sign with.
const masked = (secret: string): string => (secret.length < 16 ? '…' : `…${secret.slice(-4)}`)
