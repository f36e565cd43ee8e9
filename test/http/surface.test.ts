import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import t from 'tap'
import { memoryApp } from '../support/memory-app.ts'

t.test('every answer has the security and cache headers', async (t) => {
  const { app } = await memoryApp(t)
  const urls = ['/livez', '/onboard', '/no-such-route', '/%zz', '/api/v1/onboard-client', '/api/v1/clients/1']
  urls.push(`/api/v1/clients/${'a'.repeat(150)}`, '/api/v1/clients/%ff')
  for (const url of urls) {
    const { headers } = await app.inject({ url })
    t.equal(headers['cache-control'], 'no-store', url)
    t.match(headers['content-security-policy'], /default-src 'none'/, url)
    t.match(headers['content-security-policy'], /frame-ancestors 'none'/, url)
    t.equal(headers['x-content-type-options'], 'nosniff', url)
    t.equal(headers['referrer-policy'], 'no-referrer', url)
    t.match(headers['permissions-policy'], /camera=\(\).*geolocation=\(\)/, url)
    t.match(headers['strict-transport-security'], /max-age=31536000; includeSubDomains/, url)
  }
})

t.test('errors are problems, also those of the framework', async (t) => {
  const { app } = await memoryApp(t)
  for (const [url, status, code] of [
    ['/no-such-route/obt_secret', 404, 'NOT_FOUND'],
    ['/%zz/obt_secret', 404, 'NOT_FOUND'],
  ] as const) {
    const response = await app.inject({ url })
    t.equal(response.statusCode, status)
    t.match(response.headers['content-type'], /^application\/problem\+json/)
    t.match(response.json(), { type: 'about:blank', title: String, status, detail: String, code, requestId: String })
    t.equal(response.json().error, response.json().detail)
    t.notMatch(response.body, /obt_secret/)
  }
})

t.test('what is not HTTP is also answered with a problem', async (t) => {
  const { app } = await memoryApp(t)
  const { port } = new URL(await app.listen({ host: '127.0.0.1', port: 0 }))
  for (const [sent, status] of [
    ['NONSENSE\r\n\r\n', 400],
    [`GET / HTTP/1.1\r\nHost: x\r\nX-Long: ${'a'.repeat(20_000)}\r\n\r\n`, 431],
    ['GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n', 400],
  ] as const) {
    const socket = connect(Number(port), '127.0.0.1')
    socket.write(sent)
    const answer = await text(socket)
    t.match(answer, new RegExp(`^HTTP/1.1 ${status} `))
    t.match(JSON.parse(answer.split('\r\n\r\n')[1] ?? ''), { status, code: String, requestId: String })
    for (const header of ['content-security-policy', 'x-content-type-options', 'strict-transport-security']) {
      t.match(answer, new RegExp(`^${header}: `, 'im'))
    }
  }
})

t.test('browsers of the configured origins may call the API, and no others', async (t) => {
  const { app } = await memoryApp(t, { corsOrigins: ['https://app.example.com', 'https://admin.example.com'] })
  const preflight = (origin: string) =>
    app.inject({
      method: 'OPTIONS',
      url: '/api/v1/onboard-client',
      headers: {
        origin,
        'access-control-request-method': 'GET',
        'access-control-request-headers': 'content-type,ngrok-skip-browser-warning,sentry-trace,baggage',
      },
    })
  for (const origin of ['https://app.example.com', 'https://admin.example.com']) {
    const { statusCode, headers } = await preflight(origin)
    t.equal(statusCode, 204)
    t.equal(headers['access-control-allow-origin'], origin)
    for (const name of ['ngrok-skip-browser-warning', 'sentry-trace', 'baggage', 'traceparent', 'idempotency-key']) {
      t.match(headers['access-control-allow-headers'], new RegExp(`\\b${name}\\b`))
    }
    t.notOk(headers['access-control-allow-credentials'])
  }
  t.notOk((await preflight('https://evil.example.com')).headers['access-control-allow-origin'])
})

t.test('a connection stays open after a complete request, and is closed after an incomplete one', async (t) => {
  const { app } = await memoryApp(t)
  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  t.equal((await fetch(`${url}/livez`)).headers.get('connection'), 'keep-alive')
  const socket = connect(Number(new URL(url).port), '127.0.0.1')
  socket.write('POST /api/v1/onboard-client HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99\r\n')
  socket.write('Content-Type: text/plain\r\n\r\nhalf')
  t.match(await text(socket), /^HTTP\/1\.1 415 .*\r\nconnection: close\r\n/is)
})

t.test('an OPTIONS that is no preflight is answered without words', async (t) => {
  const { app } = await memoryApp(t)
  const { statusCode, body, headers } = await app.inject({ method: 'OPTIONS', url: '/api/v1/clients' })
  t.match({ statusCode, body }, { statusCode: 204, body: '' })
  t.equal(headers['cache-control'], 'no-store')
})

t.test('health', async (t) => {
  t.test('is alive and ready while the database answers', async (t) => {
    const { app } = await memoryApp(t)
    t.equal((await app.inject('/livez')).statusCode, 200)
    t.equal((await app.inject('/readyz')).statusCode, 200)
  })

  t.test('is alive but not ready while it does not', async (t) => {
    const { app } = await memoryApp(t, { isReady: async () => false })
    t.equal((await app.inject('/livez')).statusCode, 200)
    t.match((await app.inject('/readyz')).json(), { status: 503, code: 'SERVICE_UNAVAILABLE', retryable: true })
  })
})

t.test('the built-in page is served with its script and its style, and may load nothing else', async (t) => {
  const { app } = await memoryApp(t)
  const page = await app.inject('/onboard?token=obt_x')
  t.match(page.headers['content-type'], /^text\/html/)
  t.match(page.headers['content-security-policy'], /script-src 'self'/)
  t.notMatch(page.body, /obt_x/)
  for (const [, asset = ''] of page.body.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)) {
    t.equal((await app.inject(asset)).statusCode, 200, asset)
  }
})

t.test('while it stops it finishes the requests in progress, and accepts no new ones', async (t) => {
  const gate = Promise.withResolvers<void>()
  const { app, invite } = await memoryApp(t, {
    provider: (memory) => ({
      ...memory,
      createAccountLink: async (...request) => {
        await gate.promise
        return memory.createAccountLink(...request)
      },
    }),
  })
  const { token } = await invite()
  const url = await app.listen({ host: '127.0.0.1', port: 0 })

  const underWay = fetch(`${url}/api/v1/onboard-client?token=${token}`)
  await new Promise((resolve) => setTimeout(resolve, 50))
  const closed = app.close()
  await new Promise((resolve) => setTimeout(resolve, 50))
  gate.resolve()
  const answer = await underWay
  t.equal(answer.status, 200)
  t.equal(answer.headers.get('connection'), 'close')
  await closed
  await t.rejects(fetch(`${url}/livez`), 'and the port is closed')
})
