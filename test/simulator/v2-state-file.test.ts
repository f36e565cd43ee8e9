import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { failureOf, openPage, press, refreshUrl, returnUrl, running, visit } from './harness.ts'
import { receiver } from './receiver.ts'
import { everything, linkParams, payable } from './v2-harness.ts'

async function stateFile(t: Test): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'simulator-v2-state-'))
  t.teardown(() => rm(path, { recursive: true, force: true }))
  return join(path, 'state.json')
}

t.test('accounts, links, keys, events and destinations of v2 outlive the simulator', async (t) => {
  const file = await stateFile(t)
  const endpoint = await receiver(t)
  const first = await running(t, { stateFile: file })
  const { accounts, accountLinks, eventDestinations, events } = first.stripe.v2.core
  await eventDestinations.create({
    name: 'Accounts',
    type: 'webhook_endpoint',
    event_payload: 'thin',
    events_from: ['@accounts'],
    enabled_events: ['*'],
    webhook_endpoint: { url: endpoint.url },
  })
  const params = { ...payable, display_name: 'Jo', identity: { country: 'de', entity_type: 'company' as const } }
  const { id } = await accounts.create(params, { idempotencyKey: 'k1' })
  const account = await accounts.retrieve(id, { include: everything })
  await first.simulator.faults.add({ route: 'accounts.create', fault: { kind: 'error', status: 500, saved: true } })
  await failureOf(accounts.create(payable, { idempotencyKey: 'k2' }))
  const used = await accountLinks.create(linkParams(id))
  const form = await openPage(used)
  const unused = await accountLinks.create(linkParams(id), { idempotencyKey: 'k3' })
  const sandboxed = await first.sdk({}, 'sk_test_sandbox_blue').v2.core.accounts.create(payable)
  const seen = (await events.list()).data.map((event) => event.id)
  await first.simulator.flushWebhooks()
  await first.close()

  // The endpoints that are given at the start replace those of the control API only.
  const webhooks = [{ url: 'http://127.0.0.1:1/hooks', secret: 'whsec_x', retryDelaysMs: [] }]
  const second = await running(t, { stateFile: file, port: first.port, webhooks })
  const later = second.stripe.v2.core
  t.same(await later.accounts.retrieve(id, { include: everything }), account)
  t.equal((await later.accounts.create(params, { idempotencyKey: 'k1' })).id, id)
  const other = { ...payable, display_name: 'Other' }
  t.match(await failureOf(later.accounts.create(other, { idempotencyKey: 'k2' })), { code: 'idempotency_error' })
  t.ok(await later.accounts.create(payable, { idempotencyKey: 'k2' }), 'what failed is done now')
  t.match(await failureOf(later.accounts.retrieve(sandboxed.id)), { code: 'not_found' })
  t.same(
    (await later.events.list()).data.slice(1).map((event) => event.id),
    seen,
  )

  t.equal((await later.accountLinks.create(linkParams(id), { idempotencyKey: 'k3' })).url, unused.url)
  t.equal((await visit(used)).headers.get('location'), refreshUrl)
  t.equal((await visit(unused)).status, 200)
  t.match(await failureOf(later.accounts.update(id, { identity: { entity_type: 'individual' } })), {
    code: 'invalid_fields',
  })
  const before = endpoint.received.length
  t.equal((await press(form, 'complete')).headers.get('location'), returnUrl)
  await second.simulator.flushWebhooks()
  t.ok(endpoint.received.length > before, 'destinations go on')
  t.match(JSON.parse(endpoint.received.at(-1)?.body ?? ''), { type: 'v2.core.account_link.returned' })
})

t.test('reset deletes them, except the endpoints', async (t) => {
  const { stripe, simulator } = await running(t)
  const { accounts, accountLinks, events } = stripe.v2.core
  const { id } = await accounts.create(payable, { idempotencyKey: 'k1' })
  await accountLinks.create(linkParams(id))
  await simulator.setPlatform({ accountsV2: false, liveKeys: true })
  await simulator.reset()
  t.same((await accounts.list()).data, [])
  t.same((await events.list()).data, [])
  t.match(await failureOf(accounts.retrieve(id)), { code: 'not_found' })
  t.ok(await accounts.create({ ...payable, display_name: 'Other' }, { idempotencyKey: 'k1' }))
})
