import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import t from 'tap'
import { startSimulator } from '#stripe-simulator'
import { running } from './harness.ts'
import { notified, receiver, secret } from './receiver.ts'

t.test('endpoints that cannot be are refused, and secrets are not shown', async (t) => {
  const { simulator } = await running(t)
  const url = 'http://127.0.0.1:1/hooks'
  t.match(await simulator.setWebhookEndpoints([{ url, secret: ['short', 'whsec_long_enough_to_tell_abcd'] }]), [
    { url, secrets: ['…', '…abcd'], retryDelaysMs: [1000, 5000, 25_000, 120_000, 600_000], timeoutMs: 10_000 },
  ])
  for (const wrong of [
    [{ url: 'nowhere', secret }],
    [{ url: 'ftp://127.0.0.1/', secret }],
    [{ url: 'http://me:pw@127.0.0.1/', secret }],
    [{ url, secret: ' ' }],
    [{ url, secret: [] }],
    [
      { url, secret },
      { url, secret: 'another' },
    ],
  ]) {
    await t.rejects(simulator.setWebhookEndpoints(wrong), RangeError, JSON.stringify(wrong))
    await t.rejects(startSimulator({ webhooks: wrong }), RangeError)
  }
  t.equal((await simulator.webhookEndpoints()).length, 1, 'and change nothing')
})

t.test('what was not delivered when the simulator closed is delivered after its next start', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'simulator-webhooks-'))
  t.teardown(() => rm(folder, { recursive: true, force: true }))
  const stateFile = join(folder, 'state.json')
  const first = await notified(t, { stateFile })
  const { endpoint } = first
  const { id } = await first.stripe.accounts.create()
  await first.simulator.setAccountState(id, {})
  await first.simulator.flushWebhooks()
  // One is on its way when the simulator closes, and one waits behind it.
  endpoint.answerWith(() => pause(60_000, 200, { ref: false }))
  await first.simulator.setAccountState(id, { outcome: 'complete' })
  await first.simulator.setAccountState(id, { outcome: 'reject' })
  await endpoint.until(2)
  await first.close()
  t.notMatch(await readFile(stateFile, 'utf8'), /"state":"sending"/)

  endpoint.answerWith(() => 200)
  const second = await running(t, { stateFile })
  await second.simulator.flushWebhooks()
  const events = endpoint.events()
  t.equal(events.length, 4)
  t.equal(events[2]?.id, events[1]?.id)
  t.match(events[3], { data: { object: { requirements: { disabled_reason: 'rejected.other' } } } })
  t.match(await second.simulator.deliveries(), [{ state: 'delivered' }, { state: 'delivered' }, { state: 'delivered' }])
})

t.test('endpoints that are given at the start are those, whatever the file says', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'simulator-webhooks-'))
  t.teardown(() => rm(folder, { recursive: true, force: true }))
  const stateFile = join(folder, 'state.json')
  const first = await running(t, { stateFile })
  await first.simulator.setWebhookEndpoints([{ url: 'http://127.0.0.1:1/old', secret }])
  await first.close()
  const second = await running(t, { stateFile })
  t.match(await second.simulator.webhookEndpoints(), [{ url: 'http://127.0.0.1:1/old' }])
  await second.close()
  const other = await receiver(t)
  const third = await running(t, { stateFile, webhooks: [{ url: other.url, secret }] })
  t.match(await third.simulator.webhookEndpoints(), [{ url: other.url }])
})
