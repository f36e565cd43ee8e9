import t from 'tap'
import { createOnboardingClient } from '#client'

const UNAVAILABLE = { code: 'SERVICE_UNAVAILABLE', retryable: true }
const clientId = '00000000-0000-4000-8000-000000000000'

/** A client of a service that fails each first request, and the idempotency keys of all. */
function clientOfFailing(status = 503) {
  const requests: { key: string | null; headers: Headers }[] = []
  const client = createOnboardingClient({
    baseUrl: 'http://localhost:4242/',
    apiKey: 'obk_test',
    platform: 'acme',
    longestPauseMs: 1,
    fetch: async ({ headers }) => {
      requests.push({ key: headers.get('idempotency-key'), headers })
      if (requests.length > 1) return Response.json({})
      return new Response(JSON.stringify(UNAVAILABLE), {
        status,
        headers: { 'content-type': 'application/problem+json' },
      })
    },
  })
  return { client, requests }
}

const invite = (of: ReturnType<typeof clientOfFailing>, headers: Record<string, string> = {}) =>
  of.client.POST('/api/v1/clients', { body: { name: 'Ada', email: 'ada@example.com' }, headers })

t.test('an invitation is repeated under one key, which the client makes', async (t) => {
  const failing = clientOfFailing()
  t.equal((await invite(failing)).response.status, 200)
  const keys = failing.requests.map(({ key }) => key)
  t.equal(keys.length, 2)
  t.match(keys[0], /^[0-9a-f-]{36}$/)
  t.equal(keys[1], keys[0])

  const another = clientOfFailing()
  await invite(another)
  t.not(another.requests[0]?.key, keys[0], 'another invitation has another key')
})

t.test('a key of the caller is kept', async (t) => {
  const failing = clientOfFailing()
  await invite(failing, { 'idempotency-key': 'order-17' })
  t.strictSame(
    failing.requests.map(({ key }) => key),
    ['order-17', 'order-17'],
  )
})

t.test('POSTs that have no further effect are repeated without a key', async (t) => {
  const { client, requests } = clientOfFailing()
  await client.POST('/api/v1/onboard-client', { body: { token: 'obt_x' } })
  t.strictSame(
    requests.map(({ key }) => key),
    [null, null],
  )
})

t.test('other POSTs are sent once', async (t) => {
  const { client, requests } = clientOfFailing()
  const { error } = await client.POST('/api/v1/webhook-endpoints', { body: { url: 'https://app.example.com/hooks' } })
  t.match(error, { code: 'SERVICE_UNAVAILABLE' })
  t.equal(requests.length, 1)
  const asking = clientOfFailing()
  await asking.client.POST('/api/v1/onboard-client/request-new-link', { body: { token: 'obt_x' } })
  t.equal(asking.requests.length, 1, 'each request for a new link counts')
})

t.test('every other method is repeated, and the key and the platform are in each request', async (t) => {
  const params = { path: { clientId } }
  for (const send of [
    ({ client }: ReturnType<typeof clientOfFailing>) => client.GET('/api/v1/clients/{clientId}', { params }),
    ({ client }: ReturnType<typeof clientOfFailing>) => client.DELETE('/api/v1/clients/{clientId}', { params }),
    ({ client }: ReturnType<typeof clientOfFailing>) =>
      client.PATCH('/api/v1/clients/{clientId}', { params, body: { name: 'Grace' } }),
  ]) {
    const failing = clientOfFailing()
    await send(failing)
    t.strictSame(
      failing.requests.map(({ headers }) => [headers.get('authorization'), headers.get('platform')]),
      [
        ['Bearer obk_test', 'acme'],
        ['Bearer obk_test', 'acme'],
      ],
    )
  }
})
