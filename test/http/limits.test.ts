import t from 'tap'
import { addressKey } from '../../src/adapters/http/caller-address.ts'
import { cryptoSecrets } from '../../src/adapters/crypto/secrets.ts'
import { asAdmin, memoryApp } from '../support/memory-app.ts'

t.test('limits count by IPv4 address, or by the network of an IPv6 address, without a port', async (t) => {
  for (const [text, key] of [
    ['192.0.2.1', '192.0.2.1'],
    ['192.0.2.1:54321', '192.0.2.1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['[::ffff:192.0.2.1]:443', '192.0.2.1'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:0DB8:0001:0002::', '2001:db8:1:2::/64'],
    ['[2001:db8:1:2::7]:8080', '2001:db8:1:2::/64'],
    ['[2001:db8:1:2::7]', '2001:db8:1:2::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
  ] as const) {
    t.equal(addressKey(text), key, text)
  }
  for (const junk of [
    '',
    'unknown',
    '127.1',
    '1',
    '0x7f.0.0.1',
    'a'.repeat(300),
    '192.0.2.1, 10.0.0.1',
    '[::1',
    '::1]:80',
  ]) {
    t.equal(addressKey(junk), undefined, junk)
  }
})

/** An app behind a trusted proxy, and requests of callers that it states. */
async function behindProxy(t: Parameters<typeof memoryApp>[0], perMinute: { token?: number; unknownCaller?: number }) {
  const world = await memoryApp(t, { trustProxy: ['127.0.0.1'], perMinute })
  const ask = (from: string, request: { method?: 'GET' | 'POST'; url: string; payload?: object; headers?: object }) =>
    world.app.inject({ method: 'GET', ...request, headers: { ...request.headers, 'x-forwarded-for': from } })
  return {
    ...world,
    ask,
    preview: (from: string, token: string) =>
      ask(from, { method: 'POST', url: '/api/v1/onboard-client/preview', payload: { token } }),
  }
}

/** A token that has the right form and is not known. */
const guess = () => cryptoSecrets().mintLinkSecret().secret

t.test('the addresses of one IPv6 network share a limit, and what is no address does not get round it', async (t) => {
  const { preview } = await behindProxy(t, { unknownCaller: 3 })
  const statuses = async (addresses: readonly string[]) => {
    const answers = []
    for (const address of addresses) answers.push((await preview(address, guess())).statusCode)
    return answers
  }
  const network = Array.from({ length: 200 }, (_, index) => `2001:db8:0:1::${index.toString(16)}`)
  const inNetwork = await statuses(network)
  t.same(inNetwork.slice(0, 4), [404, 404, 404, 429])
  t.ok(inNetwork.slice(3).every((status) => status === 429))
  t.same(await statuses(['2001:db8:0:2::1']), [404], 'another network is another caller')
  t.same(await statuses(['10.0.0.1:1', '10.0.0.1:2', '10.0.0.1:3', '10.0.0.1:4']), [404, 404, 404, 429])
  // Texts that are no addresses count for the proxy that sent them.
  t.same(await statuses(['junk', 'x'.repeat(300), 'unknown', '-']), [404, 404, 404, 429])
})

t.test('an address far over its limit is refused before anything is looked up, but for what is known', async (t) => {
  const { ask, preview, invite } = await behindProxy(t, { unknownCaller: 2 })
  const { token: known } = await invite()
  const { token: fresh } = await invite()
  t.equal((await preview('10.0.0.1', known)).statusCode, 200)
  for (let n = 0; n < 20; n += 1) await preview('10.0.0.1', guess())
  t.equal((await preview('10.0.0.1', fresh)).statusCode, 200, 'up to ten times the limit only the answer changes')
  for (const url of ['callback', 'refresh']) {
    t.equal((await ask('10.0.0.1', { url: `/api/v1/connect/${url}?state=${'x'.repeat(43)}` })).statusCode, 429)
  }
  const another = (await invite()).token
  t.equal((await preview('10.0.0.1', another)).statusCode, 429, 'from then on the address is blocked')
  t.equal((await preview('10.0.0.1', known)).statusCode, 200, 'a link that was used before goes on')
  t.equal((await preview('10.0.0.2', another)).statusCode, 200, 'other addresses are not affected')
  const asBrowser = { accept: 'text/html' }
  const landed = await ask('10.0.0.1', { url: `/api/v1/connect/callback?state=${'y'.repeat(43)}`, headers: asBrowser })
  t.match(landed.headers['location'], /status=busy$/)

  t.equal((await ask('10.0.0.1', { url: '/api/v1/clients', headers: asAdmin })).statusCode, 200, 'so does a key')
  const wrong = { authorization: 'Bearer wrong' }
  t.equal((await ask('10.0.0.1', { url: '/api/v1/clients', headers: wrong })).statusCode, 429)
})

t.test('requests for a new link are counted by token first, apart from guesses', async (t) => {
  const { ask, preview, invite } = await behindProxy(t, { token: 3, unknownCaller: 2 })
  const request = async (token: string) =>
    (await ask('10.0.0.1', { method: 'POST', url: '/api/v1/onboard-client/request-new-link', payload: { token } }))
      .statusCode
  const { token } = await invite()
  t.same([await request('junk'), await request('junk'), await request('junk')], [202, 202, 429])
  for (let n = 0; n < 5; n += 1) await preview('10.0.0.1', guess())
  t.same([await request(token), await request(token), await request(token)], [202, 202, 202], 'the honest holder')
  t.equal(await request(token), 429, 'but not more often than the token allows')
  // Unknown tokens count exactly like known ones.
  const unknown = guess()
  t.same([await request(unknown), await request(unknown), await request(unknown)], [202, 202, 202])
  t.equal(await request(unknown), 429)
  const statuses = new Set<number>()
  for (let n = 0; n < 20; n += 1) statuses.add(await request(guess()))
  t.same(statuses, new Set([202, 429]), 'and an address has a limit for tokens of all kinds')
})

t.test('one key may make so many requests in a minute', async (t) => {
  const { app } = await memoryApp(t, { perMinute: { adminKey: 3 } })
  const statuses = []
  for (let n = 0; n < 4; n += 1)
    statuses.push((await app.inject({ url: '/api/v1/clients', headers: asAdmin })).statusCode)
  t.same(statuses, [200, 200, 200, 429])
})

t.test('a header of a proxy that nobody trusts is reported once', async (t) => {
  const warnings = (captured: { lines(): { msg?: string }[] }) =>
    captured.lines().filter(({ msg }) => msg?.includes('TRUST_PROXY')).length
  const without = await memoryApp(t)
  await without.app.inject('/livez')
  t.equal(warnings(without.captured), 0)
  for (let n = 0; n < 3; n += 1) {
    await without.app.inject({ url: '/livez', headers: { 'x-forwarded-for': '192.0.2.1' } })
  }
  t.equal(warnings(without.captured), 1)
  const trusting = await memoryApp(t, { trustProxy: ['127.0.0.1'] })
  await trusting.app.inject({ url: '/livez', headers: { 'x-forwarded-for': '192.0.2.1' } })
  t.equal(warnings(trusting.captured), 0)
})
