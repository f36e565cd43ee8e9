import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { composeUseCases, openPorts } from '../../src/compose.ts'
import { readConfig } from '../../src/config/config.ts'
import { pingReceivers } from '../../src/usecases/setup/ping-receivers.ts'
import { platformSetup } from '../../src/platform-setup.ts'
import { DEFAULT_PLATFORM } from '../../src/ports/actor.ts'
import { capturedLog } from '../support/captured-log.ts'
import { platformsFile } from '../support/two-platforms.ts'
import { work } from '../../src/work.ts'
import { environmentFor, startService, surroundings } from '../support/service.ts'

t.test('a ping shows whether events arrive, and why not', async (t) => {
  const around = await surroundings(t)
  const { simulator } = around.stripe
  const front = await startService(t, around)
  const environment = { ...environmentFor({ databaseUrl: around.databaseUrl, stripeUrl: around.stripe.url }) }
  const config = readConfig({ ...environment, STRIPE_ACCOUNTS_API: 'v2', API_BASE_URL: front.url })
  const { log, lines } = capturedLog()
  const ports = openPorts(config, log)
  t.teardown(() => ports.close())
  const own = composeUseCases(ports, config, log).at(DEFAULT_PLATFORM)
  if (own === undefined) throw new Error('there is no platform')
  const { diagnose, setUpReceivers } = own
  const delivery = async () => (await diagnose(AbortSignal.timeout(20_000))).filter(({ id }) => id === 'event_delivery')
  // As the job runs it, but for the length of its minute.
  const setup = platformSetup(config.platforms[0], { isAlone: true })
  const ping = () => pingReceivers({ ...ports, setup, log, pause: () => sleep(100) })(AbortSignal.timeout(30_000))

  const [made] = await setUpReceivers({ dryRun: false }, AbortSignal.timeout(20_000))
  t.match(await delivery(), [{ outcome: 'ok', sentence: /none has come yet/ }])

  t.same(await ping(), { arrived: 0, missing: 1 }, 'its secret is not configured')
  t.match(lines().at(-1), { level: 'warn', msg: /ping .* did not arrive/, reasons: ['refused_secret'] })
  const [missing] = await delivery()
  t.match(missing, { outcome: 'fault', sentence: /did not arrive within a minute: no secret/, page: /webhooks$/ })

  await simulator.setPlatform({ wallClockAheadMs: -3_600_000 })
  const rotated = await startService(t, around, { STRIPE_WEBHOOK_SECRET: made?.secret ?? '' })
  const url = `${rotated.url}/api/v1/webhooks/stripe`
  await fetch(`${around.stripe.url}/v2/core/event_destinations/${made?.id}`, {
    method: 'POST',
    headers: { authorization: 'Bearer sk_test_0123456789' },
    body: JSON.stringify({ webhook_endpoint: { url } }),
  })
  const moved = { ...setup, eventsUrl: url }
  const pingAgain = () =>
    pingReceivers({ ...ports, setup: moved, log, pause: () => sleep(100) })(AbortSignal.timeout(30_000))
  t.same(await pingAgain(), { arrived: 0, missing: 1 }, 'the clock is wrong')
  t.ok((await delivery()).some(({ sentence }) => /older than 300 s/.test(sentence)))

  await simulator.setPlatform({})
  t.same(await pingAgain(), { arrived: 1, missing: 0 })
  t.notOk(
    (await delivery()).some(({ outcome }) => outcome === 'fault'),
    'what is over is no fault',
  )
})

t.test('a worker of several platforms that closes waits for the pings that are under way', async (t) => {
  const { databaseUrl, stripe } = await surroundings(t)
  const { variables } = await platformsFile(t)
  const { log, lines } = capturedLog()
  const config = readConfig({ ...environmentFor({ databaseUrl, stripeUrl: stripe.url }), ...variables })
  const ports = openPorts(config, log)
  t.teardown(() => ports.close())
  let handlers: Parameters<typeof ports.startWorker>[0] | undefined
  const queue = async (given: typeof handlers) => {
    handlers = given
    return { close: async () => {} }
  }
  const worker = await work({ ...ports, startWorker: queue }, config, log)
  await stripe.simulator.faults.add({ route: '*', fault: { kind: 'latency', ms: 500 }, times: 99 })
  void handlers?.pingReceivers('job-1', AbortSignal.timeout(20_000))
  await worker.close()
  const pinged = lines().filter(({ msg }) => msg === 'the receivers of events were pinged')
  t.same(pinged.map(({ platform }) => String(platform)).toSorted(), ['acme', 'bazaar'])
})
