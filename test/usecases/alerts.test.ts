import t from 'tap'
import { memoryPaymentProvider } from '../../src/adapters/memory/payment-provider.ts'
import { memoryRepositories } from '../../src/adapters/memory/repositories.ts'
import { memoryStore } from '../../src/adapters/memory/store.ts'
import { ALERT_KINDS, type AlertKind } from '../../src/domain/alert.ts'
import type { Alert } from '../../src/ports/alert-channel.ts'
import { useCasesOver } from '../support/use-cases.ts'

const DAY_MS = 24 * 3_600_000
const staff = { platform: 'default', name: 'admin:1', requestId: 'r' }
const signal = new AbortController().signal

function world({ kinds = ALERT_KINDS }: { readonly kinds?: readonly AlertKind[] } = {}) {
  let instant = Date.parse('2026-03-01T06:00:00.000Z')
  const clock = { now: () => new Date((instant += 1)) }
  const store = memoryStore(clock)
  const repositories = memoryRepositories(clock, store)
  const provider = memoryPaymentProvider(clock)
  const sent: Alert[] = []
  const channels = { log: { send: async (alert: Alert) => void sent.push(alert) } }
  const useCases = useCasesOver({ ...repositories, provider, alerting: { channels, kinds } })
  const own = useCases.at('default')
  if (own === undefined) throw new Error('no platform')
  return {
    ...{ store, provider, sent, signs: repositories.signs, endpoints: repositories.endpoints },
    useCases: own,
    pass: (ms: number) => (instant += ms),
    /** What is told in this run, in words. */
    async run(): Promise<readonly string[]> {
      await own.raiseAlerts('stored', signal)
      const before = sent.length
      for (const { channel, message } of repositories.alertBook.queued.splice(0)) {
        await own.sendAlert({ id: 'job-1', channel, message })
      }
      return sent.slice(before).flatMap(({ text: { title, lines } }) => [title, ...lines])
    },
    async client(name: string) {
      const invited = await own.inviteClient({ name, email: `${name}@example.com`, expiresInHours: 48 }, staff)
      if (invited.outcome !== 'invited') throw new Error(invited.outcome)
      await own.openLink(invited.linkSecret, staff)
      const accountId = String(provider.accounts().at(-1)?.facts.accountId)
      const clientId = invited.client.id
      return { clientId, accountId, sync: () => own.syncClient(clientId, staff) }
    },
  }
}

t.test('a rejected account is told once, and again when it is rejected again another day', async (t) => {
  const { client, provider, run, pass } = world({ kinds: ['account_rejected'] })
  const { clientId, accountId, sync } = await client('Ada')
  t.strictSame(await run(), [])
  provider.change(accountId, { hold: 'rejected' })
  await sync()
  t.strictSame(await run(), ['An account was rejected', `Ada (client ${clientId}, account ${accountId})`])
  pass(2 * DAY_MS)
  t.strictSame(await run(), [], 'while it lasts, nothing more')
  provider.change(accountId, { hold: 'paused' })
  await sync()
  t.strictSame(await run(), [])
  pass(DAY_MS / 2)
  provider.change(accountId, { hold: 'rejected' })
  await sync()
  t.match(await run(), ['An account was rejected', /Ada/])
})

t.test('a client whose deadline passes is told then, without any other change', async (t) => {
  const { client, provider, run, pass } = world({ kinds: ['deadline_missed'] })
  const { accountId, sync } = await client('Ada')
  const by = new Date('2026-03-03T00:00:00.000Z')
  provider.change(accountId, { submitted: true, asks: [{ what: 'A document', from: 'client', due: 'now', by }] })
  await sync()
  t.strictSame(await run(), [])
  pass(2 * DAY_MS)
  t.match(await run(), ['A client missed its deadline', /Ada .*deadline 2026-03-03/])
  t.strictSame(await run(), [])
})

t.test('accounts that are disconnected at the same time are one message', async (t) => {
  const { client, provider, run } = world({ kinds: ['account_disconnected', 'digest'] })
  for (const name of ['Ada', 'Bob']) {
    const { accountId, sync } = await client(name)
    provider.change(accountId, { hold: 'disconnected' })
    await sync()
  }
  t.match((await run()).toSorted(), ['2 accounts were closed or disconnected', /^Ada/, /^Bob/])
})

