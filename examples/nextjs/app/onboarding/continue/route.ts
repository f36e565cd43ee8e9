// A route handler of Next.js, which needs nothing of Next.js: GET /onboarding/continue issues a fresh link for the client
// that is signed in, and leads the browser to it. The key needs the scopes clients:read and tokens:write.
import { createOnboardingClient } from '@connect-onboarding/client'

const { ONBOARDING_URL = 'http://localhost:4242', ONBOARDING_KEY = '' } = process.env
const onboarding = createOnboardingClient({ baseUrl: ONBOARDING_URL, apiKey: ONBOARDING_KEY })

/** Stands for the sign-in of the platform: which of its sellers sends this request. */
const sellerOf = (request: Request): string | undefined =>
  /(?:^|; )seller=([\w-]+)/.exec(request.headers.get('cookie') ?? '')?.[1]

export async function GET(request: Request): Promise<Response> {
  const externalId = sellerOf(request)
  if (externalId === undefined) return new Response('Sign in first.', { status: 401 })
  const found = await onboarding.GET('/api/v1/clients', { params: { query: { externalId } } })
  const clientId = found.data?.data[0]?.client.id
  if (clientId === undefined) return new Response('There is nothing to continue.', { status: 404 })
  const { data, error } = await onboarding.POST('/api/v1/clients/{clientId}/onboarding-tokens', {
    params: { path: { clientId } },
  })
  if (error?.code === 'ALREADY_COMPLETED') return new Response('Nothing is left to do.')
  if (error) return new Response(error.detail, { status: 502 })
  return new Response(null, { status: 303, headers: { location: data.onboarding.url, 'cache-control': 'no-store' } })
}
