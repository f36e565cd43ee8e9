import { randomUUID } from 'node:crypto'
import pg from 'pg'
import t, { type Test } from 'tap'
import { capturedLog } from '../support/captured-log.ts'
import { reloadPlatforms } from '../../src/programs/reload-platforms.ts'
import { routesOf } from '../support/route-table.ts'
import { ADMIN_KEY, environmentFor, startService, surroundings } from '../support/service.ts'
import { giveUp } from '../support/dead-jobs.ts'
import { accountEvent, signature } from '../support/signed-events.ts'
import { ACME, BAZAAR, platformsFile, type Entry } from '../support/two-platforms.ts'

const asAdmin = (platform?: string) => ({
  authorization: `Bearer ${ADMIN_KEY}`,
  ...(platform !== undefined && { platform }),
})

/** A service of two platforms, whose clients have the same names, and keys of each. */
async function started(t: Test, variables: Record<string, string> = {}, entries?: readonly Entry[]) {
  const around = await surroundings(t)
  const file = await platformsFile(t, entries)
  let running: Awaited<ReturnType<typeof startService>> | undefined
  const routes = await routesOf(async () => {
    running = await startService(t, around, { ...file.variables, ...variables })
  })
  if (running === undefined) throw new Error('nothing was started')
  const service = running
  const { call, ports } = service
  const db = new pg.Pool({ connectionString: around.databaseUrl, max: 1 })
  t.teardown(() => db.end())

  return {
    around,
    file,
    routes,
    service,
    call,
    db,
    async invite(platform: string, body: object = {}) {
      const client = { name: 'Ada Lovelace', email: 'ada@example.com', externalId: 'crm-1', ...body }
      const answer = await call('POST', '/api/v1/clients', client, { ...asAdmin(platform), 'idempotency-key': 'key-1' })
      if (answer.status !== 201) throw new Error(`${answer.status}: ${answer.text}`)
      const { client: made, onboarding } = answer.body
      return {
        clientId: String(made.id),
        tokenId: String(onboarding.tokenId),
        token: String(onboarding.token),
        url: String(onboarding.url),
      }
    },
    /** A key of a platform with all rights. */
    async keyOf(platform: string | undefined) {
      const { cryptoSecrets } = await import('../../src/adapters/crypto/secrets.ts')
      const { id, secret, hash } = cryptoSecrets().mintApiKey()
      const key = { id, platform, name: 'crm', scopes: ['admin'], lifetimeDays: 1, secretHash: hash } as const
      await ports.apiKeys.create(key, { platform: 'acme', name: 'cli', requestId: 'test' })
      return { authorization: `Bearer ${secret}` }
    },
    /** Everything that is stored of a platform. */
    async storedOf(platform: string) {
      const rows = []
      for (const table of [
        ...['onboardings', 'clients', 'onboarding_tokens', 'token_secrets', 'link_attempts', 'account_intents'],
        ...['stop_secrets', 'accounts', 'provider_events', 'idempotency_keys', 'audit_events', 'webhook_endpoints'],
      ]) {
        rows.push((await db.query(`select * from ${table} where platform_id = $1 order by 1, 2`, [platform])).rows)
      }
      return rows
    },
  }
}

