import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { Stripe } from 'stripe'
import { startSimulator } from '#stripe-simulator'
import { inherited } from '../support/inherited.ts'

const ROOT = join(import.meta.dirname, '../..')

/** Ends the process with 99 when it connects to anything. */
const NO_NETWORK = `--import=data:text/javascript,${encodeURIComponent(
  `import { Socket } from 'node:net'; Socket.prototype.connect = () => process.exit(99)`,
)}`

/** Starts `npm run test:stripe` with exactly this environment. */
function start(args: readonly string[], environment: Record<string, string> = {}, flags: readonly string[] = []) {
  const child = spawn('env', ['-u', 'NODE_OPTIONS', process.execPath, ...flags, 'test/stripe/run.ts', ...args], {
    cwd: ROOT,
    env: { ...inherited(), ...environment },
  })
  let said = ''
  child.stdout.on('data', (bytes: Buffer) => (said += bytes.toString()))
  child.stderr.on('data', (bytes: Buffer) => (said += bytes.toString()))
  const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, said }))
  return { child, ended }
}

async function simulated(t: Test) {
  const { url, simulator, port, close } = await startSimulator()
  t.teardown(close)
  const stripe = new Stripe('sk_test_x', { host: '127.0.0.1', port, protocol: 'http', telemetry: false })
  const remaining = async () => (await simulator.accounts()).filter(({ access }) => access === 'connected')
  return { url, simulator, stripe, remaining }
}

const tagged = (run: string) => ({ type: 'express', metadata: { test_stripe: run } }) as const

t.test('without a key it says so, and asks nobody', async (t) => {
  const { code, said } = await start([], {}, [NO_NETWORK]).ended
  t.equal(code, 2)
  t.match(said, /^There is no key to ask Stripe with\. Set STRIPE_SECRET_KEY/)
})

t.test('a live key is refused, and nothing is sent or repeated', async (t) => {
  for (const key of ['sk_live_0123456789', 'rk_live_0123456789']) {
    const { code, said } = await start([], { STRIPE_SECRET_KEY: key }, [NO_NETWORK]).ended
    t.equal(code, 2)
    t.match(said, /is a live key\. Nothing was sent to Stripe/)
    t.notMatch(said, key)
  }
  const test = await start([], { STRIPE_SECRET_KEY: 'sk_test_0123456789' }, [NO_NETWORK]).ended
  t.equal(test.code, 99, 'while a test key is used')
})

t.test('a wrong option is answered with the usage', async (t) => {
  for (const args of [['--api', 'v3'], ['--against', 'https://api.example.com'], ['--nonsense']]) {
    const { code, said } = await start(args, {}, [NO_NETWORK]).ended
    t.equal(code, 2)
    t.match(said, /--against simulator/)
  }
})

t.test('against the simulator everything holds, and no account is left', { timeout: 280_000 }, async (t) => {
  const { url, stripe, remaining } = await simulated(t)
  const old = await stripe.accounts.create(tagged('2020-01-01T00:00:00.000Z-abc123'))
  const recent = await stripe.accounts.create(tagged(`${new Date().toISOString()}-abc123`))
  const other = await stripe.accounts.create({ type: 'express' })
  const { code, said } = await start(['--against', url]).ended
  t.match(said, /\n\d{3} hold, 0 differ, \d+ were not tried/)
  t.equal(code, 0, said)
  t.match(said, /holds {5}v2\.contract\.\d+: v2: creating an account > two requests give one account/)
  t.match(said, /accounts of this run: \d+ removed, 0 left/)
  t.match(said, /accounts of earlier runs: 1 removed, 0 left/)
  const ids = (await remaining()).map(({ id }) => id)
  t.notOk(ids.includes(old.id), 'that of an earlier run is removed')
  t.strictSame(ids, [recent.id, other.id], 'those of a run that may be under way, and of others, are not')
})

t.test('a simulator of its own will do, and one generation of the API', async (t) => {
  const { code, said } = await start(['--against', 'simulator', '--api', 'v1', '--only', '.keys']).ended
  t.equal(code, 0, said)
  t.match(said, /holds {5}v1\.keys\.replay/)
  t.notMatch(said, /v2\.keys/)
})

t.test('what differs is told, with what was seen', async (t) => {
  const { url, simulator } = await simulated(t)
  await simulator.setPlatform({ profileReviewed: false, v2InV1List: false })
  const { code, said } = await start(['--against', url, '--only', 'v1.refusals.transfers']).ended
  t.equal(code, 1)
  t.match(said, /differs {3}v1\.refusals\.transfers.*\n.*our adapter calls it platform_profile_incomplete/)
  t.match(said, /0 hold, 1 differ, 0 were not tried/)
})

t.test('what cannot be removed is told', async (t) => {
  const { url, simulator, remaining } = await simulated(t)
  for (const route of ['accounts.close', 'accounts.delete'] as const) {
    await simulator.faults.add({ route, share: 1, fault: { kind: 'error', status: 400, saved: false } })
  }
  const { code, said } = await start(['--against', url, '--only', 'v2.accounts.payouts']).ended
  const [account] = await remaining()
  t.equal(code, 1)
  t.match(said, /1 hold, 0 differ/)
  t.match(said, new RegExp(`left: ${account?.id}: `))
})

t.test('an interrupted run removes its accounts as well', async (t) => {
  const { url, simulator, remaining } = await simulated(t)
  const { child, ended } = start(['--against', url])
  while ((await simulator.accounts()).length < 3 && child.exitCode === null) await sleep(20)
  // `env` has been replaced by node, so this reaches the run.
  child.kill('SIGINT')
  const { code, said } = await ended
  t.equal(code, 130, said)
  t.match(said, /accounts of this run: [1-9]\d* removed, 0 left/)
  t.strictSame(await remaining(), [])
})
