import t from 'tap'
import { diagnoseDelivery } from '../../src/domain/event-delivery.ts'
import { diagnoseProvider } from '../../src/domain/diagnose-provider.ts'
import { diagnoseService } from '../../src/domain/diagnose-service.ts'
import { CHECKS, isHealthy, type Finding } from '../../src/domain/diagnosis.ts'
import type { ProviderFailure } from '../../src/domain/provider-failure.ts'
import type { PlatformFacts, ProviderSetup } from '../../src/domain/provider-setup.ts'

const platform: PlatformFacts = {
  platformId: 'p1',
  livemode: false,
  name: 'Acme',
  hasLogo: true,
  hasSupportAddress: true,
}
const eventsUrl = 'https://api.example.com/events'
const receiver = {
  id: 'r1',
  url: eventsUrl,
  isEnabled: true,
  events: ['a'],
  scope: 'accounts',
  isRightForm: true,
} as const
const healthy: ProviderSetup = {
  platform,
  connect: { found: true },
  accountsApi: { found: true },
  profiles: [{ name: 'default', faults: [], doubts: [] }],
  receivers: [{ kind: 'hook', events: ['a'], receivers: { found: [receiver] } }],
  clockAheadMs: 0,
}
const refused: ProviderFailure = { operation: 'inspect_setup', outcome: 'refused', code: 'no' }
const lost: ProviderFailure = { operation: 'inspect_setup', outcome: 'unknown', code: 'timeout' }
const own = { api: 'one', platformId: 'p1', livemode: false }

function provider(differs: Partial<ProviderSetup> = {}, stored = [own]) {
  return open(diagnoseProvider({ found: { ...healthy, ...differs } }, { api: 'two', stored, eventsUrl }))
}
const open = (findings: readonly Finding[]) =>
  findings.flatMap(({ outcome, cause }) => (outcome === 'ok' ? [] : [`${cause}: ${outcome}`]))

t.test('a set-up without faults has a finding for each part of it', async (t) => {
  t.same(provider(), [])
  const embedding = { isWanted: false, hasKey: false }
  const tried = { urls: [], mail: 'off', embedding, isSimulated: false, livemode: true } as const
  const all = [
    ...diagnoseProvider({ found: healthy }, { api: 'two', stored: [], eventsUrl }),
    ...diagnoseService(tried),
    ...diagnoseDelivery({}, new Date(0)),
  ]
  t.same(new Set(all.map(({ check }) => check)), new Set(CHECKS))
  t.ok(isHealthy(all))
})

t.test('a key that fails leaves nothing else to say', async (t) => {
  for (const [failure, outcome] of [
    [refused, 'fault'],
    [lost, 'unknown'],
  ] as const) {
    const findings = diagnoseProvider({ failure }, { api: 'two', stored: [], eventsUrl })
    t.same(open(findings), [`key_fails: ${outcome}`])
    t.notOk(isHealthy(findings))
  }
})

t.test('each fault of the set-up at the provider is found', async (t) => {
  t.same(provider({}, [own, { ...own, livemode: true }]), ['other_platform: fault'])
  const call = { what: 'read', isAllowed: true, isOptional: false }
  t.same(provider({ calls: [call] }), [])
  t.same(
    provider({
      calls: [
        { ...call, isAllowed: false, permission: 'p' },
        { what: 'list', isAllowed: false, isOptional: true },
      ],
    }),
    ['call_forbidden: fault', 'call_forbidden: warning'],
  )
  t.same(provider({ connect: { failure: refused } }), ['connect_fails: fault'])
  t.same(provider({ accountsApi: { failure: lost } }), ['accounts_api_fails: unknown'])
  const profile = { name: 'p', faults: [{ at: 'fees', reason: 'must be' }], doubts: [refused] }
  t.same(provider({ profiles: [profile] }), ['profile_refused: fault', 'profile_doubtful: warning'])
  const { name: _name, ...nameless } = platform
  t.same(provider({ platform: nameless }), ['branding_incomplete: warning'])
  t.same(provider({ platform: { ...platform, hasLogo: false, hasSupportAddress: false } }), [
    'branding_incomplete: warning',
  ])
  const kind = { kind: 'hook', events: ['a'] }
  t.same(provider({ receivers: [{ ...kind, receivers: { found: [] } }] }), ['receiver_faulty: fault'])
  t.same(provider({ receivers: [{ ...kind, receivers: { failure: lost } }] }), ['receivers_unread: unknown'])
  const unsaid = { ...receiver, scope: 'unsaid' } as const
  t.same(provider({ receivers: [{ ...kind, receivers: { found: [unsaid] } }] }), ['receiver_faulty: warning'])
})

t.test('a clock may differ as much as the way of an answer explains, and signatures tolerate', async (t) => {
  const clock = (seconds: number) => provider({ clockAheadMs: seconds * 1000 })
  for (const seconds of [29, -29]) t.same(clock(seconds), [])
  for (const seconds of [30, -30, 299]) t.same(clock(seconds), ['clock_wrong: warning'])
  for (const seconds of [300, -300]) t.same(clock(seconds), ['clock_wrong: fault'])
  const { clockAheadMs: _ahead, ...timeless } = healthy
  t.same(open(diagnoseProvider({ found: timeless }, { api: 'two', stored: [], eventsUrl })), ['clock_unknown: unknown'])
})

t.test('each fault of the service itself is found', async (t) => {
  const name = 'API_BASE_URL'
  const service = (url: string, differs: object = {}, code?: string) =>
    open(
      diagnoseService({
        urls: [{ name, url, ...(code !== undefined && { code }) }],
        mail: 'answers',
        embedding: { isWanted: true, hasKey: true },
        isSimulated: false,
        livemode: true,
        ...differs,
      }),
    )
  t.same(service('https://api.example.com'), [])
  t.same(service('http://api.example.com'), ['url_not_encrypted: fault'])
  t.same(service('http://api.example.com', { livemode: false }), ['url_not_encrypted: warning'])
  for (const host of [
    'localhost',
    '127.0.0.1',
    '10.1.2.3',
    '192.168.1.1',
    '172.20.0.1',
    '[::1]',
    '[fd00::1]',
    'app.local',
  ]) {
    t.same(service(`https://${host}`), ['url_local: fault'], host)
    t.same(
      service(`http://${host}`, { isSimulated: true, livemode: false, embedding: { isWanted: false, hasKey: true } }),
      [],
      host,
    )
  }
  t.same(service('http://localhost', { livemode: false }), ['url_local: warning'])
  for (const host of ['172.32.0.1', '11.0.0.1', 'localhost.example.com']) t.same(service(`https://${host}`), [], host)
  t.same(service('https://api.example.com', {}, 'ENOTFOUND'), ['url_unreachable: warning'])
  t.same(service('https://api.example.com', { mail: { code: 'EAUTH' } }), ['mail_fails: fault'])
  const without = { embedding: { isWanted: true, hasKey: false } }
  t.same(service('https://api.example.com', without), ['embedding_without_key: warning'])
  t.same(service('https://api.example.com', { isSimulated: true }), ['embedding_simulated: warning'])
  for (const hasKey of [true, false])
    t.same(service('https://api.example.com', { embedding: { isWanted: false, hasKey }, isSimulated: true }), [])
})