t.test('a client that was erased before the message is sent is not named', async (t) => {
  const { client, provider, useCases, run, sent, store } = world({ kinds: ['account_rejected'] })
  const { clientId, accountId, sync } = await client('Ada')
  provider.change(accountId, { hold: 'rejected' })
  await sync()
  await useCases.raiseAlerts('stored', signal)
  await useCases.eraseClient(clientId, staff)
  t.strictSame(await run(), [])
  t.equal(sent.length, 0)
  t.ok(store.onboardings.get(clientId)?.state.erasedAt)
})

t.test('events that do not arrive, and jobs that were given up, are told as they are found', async (t) => {
  const { signs, store, run } = world({ kinds: ['webhooks_silent', 'jobs_dead'] })
  await signs.count('default', 'unannounced', 3)
  const job = { kind: 'email', subject: {}, reason: 'ECONNECTION', attempts: 20 } as const
  const at = store.now()
  for (const id of ['1', '2']) store.deadJobs.push({ ...job, id, platform: 'default', queuedAt: at, givenUpAt: at })
  store.deadJobs.push({ ...job, id: '3', platform: 'another', queuedAt: at, givenUpAt: at })
  const told = await run()
  t.match(told, [
    'Events of the provider do not arrive',
    /./,
    'Background jobs were given up',
    '2 emails (ECONNECTION)',
  ])
  t.strictSame(await run(), [])
})

t.test('the digest of the day names who is stuck, on whom and since when, once', async (t) => {
  const { client, provider, run, pass } = world({ kinds: ['digest'] })
  const { clientId, accountId, sync } = await client('Ada')
  provider.change(accountId, { hold: 'rejected' })
  await sync()
  await client('Bob')
  t.strictSame(await run(), [], 'not before seven')
  pass(3_600_000)
  const ada = `Ada (client ${clientId}), since 2026-03-01`
  t.strictSame(await run(), ['Clients that are stuck', 'Waiting for your staff:', ada])
  t.strictSame(await run(), [])
  pass(8 * DAY_MS)
  t.match(await run(), ['Clients that are stuck', /staff/, ada, /client, for 7 days/, /^Bob .*since 2026-03-01$/])
})

t.test(
  'an endpoint that was switched off for its failures is told, and one that staff switched off is not',
  async (t) => {
    const { endpoints, store, run, pass } = world({ kinds: ['endpoint_off'] })
    const audited = { entry: { type: 'changed_by_test' }, actor: staff }
    const endpoint = { platform: 'default', eventTypes: [], secretVersion: 1, createdAt: store.now() }
    const off = (reason: 'failing' | 'staff') => ({ off: { since: new Date('2026-03-01T05:00:00.000Z'), reason } })
    const failing = { ...endpoint, id: 'e1', url: 'https://hooks.example/B00-secret', ...off('failing') }
    await endpoints.create(failing, 9, audited)
    await endpoints.create({ ...failing, id: 'e2', ...off('staff') }, 9, audited)
    await endpoints.create({ ...endpoint, id: 'e3', url: failing.url }, 9, audited)
    const title = 'A webhook endpoint has failed for five days, and was switched off'
    const told = [title, 'hooks.example (endpoint e1), since 2026-03-01']
    t.strictSame(await run(), told)
    t.strictSame(await run(), [])
    pass(DAY_MS)
    t.strictSame(await run(), told, 'again while it lasts')
    await endpoints.save({ ...endpoint, id: 'e1', url: failing.url }, audited)
    pass(DAY_MS)
    t.strictSame(await run(), [])
  },
)

t.test('nothing is told of kinds that are off', async (t) => {
  const { client, provider, run, useCases } = world({ kinds: [] })
  const { accountId, sync } = await client('Ada')
  provider.change(accountId, { hold: 'rejected' })
  await sync()
  t.strictSame(await run(), [])
  t.equal(await useCases.raiseAlerts('setup', signal), 0)
})
