import { startSimulator } from '#stripe-simulator'
import { compose, openPorts, type Ports } from '../../src/compose.ts'
import { readConfig } from '../../src/config/config.ts'
import { capturedLog } from './captured-log.ts'
import { testDatabase } from './database.ts'
import { mustBePublished } from './published-document.ts'

export const WEBHOOK_SECRET = 'whsec_test_0123456789abcdef'
export const ADMIN_KEY = 'test-admin-key-test-admin-key-test-admin-key'

interface Test {
  teardown(handler: () => Promise<void>): unknown
}

/** The surroundings of tests of the whole service: a real database and a Stripe simulator. */
export async function surroundings(t: Test, database?: { url: string }) {
  const { url } = database ?? (await testDatabase(t))
  const stripe = await startSimulator()
  t.teardown(() => stripe.close())
  return { databaseUrl: url, stripe }
}

/** The environment of `serve` in tests, without a rate limit for Stripe. */
export function environmentFor({ databaseUrl, stripeUrl }: { databaseUrl: string; stripeUrl: string }) {
  return {
    DATABASE_URL: databaseUrl,
    STRIPE_SECRET_KEY: 'sk_test_0123456789',
    STRIPE_API_BASE: stripeUrl,
    STRIPE_REQUESTS_PER_SECOND: '1000',
    STRIPE_WEBHOOK_SECRET: WEBHOOK_SECRET,
    // The whole-flow tests run on either generation: STRIPE_ACCOUNTS_API=v1 npm test.
    STRIPE_ACCOUNTS_API: process.env['STRIPE_ACCOUNTS_API'] ?? 'v2',
    ACCOUNT_COUNTRY: 'DE',
    API_BASE_URL: 'http://localhost:4242',
    // Redirecting directly is the riskier mode; tests of the page set the other one.
    REFRESH: 'redirect',
    ADMIN_API_KEY: ADMIN_KEY,
    WEBHOOK_MASTER_KEY: '5b1f0e8c9a7d4f26835be1a0c4d97f62',
    ADMIN_LIMIT_PER_MINUTE: '1000000',
  }
}

/** The service as `serve` composes it, on a port of its own. Several may share one database and one Stripe. */
export async function startService(
  t: Test,
  { databaseUrl, stripe }: { databaseUrl: string; stripe: { url: string } },
  variables: Record<string, string> = {},
  wrap: (ports: Ports) => Ports = (ports) => ports,
) {
  const captured = capturedLog()
  const config = readConfig({ ...environmentFor({ databaseUrl, stripeUrl: stripe.url }), ...variables })
  const ports = wrap(openPorts(config, captured.log))
  if (config.hasPlatformsFile) await ports.registerPlatforms(config.platforms.map(({ id }) => id))
  const app = await compose(ports, config, captured.log)
  t.teardown(async () => {
    await app.close()
    await ports.close()
  })
  const url = await app.listen({ host: '127.0.0.1', port: 0 })

  async function call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
    const isJson = body !== undefined && headers['content-type'] === undefined
    const response = await fetch(`${url}${path}`, {
      method,
      headers: { ...(isJson && { 'content-type': 'application/json' }), ...headers },
      ...(body !== undefined && { body: isJson ? JSON.stringify(body) : (body as string) }),
      redirect: 'manual',
    })
    const text = await response.text()
    const contentType = response.headers.get('content-type') ?? undefined
    // Checks every response against the OpenAPI document.
    mustBePublished({ method, url: path, status: response.status, contentType, text })
    return {
      status: response.status,
      headers: response.headers,
      text,
      body:
        text === '' || !contentType?.includes('json') || contentType === 'application/x-ndjson'
          ? undefined
          : JSON.parse(text),
    }
  }
  const admin = { authorization: `Bearer ${ADMIN_KEY}` }

  return {
    app,
    ports,
    adminKey: ADMIN_KEY,
    url,
    captured,
    call,
    invite: async (body: Record<string, unknown> = {}) => {
      const email = `client-${crypto.randomUUID()}@example.com`
      const invited = await call('POST', '/api/v1/clients', { name: 'Ada Lovelace', email, ...body }, admin)
      if (invited.status !== 201) throw new Error(`invited with ${invited.status}: ${invited.text}`)
      const { client, onboarding } = invited.body
      return {
        clientId: client.id as string,
        tokenId: onboarding.tokenId as string,
        token: onboarding.token as string,
        email,
      }
    },
    open: (token: string) => call('GET', `/api/v1/onboard-client?token=${token}`),
    show: async (clientId: string) => (await call('GET', `/api/v1/clients/${clientId}`, undefined, admin)).body,
  }
}
