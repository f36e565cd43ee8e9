import t from 'tap'
import { asAdmin, memoryApp } from '../support/memory-app.ts'

const HOUR_MS = 3_600_000

type App = Awaited<ReturnType<typeof memoryApp>>

const issue = ({ app }: App, clientId: string, payload: unknown) =>
  app.inject({
    method: 'POST',
    url: `/api/v1/clients/${clientId}/onboarding-tokens`,
    headers: asAdmin,
    payload: payload as object,
  })

const request = ({ app }: App, token: unknown, remoteAddress = '127.0.0.1') =>
  app.inject({
    method: 'POST',
    url: '/api/v1/onboard-client/request-new-link',
    payload: { token },
    remoteAddress,
  })

const open = ({ app }: App, token: string) => app.inject({ url: '/api/v1/onboard-client', query: { token } })

const tokenIn = (link = '') => new URL(link).searchParams.get('token') ?? ''

t.test('sendEmail', async (t) => {
  const world = await memoryApp(t)
  const { invite, mails } = world

  t.test('emails the client a link in addition to the one in the answer', async (t) => {
    const { response, token, clientId } = await invite({ sendEmail: true, email: 'grace@example.com' })
    t.equal(response.statusCode, 201)
    t.equal((await open(world, token)).statusCode, 200)
    const [mail] = (await mails()).slice(-1)
    t.equal(mail?.to.address, 'grace@example.com')
    t.not(tokenIn(mail?.link), token)
    t.equal((await open(world, tokenIn(mail?.link))).statusCode, 200)

    const again = await issue(world, clientId, { sendEmail: true, expiresInHours: 1 })
    t.equal(again.statusCode, 201)
    const [second] = (await mails()).slice(-1)
    t.equal((await open(world, tokenIn(second?.link))).statusCode, 200)
    t.equal((await open(world, tokenIn(mail?.link))).statusCode, 410, 'the old one was replaced')
  })

  t.test('sends one email when the request is sent twice under one key', async (t) => {
    const payload = { name: 'Ada', email: 'twice@example.com', sendEmail: true }
    const headers = { ...asAdmin, 'idempotency-key': 'key-1' }
    for (const replayed of [undefined, 'true']) {
      const response = await world.app.inject({ method: 'POST', url: '/api/v1/clients', headers, payload })
      t.equal(response.headers['idempotent-replayed'], replayed)
    }
    t.equal((await mails()).filter(({ to }) => to.address === 'twice@example.com').length, 1)
  })

  t.test('is also a field in a file of clients', async (t) => {
    const importing = (app: App['app'], type: string, payload: string, query = '') =>
      app.inject({
        method: 'POST',
        url: `/api/v1/clients/import${query}`,
        headers: { ...asAdmin, 'content-type': type },
        payload,
      })
    const outcomes = (body: string) => body.split('\n').flatMap((line) => /"outcome":"(\w+)"/.exec(line)?.[1] ?? [])
    const csv =
      'name,email,sendEmail\nAda,csv1@example.com,true\nBob,csv2@example.com,false\nEve,csv3@example.com,perhaps'
    const ndjson = '{"name":"Ada","email":"json1@example.com","sendEmail":true}'
    t.strictSame(outcomes((await importing(world.app, 'text/csv', csv)).body), ['created', 'created', 'invalid'])
    t.strictSame(outcomes((await importing(world.app, 'application/x-ndjson', ndjson)).body), ['created'])
    const sent = (await mails()).map(({ to }) => to.address).filter((address) => /^(csv|json)/.test(address))
    t.strictSame(sent, ['csv1@example.com', 'json1@example.com'])

    const without = await memoryApp(t, { mails: false })
    for (const query of ['?dryRun=true', '']) {
      const { body } = await importing(without.app, 'application/x-ndjson', ndjson, query)
      t.strictSame(outcomes(body), ['invalid'])
      t.match(body, /this service sends no emails/)
    }
  })

  t.test('is off by default', async (t) => {
    const before = (await mails()).length
    const { clientId } = await invite()
    await invite({ sendEmail: false })
    await issue(world, clientId, undefined)
    await issue(world, clientId, { sendEmail: false })
    t.equal((await mails()).length, before)
  })

  t.test('is a boolean', async (t) => {
    const { clientId } = await invite()
    for (const sendEmail of ['true', 1, {}]) {
      t.match((await invite({ sendEmail })).response.json(), { status: 400, code: 'VALIDATION_FAILED' })
      t.match((await issue(world, clientId, { sendEmail })).json(), { status: 400, code: 'VALIDATION_FAILED' })
    }
  })

  t.test('is a conflict if no emails are sent, and nothing is changed', async (t) => {
    const without = await memoryApp(t, { mails: false })
    const body = { email: 'ada@example.com' }
    const refused = await without.invite({ ...body, sendEmail: true })
    t.match(refused.response.json(), { status: 409, code: 'MAIL_NOT_CONFIGURED', retryable: false })
    t.match(refused.response.json().detail, /SMTP_URL/)
    const { token, clientId } = await without.invite(body)
    t.ok(token)
    t.match((await issue(without, clientId, { sendEmail: true })).json(), { code: 'MAIL_NOT_CONFIGURED' })
    t.equal((await open(without, token)).statusCode, 200, 'the link was not replaced')
  })
})

