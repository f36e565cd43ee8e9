// The typed client, alone in this package with api.ts, which `npm run openapi` generates from docs/openapi.json.
// Nothing in here may know the service otherwise than by that document. It has to run in browsers, so it imports
// nothing of Node's, and an import map or a bundler may serve it as it is.
import createClient, { type Client } from 'openapi-fetch'
import type { components, paths } from './api.ts'

/** The body of every error. Decide by its `code`. */
export type Problem = components['schemas']['Problem']

export type OnboardingClient = Client<paths>

/**
 * A client of the API, for front ends and back ends, typed by the service's own description:
 * `const { data, error } = await client.POST('/api/v1/onboard-client/preview', { body: { token } })`.
 * `error` is a {@link Problem} whose `code` is one of those that the route can answer. Rejects when there is no answer.
 * Give an `apiKey` on servers only: whoever reads a page's script can read its key.
 */
export function createOnboardingClient({ baseUrl, apiKey }: { baseUrl: string; apiKey?: string }): OnboardingClient {
  return createClient<paths>({
    baseUrl,
    ...(apiKey !== undefined && { headers: { authorization: `Bearer ${apiKey}` } }),
  })
}
