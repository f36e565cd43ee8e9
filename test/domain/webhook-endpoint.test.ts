import t from 'tap'
import {
  changedEndpoint,
  faultOfReceiver,
  rotated,
  signingVersions,
  type WebhookEndpoint,
} from '../../src/domain/webhook-endpoint.ts'

const now = new Date('2026-03-01T12:00:00.000Z')
const plus = (ms: number) => new Date(now.getTime() + ms)
const DAY_MS = 86_400_000

const endpoint: WebhookEndpoint = {
  id: 'endpoint-1',
  platform: 'default',
  url: 'https://example.com/hook',
  eventTypes: [],
  secretVersion: 1,
  createdAt: now,
}

t.test('for a day after a rotation both secrets sign, and then the new one alone', async (t) => {
  t.strictSame(signingVersions(endpoint, now), [1])
  const next = rotated(endpoint, now)
  t.strictSame(signingVersions(next, now), [2, 1])
  t.strictSame(signingVersions(next, plus(DAY_MS - 1)), [2, 1])
  t.strictSame(signingVersions(next, plus(DAY_MS)), [2])
  t.strictSame(signingVersions(rotated(next, now), now), [3, 2])
})

t.test('staff change what they name', async (t) => {
  const failing = { ...endpoint, failingSince: now }
  t.strictSame(changedEndpoint(failing, {}, now), failing)
  t.strictSame(changedEndpoint(endpoint, { url: 'https://other.example' }, now).url, 'https://other.example')
  const eventTypes = ['account.ready', 'account.ready'] as const
  t.strictSame(changedEndpoint(endpoint, { eventTypes }, now).eventTypes, ['account.ready'])
})

t.test('an endpoint that is switched on again begins anew', async (t) => {
  const off = { since: plus(-1), reason: 'failing' } as const
  const failed = { ...endpoint, failingSince: plus(-1), off }
  t.strictSame(changedEndpoint(failed, { enabled: true }, now), endpoint)
  t.strictSame(changedEndpoint(failed, { enabled: false }, now), failed, 'it is off already')
  t.strictSame(changedEndpoint(failed, { url: endpoint.url }, now), failed)
  t.strictSame(changedEndpoint(endpoint, { enabled: false }, now).off, { since: now, reason: 'staff' })
})

t.test('events are sent to http and https URLs, in live mode to https alone', async (t) => {
  const fault = (url: string, livemode = false) => faultOfReceiver(url, { livemode })
  for (const url of ['https://example.com', 'https://example.com:8443/a?b=c']) {
    t.equal(fault(url), undefined)
    t.equal(fault(url, true), undefined)
  }
  t.equal(fault('http://example.com/'), undefined)
  t.equal(fault('http://example.com/', true), 'insecure')
  const longest = `https://example.com/${'a'.repeat(2028)}`
  t.equal(fault(longest), undefined)
  for (const url of [
    ...['', 'example.com', 'ftp://example.com', 'javascript:alert(1)', 'https://', 'https://user@example.com'],
    ...['https://user:password@example.com', 'https://example.com/#a', 'https://example.com/#', ' https://example.com'],
    ...['https://exa\nmple.com', `${longest}a`, 'file:///etc/passwd', 'data:,a'],
    ...[
      'https://example.com/\0',
      'https://example.com/\u0007',
      'https://example.com/\x85',
      'https://example.com/\ud800',
    ],
  ]) {
    t.equal(fault(url), 'url', url)
  }
})
