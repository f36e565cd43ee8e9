import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http'
import type { AddressInfo, LookupFunction } from 'node:net'
import { Webhook } from 'standardwebhooks'
import t, { type Test } from 'tap'
import { derivedEndpointSecrets } from '../../src/adapters/crypto/endpoint-secrets.ts'
import { httpReceivers } from '../../src/adapters/outgoing/http-receivers.ts'
import { isPublicAddress } from '../../src/adapters/outgoing/public-address.ts'

const { secretOf } = derivedEndpointSecrets('0123456789abcdef0123456789abcdef')
const secret = secretOf('endpoint-1', 1)
const message = { id: 'event-1', at: new Date(), body: '{"type":"account.ready"}', secrets: [secret] }
const inside = httpReceivers({ allowsPrivate: true, timeoutMs: 500 })

async function served(t: Test, answer: RequestListener): Promise<{ url: string; port: number }> {
  const server = createServer(answer)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => (server.closeAllConnections(), server.close()))
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}/hook?a=b`, port }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = ''
  for await (const chunk of request) text += String(chunk)
  return text
}

const headersOf = ({ headers }: IncomingMessage) => headers as Record<string, string>

t.test('the reference library verifies an event, with each of its secrets and no other', async (t) => {
  const seen: { body: string; headers: Record<string, string>; url: string | undefined }[] = []
  const record = async (request: IncomingMessage, response: ServerResponse) => {
    seen.push({ body: await bodyOf(request), headers: headersOf(request), url: request.url })
    response.end('thanks')
  }
  const { url } = await served(t, (request, response) => void record(request, response))
  const next = secretOf('endpoint-1', 2)
  t.strictSame(await inside.send(url, { ...message, secrets: [next, secret] }), { status: 200, body: 'thanks' })
  const [{ body, headers, url: path } = { body: '', headers: {}, url: '' }] = seen
  t.equal(path, '/hook?a=b')
  for (const each of [secret, next]) t.strictSame(new Webhook(each).verify(body, headers), { type: 'account.ready' })
  for (const other of [secretOf('endpoint-2', 1), secretOf('endpoint-1', 3)]) {
    t.throws(() => new Webhook(other).verify(body, headers))
  }
  t.throws(() => new Webhook(secret).verify(`${body} `, headers))
  t.match(headers, { 'webhook-id': 'event-1', 'content-type': 'application/json' })
})

t.test(
  'a secret has the form that the reference library asks for, and belongs to one key, endpoint and version',
  async (t) => {
    t.match(secret, /^whsec_[A-Za-z0-9+/]{43}=$/)
    const other = derivedEndpointSecrets('f123456789abcdef0123456789abcdef').secretOf('endpoint-1', 1)
    t.equal(new Set([secret, other, secretOf('endpoint-1', 2), secretOf('endpoint-2', 1)]).size, 4)
    t.equal(secretOf('endpoint-1', 1), secret)
  },
)

const ANSWERS: Readonly<Record<string, readonly [(response: ServerResponse) => void, object]>> = {
  'a failure': [(response) => void response.writeHead(500).end('oh\0no'), { status: 500, body: 'ohno' }],
  'a redirect, which is not followed': [
    (response) => void response.writeHead(307, { location: 'http://127.0.0.1:1/' }).end(),
    { status: 307, body: '' },
  ],
  'a connection that is closed early': [(response) => void response.destroy(), { failure: 'connection_closed' }],
  'an answer that never comes': [() => {}, { failure: 'timeout' }],
  'an answer that is cut off': [
    (response) => {
      response.writeHead(200, { 'content-length': 9 }).write('th')
      setTimeout(() => response.destroy(), 50)
    },
    { status: 200, body: 'th' },
  ],
  'an answer that never ends': [
    (response) => void (response.writeHead(202), response.write('a'.repeat(100_000))),
    { status: 202, body: 'a'.repeat(1000) },
  ],
}

for (const [name, [answer, seen]] of Object.entries(ANSWERS)) {
  t.test(`${name} of a receiver is an answer that can be stored`, async (t) => {
    const { url } = await served(t, (_request, response) => answer(response))
    t.strictSame(await inside.send(url, message), seen)
  })
}

t.test('a receiver that is not there is an answer, too', async (t) => {
  t.strictSame(await inside.send('http://127.0.0.1:1/', message), { failure: 'connection_refused' })
  const resolve: LookupFunction = (_host, _options, callback) =>
    callback(Object.assign(new Error('no'), { code: 'ENOTFOUND' }), [])
  const outside = httpReceivers({ allowsPrivate: false, resolve })
  t.strictSame(await outside.send('https://nowhere.example/', message), { failure: 'unknown_host' })
  t.equal(await outside.faultOf('https://nowhere.example/'), 'unknown_host')
})

const PRIVATE = [
  ...['127.0.0.1', '127.8.9.1', '10.0.0.1', '172.16.0.1', '192.168.1.1', '169.254.169.254', '0.0.0.0', '100.64.0.1'],
  ...['224.0.0.1', '255.255.255.255', '192.0.2.1', '198.18.0.1', '::', '::1', 'fe80::1', 'fc00::1', 'fd00:ec2::254'],
  ...['::ffff:127.0.0.1', '::ffff:a00:1', '::127.0.0.1', '64:ff9b::7f00:1', '2002:7f00:1::', 'ff02::1', 'not one', ''],
  ...['100.127.255.255', '169.254.170.2', '192.0.0.192', '192.88.99.1', '198.51.100.1', '203.0.113.1', '240.0.0.1'],
  ...['64:ff9b::a9fe:a9fe', '64:ff9b:1::7f00:1', '2001::1', '2001:db8::1', '3fff::1', '100::1', '5f00::1', 'fec0::1'],
  ...['::ffff:0:7f00:1', '::ffff:a9fe:a9fe', '2002:a9fe:a9fe::1', 'fd20:ce::254', 'fe80::1%eth0'],
  // Inside of Azure this leads to the platform of the cloud, though it looks like any other address.
  '168.63.129.16',
]

t.test('only addresses of the public Internet are public', async (t) => {
  for (const address of PRIVATE) t.notOk(isPublicAddress(address), address)
  for (const address of ['1.1.1.1', '93.184.215.14', '2606:4700::1111', '::ffff:1.1.1.1']) {
    t.ok(isPublicAddress(address), address)
  }
})

t.test('an address that is not public is refused in every spelling, and never reached', async (t) => {
  let requests = 0
  const { port } = await served(t, (_request, response) => void ((requests += 1), response.end()))
  const outside = httpReceivers({ allowsPrivate: false })
  for (const host of [
    '127.0.0.1',
    '2130706433',
    '0x7f.1',
    '0177.0.0.1',
    '127.1',
    '0x7f000001',
    '017700000001',
    '127.0.0.1.',
    '①②⑦.⓪.⓪.①',
    '0.0.0.0',
    '0',
    '[::]',
    '[64:ff9b::7f00:1]',
    '[::ffff:7f00:1]',
    '[::1]',
    '[::ffff:127.0.0.1]',
    'localhost',
  ]) {
    const url = `http://${host}:${port}/`
    t.strictSame(await outside.send(url, message), { failure: 'private_address' }, host)
    t.equal(await outside.faultOf(url), 'private_address', host)
  }
  t.equal(requests, 0)
})

