import type { HeldWebhookEndpoint, WebhookEndpoint } from './schemas.ts'

// Stripe tries for days; nobody waits that long for a simulator.
const defaultRetryDelaysMs = [1000, 5000, 25_000, 120_000, 600_000]
const defaultTimeoutMs = 10_000

export interface Target {
  readonly url: string
  readonly secrets: readonly string[]
  readonly retryDelaysMs: readonly number[]
  readonly timeoutMs: number
}

/** Where events go. */
export function createEndpoints({ given, changed }: { given: readonly WebhookEndpoint[]; changed: () => void }) {
  let targets = read(given)
  return {
    /** Replaces all endpoints; throws if one of them cannot be. */
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
      // The SDK refuses such a secret, so that nothing could ever be verified with it.
      if (secrets.length === 0 || secrets.some((text) => text.trim() === '')) {
        throw new RangeError(`a webhook endpoint needs a secret: ${url}`)
      }
      return { url, secrets, retryDelaysMs, timeoutMs }
    },
  )
  // Deliveries are known by event and URL.
  if (new Set(targets.map(({ url }) => url)).size < targets.length) {
    throw new RangeError('each webhook address can be given once')
  }
  return targets
}

// Enough to tell two secrets apart, too little to sign with.
const masked = (secret: string): string => (secret.length < 16 ? '…' : `…${secret.slice(-4)}`)
