// The typed client. The package contains only this file and api.ts, which `npm run openapi` generates from
// docs/openapi.json. It may know the service only through that document. It runs in browsers, so it imports nothing
// from Node, and an import map or a bundler can serve it unchanged.
import createClient, { type Client } from 'openapi-fetch'
import type { components, paths } from './api.ts'

/** The body of every error. Switch on its `code`. */
export type Problem = components['schemas']['Problem']

export type OnboardingClient = Client<paths>

/**
 * A client of the API, for front ends and back ends, typed by the OpenAPI document:
 * `const { data, error } = await client.POST('/api/v1/onboard-client/preview', { body: { token } })`.
 * `error` is a {@link Problem} with one of the codes of that route. Rejects if there is no response. Pass an `apiKey`
 * only on servers: a key in a page's script is public.
 */
export function createOnboardingClient({ baseUrl, apiKey }: { baseUrl: string; apiKey?: string }): OnboardingClient {
  return createClient<paths>({
    baseUrl,
    ...(apiKey !== undefined && { headers: { authorization: `Bearer ${apiKey}` } }),
  })
}