t.test('POST /api/v1/onboard-client/request-new-link', async (t) => {
  const world = await memoryApp(t)
  const { app, invite, mails, advance, captured } = world

  t.test('answers the same for every token', async (t) => {
    const { token: late } = await invite({ expiresInHours: 1 })
    advance(HOUR_MS)
    const { token: alive } = await invite()
    const { token: withdrawn, tokenId } = await invite()
    await app.inject({ method: 'POST', url: `/api/v1/onboarding-tokens/${tokenId}/revoke`, headers: asAdmin })
    const before = (await mails()).length
    for (const token of [alive, withdrawn, late, '', 'x', `obt_${'a'.repeat(49)}`, 'ä'.repeat(50), 'a'.repeat(3000)]) {
      const response = await request(world, token)
      t.equal(response.statusCode, 202)
      t.equal(response.body, '{"accepted":true}')
      t.equal(response.headers['cache-control'], 'no-store')
    }
    t.equal((await mails()).length, before + 1, 'and mails a link for the one that has expired')
    t.equal((await open(world, alive)).statusCode, 200)
  })

  t.test('emails a link that works, and the log has ids and no address', async (t) => {
    const { token, clientId } = await invite({ expiresInHours: 1, email: 'late@example.com' })
    advance(HOUR_MS)
    const response = await request(world, token)
    const mail = (await mails()).at(-1)
    t.equal(mail?.to.address, 'late@example.com')
    t.equal((await open(world, tokenIn(mail?.link))).statusCode, 200)
    t.match(
      captured.lines().filter((line) => line['requestId'] === response.headers['x-request-id']),
      [{ route: '/api/v1/onboard-client/request-new-link', status: 202, clientId }],
    )
    t.notMatch(captured.text(), /late@|obt_/)
  })

  t.test('takes no less time for a token without effect', async (t) => {
    for (const token of ['x', `obt_${'a'.repeat(49)}`]) {
      const begin = performance.now()
      await request(world, token)
      t.ok(performance.now() - begin > 240)
    }
  })

  t.test('refuses bodies that are not what it takes', async (t) => {
    for (const payload of [{}, { token: 5 }, { token: null }, { token: 'x', email: 'eve@example.com' }, []]) {
      const url = '/api/v1/onboard-client/request-new-link'
      const response = await app.inject({ method: 'POST', url, payload })
      t.match(response.json(), { status: 400, code: 'VALIDATION_FAILED' }, JSON.stringify(payload))
    }
  })

  t.test('is limited for a token, whatever the address is', async (t) => {
    const limited = await memoryApp(t, { perMinute: { token: 2, unknownCaller: 1000 } })
    const { token } = await limited.invite()
    const answers = []
    for (const n of [1, 2, 3]) answers.push((await request(limited, token, `10.0.0.${n}`)).statusCode)
    t.strictSame(answers, [202, 202, 429])
  })

  t.test('answers 202 if no emails are sent, and logs it for operators', async (t) => {
    const without = await memoryApp(t, { mails: false })
    const { token, clientId } = await without.invite({ expiresInHours: 1 })
    without.advance(HOUR_MS)
    t.equal((await request(without, token)).statusCode, 202)
    t.equal(await without.statusOf(clientId), 'expired')
    t.match(
      without.captured.lines().filter(({ level }) => level === 'warn'),
      [{ msg: /no emails are sent: set SMTP_URL/ }],
    )
  })
})
