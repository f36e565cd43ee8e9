import { randomUUID } from 'node:crypto'
import pg from 'pg'
import t from 'tap'
import { decideErasure } from '../../src/domain/decide-client.ts'
import { decideIssue } from '../../src/domain/decide-token.ts'
import { USUAL_RETENTION } from '../../src/domain/retention.ts'
import { allPages } from '../../src/usecases/all-pages.ts'
import { ANOTHER_PLATFORM, onEachAdapter, type ContractWorld } from '../support/contract-ports.ts'
import { testDatabase } from '../support/database.ts'
import { postgresPorts } from '../support/postgres-ports.ts'
import { planOf } from '../support/statement-plan.ts'
import {
  allOf,
  committed,
  hash,
  invited,
  newToken,
  opened,
  platform,
  range,
  staff,
  stored,
  type Invited,
} from './fixtures.ts'

const DAY_MS = 24 * 3_600_000
const NOTHING = {
  provider_event: 0,
  link_attempt: 0,
  idempotency_key: 0,
  outgoing_event: 0,
  token: 0,
  erased_client: 0,
}
const job = { ...staff, name: 'job:retention' }

const event = (id = `evt_${randomUUID()}`) =>
  ({ id, type: 'account.updated', kind: 'account', livemode: false, createdAt: new Date() }) as const

/** Replaces the client's token, as staff do. */
const replaces = (world: ContractWorld, client: Invited) =>
  committed(world, client, (state) => decideIssue(state, newToken()), staff)

onEachAdapter(t, 'what is old', async (t, world) => {
  const { useCases, inbox, tokens, retention, auditTrail } = world
  const run = (options = {}, actor = job) => useCases.applyRetention(actor, options)

  const client = await invited(world)
  const stateHash = hash()
  await opened(world, client, {}, { stateHash })
  await replaces(world, client)
  const [settled, failed] = [event(), event()]
  for (const one of [settled, failed]) await inbox.receive(platform, one, { ignored: false })
  await inbox.settle(platform, settled.id, 'processed')
  await inbox.noteFailure(platform, failed.id, 'timeout')
  await inbox.receive(ANOTHER_PLATFORM, settled, { ignored: true })
  const idempotency = { keyHash: hash(), fingerprint: hash() }
  await useCases.inviteClient(
    { name: 'Ada', email: `${randomUUID()}@example.com`, expiresInHours: 1 },
    staff,
    idempotency,
  )
  const erased = await invited(world)
  await committed(world, erased, (state) => decideErasure(state), staff)
  const trail = async (clientId: string) => (await auditTrail.list({ clientId, platform }, { limit: 50 })).items

  t.test('is kept while it is young', async (t) => {
    t.strictSame(await run(), NOTHING)
  })

  t.test('is counted by a dry run, and kept', async (t) => {
    await world.age(DAY_MS + 1000)
    for (let n = 0; n < 2; n += 1) t.strictSame(await run({ dryRun: true }), { ...NOTHING, idempotency_key: 1 })
  })

  t.test('is deleted at its time: an idempotency key after a day', async (t) => {
    t.strictSame(await run(), { ...NOTHING, idempotency_key: 1 })
    t.strictSame(await run(), NOTHING)
  })

  t.test('events and openings after 30 days, of its platform only, and the values of erased clients', async (t) => {
    t.ok(await tokens.load({ stateHash }))
    const before = await trail(erased.clientId)
    t.ok(before.some(({ facts }) => facts !== undefined))
    await world.age(30 * DAY_MS)
    t.strictSame(await run(), { ...NOTHING, provider_event: 1, link_attempt: 1, erased_client: 1 })
    t.equal(await inbox.find(platform, settled.id), undefined)
    t.ok(await inbox.find(ANOTHER_PLATFORM, settled.id))
    t.ok(await inbox.find(platform, failed.id), 'one that was never processed is kept longer')
    t.equal(await tokens.load({ stateHash }), undefined)
    t.strictSame(
      await trail(erased.clientId),
      before.map(({ facts: _values, ...rest }) => rest),
      'what happened stays',
    )
    t.ok(
      (await trail(client.clientId)).some(({ facts }) => facts !== undefined),
      'no other client loses values',
    )
    t.match(await run({}, { ...job, platform: ANOTHER_PLATFORM }), { provider_event: 1 })
  })

  t.test('a token after 90 days, with its links; the client goes on with its last one', async (t) => {
    t.ok(await tokens.load({ secretHash: client.secretHash }))
    await world.age(60 * DAY_MS)
    t.strictSame(await run(), { ...NOTHING, provider_event: 1, token: 1 })
    t.equal(await tokens.load({ secretHash: client.secretHash }), undefined)
    t.equal(await tokens.load({ tokenId: client.tokenId, platform }), undefined)
    const { state } = await stored(world, client.clientId)
    t.equal(state.tokens.length, 1)
    const { loaded } = await replaces(world, client)
    t.same((await stored(world, client.clientId)).state, loaded.state, 'and the numbers of its tokens go on')
    t.equal(loaded.state.tokens.length, 2)
    t.strictSame(await run(), NOTHING)
  })

  t.test('is listed page by page, each once', async (t) => {
    for (const one of range(5, () => event())) await inbox.receive(platform, one, { ignored: true })
    await world.age(DAY_MS)
    const pages = allPages((after) => retention.old(platform, 'provider_event', DAY_MS, { limit: 2, after }))
    const ids = (await allOf(pages)).map(({ id }) => id)
    t.equal(ids.length, 5)
    t.equal(new Set(ids).size, 5)
    const gone = await Promise.all(range(3, () => retention.delete(platform, 'provider_event', ids)))
    t.equal(
      gone.reduce((sum, count) => sum + count, 0),
      5,
      'and deleted once, also by several workers at the same time',
    )
  })

  t.test('values of a client that is not erased are never removed', async (t) => {
    const before = await trail(client.clientId)
    t.equal(await retention.forgetValues(platform, [client.clientId]).catch(() => 0), 0)
    t.strictSame(await trail(client.clientId), before)
  })
})

t.test('postgres: a batch reads and deletes a bounded number of rows, by an index', async (t) => {
  const { url } = await testDatabase(t)
  const { retention } = postgresPorts(t, url)
  const db = new pg.Pool({ connectionString: url, max: 1 })
  t.teardown(() => db.end())
  await db.query(`
    insert into provider_events (id, type, created_at, received_at, processed_at, outcome)
    select 'evt_' || n, 'x', now(), now() - n * interval '1 minute', now(), 'ignored' from generate_series(1, 60000) n`)
  await db.query(`
    insert into link_attempts (state_hash, token_id, account_id, link_expires_at, created_at, refresh_hash, refresh_until)
    select sha256(('s' || n)::bytea), gen_random_uuid(), 'acct_1', now(), now() - n * interval '1 minute',
           sha256(('r' || n)::bytea), now() from generate_series(1, 60000) n`)
  await db.query('analyze')
  const { items } = await retention.old(platform, 'provider_event', USUAL_RETENTION.providerEvents, { limit: 500 })
  t.equal(items.length, 500)
  t.equal(
    await retention.delete(
      platform,
      'provider_event',
      items.map(({ id }) => id),
    ),
    500,
  )

  for (const kind of ['provider_event', 'link_attempt'] as const) {
    const plan = await planOf(db, 'select', () => retention.old(platform, kind, 30 * DAY_MS, { limit: 500 }))
    t.match(plan, /Index (Only )?Scan (Backward )?using \w+_by_(arrival|age)/, kind)
    t.notMatch(plan, /Seq Scan on (provider_events|link_attempts)/)
  }
})
