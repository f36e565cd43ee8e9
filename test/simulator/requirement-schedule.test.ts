import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { onboarding, openPage, payable, press, refreshUrl, returnUrl, running } from './harness.ts'
import { notified } from './receiver.ts'

const hourMs = 3_600_000
const document = ['individual.verification.document']

t.test('a scheduled requirement is due, then past due, and each change sends an event', async (t) => {
  const { stripe, simulator, endpoint } = await notified(t)
  const { id } = await stripe.accounts.create({ capabilities: payable })
  await simulator.setAccountState(id, { outcome: 'complete' })
  const { now } = await simulator.clock.now()
  await simulator.scheduleRequirements(id, { dueInMs: hourMs, deadlineInMs: 3 * hourMs })
  t.match(await stripe.accounts.retrieve(id), { payouts_enabled: true, requirements: { currently_due: [] } })

  await simulator.clock.advance(hourMs)
  const due = await stripe.accounts.retrieve(id)
  t.match(due, { payouts_enabled: true, capabilities: { transfers: 'active' } })
  t.match(due.requirements, { currently_due: document, eventually_due: document, past_due: [], disabled_reason: null })
  t.ok(Math.abs((due.requirements?.current_deadline ?? 0) - Date.parse(now) / 1000 - 3 * 3600) <= 2)

  await simulator.clock.advance(2 * hourMs - 60_000)
  t.match(await stripe.accounts.retrieve(id), { payouts_enabled: true })
  await simulator.clock.advance(60_000)
  const late = await stripe.accounts.retrieve(id)
  t.match(late, { payouts_enabled: false, charges_enabled: true, capabilities: { transfers: 'inactive' } })
  t.match(late.requirements, {
    currently_due: document,
    past_due: document,
    current_deadline: null,
    disabled_reason: 'requirements.past_due',
  })
  await simulator.flushWebhooks()
  t.match(endpoint.events().slice(1), [
    { data: { object: { requirements: { currently_due: document } } } },
    { data: { object: { payouts_enabled: false }, previous_attributes: { payouts_enabled: true } } },
  ])
  t.equal(endpoint.received.length, 3)
})

t.test('advancing the clock takes every step, in order', async (t) => {
  const { stripe, simulator, endpoint } = await notified(t)
  const { id } = await stripe.accounts.create()
  await simulator.setAccountState(id, { outcome: 'complete' })
  await simulator.scheduleRequirements(id, { items: ['b'], dueInMs: 2 * hourMs, deadlineInMs: 2 * hourMs })
  await simulator.scheduleRequirements(id, { items: ['a'], dueInMs: hourMs, deadlineInMs: 4 * hourMs })
  await simulator.clock.advance(24 * hourMs)
  await simulator.flushWebhooks()
  const requirements = (state: object) => ({ data: { object: { requirements: state } } })
  t.match(endpoint.events().slice(1), [
    requirements({ currently_due: ['a'], past_due: [] }),
    requirements({ currently_due: ['a', 'b'], past_due: [] }),
    requirements({ currently_due: ['a', 'b'], past_due: ['b'] }),
    requirements({ currently_due: ['a', 'b'], past_due: ['b', 'a'] }),
  ])
  t.equal(endpoint.received.length, 5)
})

t.test('a requirement that was fulfilled before the deadline is not past due', async (t) => {
  const { stripe, simulator } = await running(t)
  const { account, link } = await onboarding(stripe)
  await press(await openPage(link), 'complete')
  await simulator.scheduleRequirements(account.id, { deadlineInMs: hourMs })
  const params = { account: account.id, type: 'account_onboarding', refresh_url: refreshUrl, return_url: returnUrl }
  await press(await openPage(await stripe.accountLinks.create(params)), 'complete')
  t.match((await stripe.accounts.retrieve(account.id)).requirements, { currently_due: [], current_deadline: null })
  await simulator.clock.advance(2 * hourMs)
  t.match(await stripe.accounts.retrieve(account.id), { payouts_enabled: true, requirements: { past_due: [] } })
})

t.test('the earliest of several deadlines stands', async (t) => {
  const { stripe, simulator } = await running(t, { now: () => 1_800_000_000_000 })
  const { id } = await stripe.accounts.create()
  await simulator.setAccountState(id, { outcome: 'complete' })
  await simulator.scheduleRequirements(id, { items: ['a'], deadlineInMs: hourMs })
  await simulator.scheduleRequirements(id, { items: ['b'], deadlineInMs: 2 * hourMs })
  t.match((await stripe.accounts.retrieve(id)).requirements, {
    currently_due: ['a', 'b'],
    current_deadline: 1_800_003_600,
  })
})

t.test('steps also come due in real time', async (t) => {
  const { stripe, simulator, endpoint } = await notified(t)
  const { id } = await stripe.accounts.create()
  await simulator.scheduleRequirements(id, { items: ['a'], dueInMs: 40, deadlineInMs: hourMs })
  await endpoint.until(1)
  t.match(endpoint.events(), [{ account: id, type: 'account.updated' }])
})

t.test('reset and deauthorisation end a schedule', async (t) => {
  const { stripe, simulator, endpoint } = await notified(t)
  const { id } = await stripe.accounts.create()
  await simulator.scheduleRequirements(id, { dueInMs: hourMs, deadlineInMs: hourMs })
  await simulator.setAccountState(id, { access: 'deauthorised' })
  await simulator.clock.advance(2 * hourMs)
  await simulator.flushWebhooks()
  t.equal(endpoint.received.length, 1, 'the deauthorisation')
  const other = await stripe.accounts.create()
  await simulator.scheduleRequirements(other.id, { dueInMs: hourMs, deadlineInMs: hourMs })
  await simulator.reset()
  await simulator.clock.advance(2 * hourMs)
  t.same(await simulator.deliveries(), [])
})

t.test('a schedule outlives the process', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'simulator-schedule-'))
  t.teardown(() => rm(folder, { recursive: true, force: true }))
  const stateFile = join(folder, 'state.json')
  const first = await running(t, { stateFile })
  const { id } = await first.stripe.accounts.create()
  await first.simulator.setAccountState(id, { outcome: 'complete' })
  await first.simulator.scheduleRequirements(id, { deadlineInMs: hourMs })
  await first.close()
  const second = await running(t, { stateFile })
  t.match(await second.stripe.accounts.retrieve(id), { payouts_enabled: true })
  await second.simulator.clock.advance(hourMs)
  t.match(await second.stripe.accounts.retrieve(id), { payouts_enabled: false })
})
