import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Test } from 'tap'
import t from 'tap'
import { startSimulator } from '#stripe-simulator'
import { failureOf, onboarding, openPage, press, refreshUrl, returnUrl, running } from './harness.ts'

async function folder(t: Test): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'simulator-state-'))
  t.teardown(() => rm(path, { recursive: true, force: true }))
  return path
}

t.test('a simulator continues with the state of the last one with the same file', async (t) => {
  const stateFile = join(await folder(t), 'below', 'state.json')
  const first = await running(t, { stateFile })
  const { account, link } = await onboarding(first.stripe)
  const form = await openPage(link)
  const unused = await onboarding(first.stripe)
  const keyed = await first.stripe.accounts.create({ email: 'jo@example.com' }, { idempotencyKey: 'k1' })
  const odd = await first.stripe.accounts.create({}, { idempotencyKey: 'k2' })
  await first.simulator.setAccountState(odd.id, { disabled_reason: 'something_new' })
  await first.simulator.setAccountState(unused.account.id, { access: 'deauthorised' })
  await first.simulator.clock.advance(60_000)
  const links = await first.simulator.accountLinks()
  await first.close()

  const second = await running(t, { stateFile, port: first.port })
  t.same(await second.stripe.accounts.retrieve(account.id), account)
  t.match(await second.stripe.accounts.retrieve(odd.id), { requirements: { disabled_reason: 'something_new' } })
  t.match(await failureOf(second.stripe.accounts.retrieve(unused.account.id)), { code: 'account_invalid' })
  t.same(await second.simulator.accountLinks(), links)
  t.match(links, [{ visits: 1 }, { visits: 0 }])
  t.match(await second.simulator.clock.now(), { advancedMs: 60_000 })

  const replayed = await second.stripe.accounts.create({ email: 'jo@example.com' }, { idempotencyKey: 'k1' })
  t.equal(replayed.id, keyed.id)
  t.equal(replayed.lastResponse.headers['idempotent-replayed'], 'true')
  t.match(await failureOf(second.stripe.accounts.create({}, { idempotencyKey: 'k1' })), { type: /Idempotency/ })

  t.equal((await fetch(link.url, { redirect: 'manual' })).headers.get('location'), refreshUrl, 'a used link stays used')
  t.equal((await press(form, 'complete')).headers.get('location'), returnUrl, 'an open page stays open')
  const newer = await second.stripe.accounts.create()
  t.same(
    (await second.stripe.accounts.list()).data.map(({ id }) => id),
    [newer.id, odd.id, keyed.id, account.id],
  )
})

t.test('what changed is in the file a moment later, without a close', async (t) => {
  const stateFile = join(await folder(t), 'state.json')
  const { stripe } = await running(t, { stateFile })
  const made = await Promise.all(Array.from({ length: 20 }, () => stripe.accounts.create()))
  await t.resolves(
    until(async () => (await readFile(stateFile, 'utf8').catch(() => '')).includes(made.at(-1)?.id ?? '?')),
  )
  const text = await readFile(stateFile, 'utf8')
  t.ok(made.every(({ id }) => text.includes(id)))
  t.equal((await stat(stateFile)).mode & 0o777, 0o600, 'only its owner can read it')
})

t.test('whatever changes is written without waiting for another change', async (t) => {
  const stateFile = join(await folder(t), 'state.json')
  const { stripe, simulator } = await running(t, { stateFile })
  const written = (text: string) => async () => (await readFile(stateFile, 'utf8').catch(() => '')).includes(text)
  const { account, link } = await onboarding(stripe)
  await t.resolves(until(written('"visits":0')), 'a link')
  const form = await openPage(link)
  await t.resolves(until(written('"visits":1')), 'a visit')
  await press(form, 'save_for_later')
  await t.resolves(until(written('"ended":true')), 'the end of a page')
  await simulator.faults.add({ route: '*', fault: { kind: 'error', status: 500, saved: true } })
  await failureOf(stripe.accounts.create({}, { idempotencyKey: 'key-of-a-failure' }))
  await t.resolves(until(written('key-of-a-failure')), 'a key')
  await simulator.scheduleRequirements(account.id, { items: ['later'], dueInMs: 1e6, deadlineInMs: 2e6 })
  await t.resolves(until(written('"later"')), 'a schedule')
  await simulator.setWebhookEndpoints([{ url: 'http://127.0.0.1:1/hooks', secret: 'whsec_x' }])
  await t.resolves(until(written('/hooks')), 'an endpoint')
})

t.test('a file that a killed simulator left half written is ignored', async (t) => {
  const path = await folder(t)
  const stateFile = join(path, 'state.json')
  await writeFile(`${stateFile}.tmp`, '{"version":', { mode: 0o644 })
  const { stripe, close } = await running(t, { stateFile })
  await stripe.accounts.create()
  await close()
  t.same(await readdir(path), ['state.json'])
  t.equal((await stat(stateFile)).mode & 0o777, 0o600)
})

t.test('reset also empties the file', async (t) => {
  const stateFile = join(await folder(t), 'state.json')
  const first = await running(t, { stateFile })
  await onboarding(first.stripe)
  await first.simulator.reset()
  await first.close()
  const second = await running(t, { stateFile })
  t.same([await second.simulator.accounts(), await second.simulator.accountLinks()], [[], []])
})

t.test('a file that cannot be read stops the start and says what to do', async (t) => {
  const stateFile = join(await folder(t), 'state.json')
  for (const text of ['', '{"version":2,"clo', '[]', '{"version":2}', 'null']) {
    await writeFile(stateFile, text)
    await t.rejects(startSimulator({ stateFile }), /state\.json is damaged\. Delete it/, text)
    t.equal(await readFile(stateFile, 'utf8'), text, 'and is left as it was')
  }
  await writeFile(stateFile, '{"version":999,"more":true}')
  await t.rejects(startSimulator({ stateFile }), /another version .*format 999.* Delete it/)
})

t.test('a state that cannot be written causes a warning, and close fails', async (t) => {
  const path = await folder(t)
  const simulation = await startSimulator({ stateFile: join(path, 'state.json') })
  const warned = new Promise<Error>((resolve) => process.once('warning', resolve))
  await rm(path, { recursive: true })
  await simulation.simulator.clock.advance(1)
  t.match(await warned, { message: /cannot keep its state/ })
  await t.rejects(simulation.close(), { code: 'ENOENT' })
})

async function until(holds: () => Promise<boolean>): Promise<void> {
  const limit = Date.now() + 5000
  while (!(await holds())) {
    if (Date.now() > limit) throw new Error('it did not come true')
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}