t.test('a name is checked at each connection, by the address that is connected to', async (t) => {
  let requests = 0
  const { port } = await served(t, (_request, response) => void ((requests += 1), response.end()))
  const answers = [['93.184.215.14'], ['127.0.0.1', '10.0.0.1']]
  let lookups = 0
  const resolve: LookupFunction = (_host, _options, callback) => {
    const addresses = answers[Math.min(lookups, answers.length - 1)] ?? []
    lookups += 1
    callback(
      null,
      addresses.map((address) => ({ address, family: 4 })),
    )
  }
  const outside = httpReceivers({ allowsPrivate: false, resolve, timeoutMs: 500 })
  const url = `http://rebinding.example:${port}/`
  t.equal(await outside.faultOf(url), undefined, 'public when it is set')
  t.strictSame(await outside.send(url, message), { failure: 'private_address' }, 'private when it is used')
  t.equal(lookups, 2, 'nothing resolves it again between the check and the connection')
  t.equal(await outside.faultOf('https://93.184.215.14/'), undefined)
  const inner = httpReceivers({ allowsPrivate: true, resolve })
  t.strictSame(await inner.send(url, message), { status: 200, body: '' })
  t.equal(requests, 1)
})

t.test('of the addresses of a name, only the public ones are used', async (t) => {
  const { publicLookup } = await import('../../src/adapters/outgoing/public-address.ts')
  const resolve: LookupFunction = (_host, _options, callback) =>
    callback(null, [
      { address: '127.0.0.1', family: 4 },
      { address: '2606:4700::1111', family: 6 },
    ])
  const found = (options: object) =>
    new Promise((done) => publicLookup(resolve)('a.example', options, (...all) => done(all)))
  t.strictSame(await found({ all: true }), [null, [{ address: '2606:4700::1111', family: 6 }]])
  t.strictSame(await found({}), [null, '2606:4700::1111', 6])
})
