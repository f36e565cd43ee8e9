import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import type { InjectOptions } from 'fastify'
import t from 'tap'
import { networkOf } from '../../src/adapters/http/caller-network.ts'
import { asAdmin, memoryApp } from '../support/memory-app.ts'

t.test('a network is the /24 of an IPv4 address and the /64 of an IPv6 address', async (t) => {
  for (const [address, network] of [
    ['203.0.113.7', '203.0.113.0/24'],
    ['::ffff:203.0.113.7', '203.0.113.0/24'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:0DB8:0001::7', '2001:db8:1:0::/64'],
    ['2001:db8::', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['1:2:3:4:5:6:7::', '1:2:3:4::/64'],
    ['', 'unknown'],
    ['x'.repeat(300), 'unknown'],
    ['203.0.113', 'unknown'],
    ['203.0.113.7:80', '203.0.113.0/24'],
  ] as const) {
    t.equal(networkOf(address), network, address.slice(0, 40))
  }
  t.equal(networkOf(undefined), 'unknown')
})

t.test('the line of a refused request says why, and from which network', async (t) => {
  const { app, captured, invite } = await memoryApp(t, { perMinute: { token: 1000, unknownCaller: 8 } })
  const { token } = await invite()
  const lines: object[] = []
  const ask = async (request: { method?: 'GET' | 'POST'; url: string; headers?: object; payload?: object }) => {
    const before = captured.lines().length
    await app.inject({ remoteAddress: '203.0.113.77', ...request } as InjectOptions)
    lines.push(...captured.lines().slice(before))
  }
  await ask({ url: '/api/v1/clients' })
  await ask({ url: '/api/v1/onboard-client?token=obt_wrong' })
  await ask({ url: `/api/v1/onboard-client?token=${token}`, headers: { 'sec-purpose': 'prefetch' } })
  await ask({ url: '/api/v1/connect/callback?state=x' })
  await ask({ url: '/api/v1/connect/callback?state=x', headers: { accept: 'text/html' } })
  for (let n = 0; n < 12; n += 1) await ask({ url: '/api/v1/onboard-client?token=obt_wrong' })
  const network = '203.0.113.0/24'
  t.match(lines.slice(0, 5), [
    { status: 401, code: 'UNAUTHENTICATED', network },
    { status: 404, code: 'TOKEN_NOT_FOUND', network },
    { status: 403, code: 'PREFETCH_REFUSED', network },
    { status: 400, code: 'STATE_INVALID', network },
    { status: 303, code: 'STATE_INVALID', network },
  ])
  t.match(lines.at(-1), { status: 429, code: 'RATE_LIMITED', network })
  t.notMatch(captured.text(), /113\.77/)

  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  await fetch(`${url}/api/v1/webhooks/stripe`, { method: 'POST', body: '{}' })
  t.match(captured.lines().at(-1), { status: 400, code: 'SIGNATURE_INVALID', network: '127.0.0.0/24' })

  lines.length = 0
  await ask({ url: '/api/v1/clients?limit=0', headers: asAdmin })
  await ask({ url: '/api/v1/clients', headers: asAdmin })
  t.match(lines.slice(0, 5), [{ status: 400, code: 'VALIDATION_FAILED' }, { status: 200 }])
  t.notMatch(JSON.stringify(lines), /network/, 'a mistake of a known caller has no address')
})

t.test('what no route and no hook sees is in the log, without its text', async (t) => {
  const { app, captured } = await memoryApp(t)
  const { port } = new URL(await app.listen({ host: '127.0.0.1', port: 0 }))
  const raw = async (sent: string) => {
    const socket = connect(Number(port), '127.0.0.1')
    socket.write(sent)
    return text(socket)
  }
  await raw('GET /%zz/obt_secret HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')
  await raw('obt_secret\r\n\r\n')
  t.match(
    captured.lines().filter(({ level }) => level === 'info'),
    [
      { msg: /listening/ },
      { msg: 'a request could not be routed', reason: 'FST_ERR_BAD_URL', network: '127.0.0.0/24' },
      { msg: 'a caller sent what is not HTTP', reason: /^HPE_/, network: '127.0.0.0/24' },
    ],
  )
  t.notMatch(captured.text(), /obt_secret/)
})

t.test('a caller that hangs up in the middle of a body is no error', async (t) => {
  const { app, captured } = await memoryApp(t)
  const { port } = new URL(await app.listen({ host: '127.0.0.1', port: 0 }))
  const half = async (path: string, type: string) => {
    const socket = connect(Number(port), '127.0.0.1')
    const authorization = `Authorization: ${asAdmin.authorization}\r\n`
    const head = `POST ${path} HTTP/1.1\r\nHost: x\r\n${authorization}Stripe-Signature: t=1,v1=00\r\n`
    socket.write(`${head}Content-Type: ${type}\r\nContent-Length: 9999\r\n\r\nname,email\nA,`)
    await sleep(100)
    socket.destroy()
    await sleep(150)
  }
  await half('/api/v1/onboard-client', 'application/json')
  await half('/api/v1/clients', 'application/json')
  await half('/api/v1/webhooks/stripe', 'application/json')
  await half('/api/v1/clients/import', 'text/csv')
  t.strictSame(
    captured.lines().filter(({ level }) => level !== 'info'),
    [],
  )
  t.notMatch(captured.text(), /stack/)
})