t.test('a key of one platform', async (t) => {
  const { routes, call, invite, keyOf, storedOf, service, db } = await started(t)
  const { body: endpoint } = await call(
    'POST',
    '/api/v1/webhook-endpoints',
    // A public address is required; nothing is sent to it, because the event does not occur.
    { url: 'https://93.184.215.14/hooks', eventTypes: ['account.rejected'] },
    asAdmin('bazaar'),
  )
  const [mine, theirs] = [await invite('acme'), await invite('bazaar')]
  t.not(mine.clientId, theirs.clientId, 'the same idempotency key, email and external id are two clients')
  t.equal((await service.open(theirs.token)).status, 200)
  const { body: shown } = await call('GET', `/api/v1/clients/${theirs.clientId}`, undefined, asAdmin('bazaar'))
  const event = JSON.stringify(accountEvent(shown.account.id))
  const signed = {
    'stripe-signature': signature(event, BAZAAR.stripeWebhookSecrets[0]),
    'content-type': 'application/json',
  }
  t.equal((await call('POST', '/api/v1/webhooks/stripe/bazaar', event, signed)).status, 200)
  const [key, ofAll] = [await keyOf('acme'), await keyOf(undefined)]
  const eventId = String(JSON.parse(event).id)
  const dead = { kind: 'provider_event', subject: { eventId }, reason: 'timeout', platform: 'bazaar' } as const
  const jobId = await giveUp(db, dead)
  const before = await storedOf('bazaar')
  const { clientId, tokenId } = theirs
  const ids: Readonly<Record<string, string>> = {
    ...{ clientId, tokenId, jobId, eventId },
    ...{ endpointId: String(endpoint.id), deliveryId: '1' },
  }
  const bodies: Readonly<Record<string, object>> = {
    'PATCH /api/v1/clients/:clientId': { name: 'Mallory' },
    'POST /api/v1/clients/:clientId/account/adopt': { accountId: shown.account.id },
    'POST /api/v1/clients/:clientId/account/reject': { reason: 'fraud' },
    'POST /api/v1/onboarding-tokens/:tokenId/extend': { expiresInHours: 1 },
    'PATCH /api/v1/webhook-endpoints/:endpointId': { enabled: false },
    'POST /api/v1/webhook-endpoints/:endpointId/redeliver': { since: '2020-01-01T00:00:00Z' },
  }

  const guarded = routes.filter(({ scope }) => scope !== undefined)
  const isById = ({ url }: { readonly url: string }) => /:(clientId|tokenId|jobId|eventId|endpointId)/.test(url)
  t.same(
    guarded.filter((route) => route.url.includes(':') && !isById(route)).map(({ name }) => name),
    ['PUT /api/v1/clients/by-external-id/:externalId'],
    'all other routes with an id are walked',
  )
  for (const { name, method, url } of guarded.filter(isById)) {
    t.test(`${name} finds nothing of another platform`, async (t) => {
      const path = url.replace(/:(\w+)/g, (_all, param: string) => ids[param] ?? `no value for ${param}`)
      const unknown = url.replace(':deliveryId', '1').replace(/:\w+/g, randomUUID())
      const answer = await call(method, path, bodies[name], key)
      const nobody = await call(method, unknown, bodies[name], key)
      t.equal(answer.status, 404, answer.text)
      const { requestId: _one, ...asForeign } = answer.body
      const { requestId: _other, ...asUnknown } = nobody.body
      t.strictSame(asForeign, asUnknown, 'nor can it tell its ids from unknown ones')
    })
  }

  t.test('lists, searches and trails have its own clients only', async (t) => {
    for (const query of [
      '',
      '?q=ada',
      '?externalId=crm-1',
      '?status=in_progress',
      '?readiness=onboarding',
      '?sort=since',
    ]) {
      const { status, body } = await call('GET', `/api/v1/clients${query}`, undefined, key)
      t.equal(status, 200, query)
      t.notOk(JSON.stringify(body).includes(theirs.clientId), query)
    }
    for (const path of ['/jobs/dead', '/provider-events', '/webhook-endpoints']) {
      t.same((await call('GET', `/api/v1${path}`, undefined, key)).body.data, [], path)
      t.equal((await call('GET', `/api/v1${path}`, undefined, asAdmin('bazaar'))).body.data.length, 1)
    }
    t.match(await call('POST', '/api/v1/jobs/dead/replay', { all: true }, key), { body: { replayed: 0 } })
    const { body: page } = await call('GET', '/api/v1/clients?limit=1', undefined, asAdmin('bazaar'))
    t.equal(page.data.length, 1)
    for (const cursor of [theirs.clientId, `0_${theirs.clientId}`]) {
      const { body } = await call('GET', `/api/v1/clients?cursor=${cursor}`, undefined, key)
      t.notOk(JSON.stringify(body).includes(theirs.clientId))
    }
    const put = { name: 'Ada', email: 'ada@example.com' }
    const changed = await call('PUT', '/api/v1/clients/by-external-id/crm-1', put, key)
    t.match(
      changed,
      { status: 200, body: { client: { id: mine.clientId } } },
      'by the same external id it finds its own',
    )
    const exported = await call('GET', '/api/v1/clients/export', undefined, key)
    t.notOk(exported.text.includes(theirs.clientId))
    const { body: trail } = await call('GET', '/api/v1/audit-events', undefined, key)
    t.notOk(JSON.stringify(trail).includes(theirs.clientId))
    const whole = await call('GET', '/api/v1/audit-events/export', undefined, key)
    t.ok(whole.text.includes(mine.clientId))
    t.notOk(whole.text.includes(theirs.clientId))
  })

  t.test('is told of another platform what it is told of none', async (t) => {
    for (const platform of ['bazaar', 'nobody']) {
      const { status, body } = await call('GET', '/api/v1/clients', undefined, { ...key, platform })
      t.match({ status, body }, { status: 404, body: { code: 'PLATFORM_NOT_FOUND' } })
    }
    t.equal((await call('GET', '/api/v1/clients', undefined, { ...key, platform: 'acme' })).status, 200)
  })

  t.test('reads no metrics, which are about all platforms', async (t) => {
    t.equal((await call('GET', '/metrics', undefined, key)).status, 403)
    t.equal((await call('GET', '/metrics', undefined, ofAll)).status, 200)
  })

  t.test('and after all that nothing of the other platform has changed', async (t) => {
    t.strictSame(await storedOf('bazaar'), before)
  })

  t.test('stops working when its platform is gone', async (t) => {
    await db.query(`insert into platforms values ('gone') on conflict do nothing`)
    t.match(await call('GET', '/api/v1/clients', undefined, await keyOf('gone')), {
      body: { code: 'PLATFORM_NOT_FOUND' },
    })
  })
})

