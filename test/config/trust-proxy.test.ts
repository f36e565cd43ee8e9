import t from 'tap'
import { fastify } from 'fastify'
import { readConfig } from '../../src/config/config.ts'
import { serverOptions } from '../../src/adapters/http/server-options.ts'
import { capturedLog } from '../support/captured-log.ts'
import { COMPLETE, faultsWith } from '../support/config-faults.ts'

const REFUSED: readonly (readonly [value: string, fault: RegExp])[] = [
  ['true', /would trust every caller/],
  ['TRUE', /would trust every caller/],
  ['*', /would trust every caller/],
  ['0.0.0.0/0', /too many callers/],
  ['::/0', /too many callers/],
  ['10.0.0.1, 0.0.0.0/1', /too many callers/],
  ['nginx', /a host name is not possible/],
  ['10.0.0.0/33', /CIDR ranges/],
  ['10.0.0.0/8/8', /CIDR ranges/],
  ['10.0.0.0/255.0.0.0', /CIDR ranges/],
  ['10.0.0.1,', /CIDR ranges/],
  ['300.0.0.1', /CIDR ranges/],
  ['10', /CIDR ranges/],
  ['10.0.0.1;10.0.0.2', /with commas/],
  ['10.0.0.1 10.0.0.2', /with commas/],
]

for (const [value, fault] of REFUSED) {
  t.test(`TRUST_PROXY=${value} is refused by its name`, async (t) => {
    const faults = faultsWith({ TRUST_PROXY: value })
    t.match(faults, [/^TRUST_PROXY is not valid: /])
    t.match(faults[0], fault)
    t.equal(faults.length, 1)
  })
}

/** The address that the service takes for the caller's when this peer sends this header. */
async function callerOf(TRUST_PROXY: string, peer: string, forwardedFor: string): Promise<string> {
  const { trustProxy } = readConfig({ ...COMPLETE, TRUST_PROXY })
  const platforms = { of: () => undefined, all: () => [] }
  const settings = { apiBaseUrl: 'https://api.example.com', log: capturedLog().log, trustProxy, platforms }
  const app = fastify(serverOptions(settings))
  app.get('/', async ({ ip }) => ip)
  const { body } = await app.inject({ url: '/', remoteAddress: peer, headers: { 'x-forwarded-for': forwardedFor } })
  return body
}

t.test('only what a trusted proxy says of the caller counts', async (t) => {
  const said = '198.51.100.7, 203.0.113.9'
  t.equal(await callerOf('10.0.0.0/8', '10.1.2.3', said), '203.0.113.9')
  t.equal(await callerOf('10.0.0.0/8, 203.0.113.9', '10.1.2.3', said), '198.51.100.7')
  t.equal(await callerOf('10.0.0.0/8', '192.0.2.1', said), '192.0.2.1')
  t.equal(await callerOf('uniquelocal,loopback', '172.16.0.1', said), '203.0.113.9')
  t.equal(await callerOf('fd00::/8', 'fd00::1', said), '203.0.113.9')
})

t.test('a number is the number of proxies, and none means none', async (t) => {
  const said = '198.51.100.7, 203.0.113.9'
  t.equal(await callerOf('1', '192.0.2.1', said), '203.0.113.9')
  t.equal(await callerOf('2', '192.0.2.1', said), '198.51.100.7')
  for (const none of ['0', 'false', 'off', '']) t.equal(await callerOf(none, '127.0.0.1', said), '127.0.0.1')
})
