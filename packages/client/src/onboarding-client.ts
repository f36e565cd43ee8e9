// The typed client. The package knows the service only through its OpenAPI document, from which `npm run openapi`
// generates api.ts and repeatable.ts. It runs in browsers, so it imports nothing from Node, and an import map or a
// bundler can serve its files unchanged.
import createClient, { type Client, type Middleware } from 'openapi-fetch'
import type { components, paths } from './api.ts'
import { KEYED, SAFE } from './repeatable.ts'
import { retrying } from './retrying.ts'

/** The body of every error. Switch on its `code`. */
export type Problem = components['schemas']['Problem']

export type OnboardingClient = Client<paths>

export interface ClientOptions {
  /** The address of the service, without `/api/v1`. */
  readonly baseUrl: string
  /** Only on servers: a key in a page's script is public. */
  readonly apiKey?: string
  /** The platform that requests are about, if the key is of all platforms. */
  readonly platform?: string
  /** How often a request is repeated that failed and may succeed later; 2 if absent, 0 for never. */
  readonly retries?: number
  /** The longest pause before a repetition, in milliseconds; 20,000 if absent. An answer that names a longer one is returned. */
  readonly longestPauseMs?: number
  /** Instead of the global `fetch`. */
  readonly fetch?: (request: Request) => Promise<Response>
}

/**
 * A client of the API, for front ends and back ends, typed by the OpenAPI document:
 * `const { data, error } = await client.POST('/api/v1/onboard-client/preview', { body: { token } })`.
 * `error` is a {@link Problem} with one of the codes of that route. Rejects if there is no response.
 *
 * What failed and may succeed later is repeated: every method but POST; POSTs that have no further effect when they are
 * repeated; and POSTs with an `Idempotency-Key`, which the client adds where the route takes one and the caller set none.
 */
export function createOnboardingClient(options: ClientOptions): OnboardingClient {
  const { baseUrl, apiKey, platform, retries, longestPauseMs, fetch = (request) => globalThis.fetch(request) } = options
  const safePosts = new WeakSet<Request>()
  const mayRepeat = (request: Request) =>
    request.method !== 'POST' || request.headers.has('idempotency-key') || safePosts.has(request)
  const client = createClient<paths>({
    baseUrl,
    fetch: retrying(fetch, { mayRepeat, retries, longestPauseMs }),
    headers: {
      ...(apiKey !== undefined && { authorization: `Bearer ${apiKey}` }),
      ...(platform !== undefined && { platform }),
    },
  })
  client.use(markRepeatable(safePosts))
  return client
}

function markRepeatable(safePosts: WeakSet<Request>): Middleware {
  return {
    onRequest({ request, schemaPath }) {
      if (request.method !== 'POST') return
      if (SAFE.has(schemaPath)) safePosts.add(request)
      if (!KEYED.has(schemaPath) || request.headers.has('idempotency-key')) return
      request.headers.set('idempotency-key', crypto.randomUUID())
    },
  }
}