t.test('a key of all platforms has to name one', async (t) => {
  const { call, invite, keyOf } = await started(t)
  const { clientId } = await invite('bazaar')
  for (const key of [asAdmin(), await keyOf(undefined)]) {
    t.match(await call('GET', '/api/v1/clients', undefined, key), { status: 400, body: { code: 'PLATFORM_REQUIRED' } })
    t.match((await call('GET', '/api/v1/clients', undefined, { ...key, platform: 'bazaar' })).body, {
      data: [{ client: { id: clientId } }],
    })
    t.same((await call('GET', '/api/v1/clients', undefined, { ...key, platform: 'acme' })).body.data, [])
  }
})

t.test('the link decides the platform: its name, its URLs and its account at Stripe', async (t) => {
  const { call, invite, service, around } = await started(t)
  const [acme, bazaar] = [await invite('acme', { country: 'DE' }), await invite('bazaar', { country: 'DE' })]
  t.match(acme.url, /^http:\/\/localhost:4242\/onboard#/)
  t.match(bazaar.url, /^http:\/\/bazaar\.localhost:4242\/onboard#/)
  const preview = async (token: string) => (await call('POST', '/api/v1/onboard-client/preview', { token })).body
  t.match(await preview(acme.token), { platformName: 'Acme', supportEmail: 'help@acme.example' })
  t.match(await preview(bazaar.token), { platformName: 'Bazaar', supportEmail: null })
  for (const { token } of [acme, bazaar]) t.equal((await service.open(token)).status, 200)
  const held = await around.stripe.simulator.accounts()
  const holderOf = (id: string) =>
    held.filter(({ metadata }) => metadata?.['client_id'] === id).map(({ platform }) => platform)
  t.same(holderOf(acme.clientId), ['acct_1Sandboxacme'])
  t.same(holderOf(bazaar.clientId), ['acct_1Sandboxbazaar'])
  const page = async (host: string) => (await service.app.inject({ url: '/onboard', headers: { host } })).body
  t.match(await page('localhost:4242'), /Acme/)
  t.match(await page('bazaar.localhost:4242'), /Bazaar/)
  t.notMatch(await page('elsewhere'), /Acme|Bazaar/)
})

t.test(
  'an address is looked for on the platform of its page, which has to be named on a host of several',
  async (t) => {
    const mailing = { ...BAZAAR, mailFrom: 'onboarding@bazaar.example' }
    const { call, invite, service, db } = await started(t, { SMTP_URL: 'smtp://127.0.0.1:1' }, [ACME, mailing])
    const [acme, bazaar] = [await invite('acme'), await invite('bazaar')]
    const asked = async (query: string, host: string) => {
      const url = `/api/v1/onboard-client/request-new-link${query}`
      const headers = { host, 'content-type': 'application/json' }
      const payload = { email: 'ADA@example.com' }
      const { statusCode } = await service.app.inject({ method: 'POST', url, headers, payload })
      const { rows } = await db.query(
        `select data from pgboss.job where name = 'link-request' order by created_on desc limit 1`,
      )
      return { statusCode, clientIds: rows[0]?.data.clientIds }
    }
    t.match(await asked('', 'elsewhere'), { statusCode: 404, clientIds: undefined })
    t.match(await asked('', 'localhost:4242'), { statusCode: 202, clientIds: [acme.clientId] })
    t.match(await asked('', 'bazaar.localhost:4242'), { statusCode: 202, clientIds: [bazaar.clientId] })
    t.match(await asked('?platform=bazaar', 'elsewhere'), { statusCode: 202, clientIds: [bazaar.clientId] })
    t.match(await asked('?platform=nobody', 'localhost:4242'), { statusCode: 404 })

    const page = async (path: string, host: string) =>
      service.app.inject({ url: path, headers: { host, accept: 'text/html' } })
    t.match(await page('/start', 'localhost:4242'), { statusCode: 200, body: /Acme/ })
    t.match(await page('/start?platform=bazaar', 'elsewhere'), { statusCode: 200, body: /Bazaar/ })
    t.match(await page('/start', 'elsewhere'), { statusCode: 404 })
    const offer = /href="\/start\?platform=bazaar&amp;locale=en"/
    t.match(await page('/no-such-page', 'bazaar.localhost:4242'), { statusCode: 404, body: offer })
    t.notMatch((await page('/no-such-page', 'elsewhere')).body, '/start', 'nothing says whose client it is')
    t.match(await call('POST', '/api/v1/onboard-client/request-new-link', { token: acme.token }), { status: 202 })
  },
)

t.test('an event is one of the platform whose secret signed it, at its own path', async (t) => {
  const { call, db } = await started(t)
  const body = JSON.stringify(accountEvent('acct_1'))
  const send = (platform: string, secret: string) =>
    call('POST', `/api/v1/webhooks/stripe/${platform}`, body, {
      'stripe-signature': signature(body, secret),
      'content-type': 'application/json',
    })
  t.match(await send('acme', BAZAAR.stripeWebhookSecrets[0]), { status: 400, body: { code: 'SIGNATURE_INVALID' } })
  for (const { id, stripeWebhookSecrets } of [ACME, BAZAAR])
    t.equal((await send(id, stripeWebhookSecrets[0])).status, 200)
  t.match(await send('nobody', ACME.stripeWebhookSecrets[0]), { status: 404, body: { code: 'PLATFORM_NOT_FOUND' } })
  const { rows } = await db.query('select platform_id from provider_events order by 1')
  t.same(rows, [{ platform_id: 'acme' }, { platform_id: 'bazaar' }])
})

t.test('the limit of a key is counted for each platform', async (t) => {
  const { call } = await started(t, { ADMIN_LIMIT_PER_MINUTE: '4' })
  const list = async (platform: string) => (await call('GET', '/api/v1/clients', undefined, asAdmin(platform))).status
  const statuses = []
  for (let n = 0; n < 6; n += 1) statuses.push(await list('acme'))
  t.ok(statuses.includes(429), statuses.join())
  t.equal(await list('bazaar'), 200)
})

t.test('the file is read again while the service runs', async (t) => {
  const { around, file, service, call, invite } = await started(t)
  const { log, text } = capturedLog()
  const environment = environmentFor({ databaseUrl: around.databaseUrl, stripeUrl: around.stripe.url })
  const reload = reloadPlatforms(service.ports, { ...environment, ...file.variables }, log)
  const { token } = await invite('acme')
  const nameOf = async () => (await call('POST', '/api/v1/onboard-client/preview', { token })).body.platformName

  await file.write([{ ...ACME, name: 'Acme & Sons', stripeSecretKey: 'sk_test_sandbox_acme_rotated' }, BAZAAR])
  await reload()
  t.equal(await nameOf(), 'Acme & Sons')

  for (const faulty of ['[', [{ ...ACME, name: 'Other', stripeSecretKey: 'sk_wrong_verysecret' }]]) {
    await file.write(faulty)
    await reload()
    t.equal(await nameOf(), 'Acme & Sons', 'a faulty file keeps the old one')
  }
  t.match(text(), /the platforms were not read again/)
  t.match(text(), /\[0\]\.stripeSecretKey is not valid/)
  t.notMatch(text(), /verysecret/)

  await file.write([
    { ...ACME, name: 'Same' },
    { ...BAZAAR, stripeSecretKey: 'sk_test_sandbox_acme_again' },
  ])
  await reload()
  t.equal(await nameOf(), 'Acme & Sons', 'two platforms must not be one at Stripe')

  await file.write([ACME, BAZAAR, { ...BAZAAR, id: 'third', stripeSecretKey: 'sk_test_sandbox_third' }])
  await reload()
  await invite('third')
  t.match(await call('GET', '/api/v1/clients', undefined, asAdmin('third')), { status: 200 })
})
