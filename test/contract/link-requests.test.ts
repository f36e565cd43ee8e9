import pg from 'pg'
import t from 'tap'
import { decideErasure } from '../../src/domain/decide-client.ts'
import { MOST_CLIENTS } from '../../src/ports/link-requests.ts'
import { commit } from '../../src/usecases/commit.ts'
import { ANOTHER_PLATFORM, onEachAdapter } from '../support/contract-ports.ts'
import { testDatabase } from '../support/database.ts'
import { postgresPorts } from '../support/postgres-ports.ts'
import { planOf } from '../support/statement-plan.ts'
import { invited, newId, platform, range, staff } from './fixtures.ts'

/** So many that a scan of all would be dearer. */
const CLIENTS = 2000

onEachAdapter(t, 'requests for the links of an address', async (t, world) => {
  const { linkRequests, tokens } = world
  /** What the job knows that is queued for this address. */
  async function queuedFor(email: string, at = platform) {
    await linkRequests.add({ platform: at, email, requestId: 'request-1' })
    return (await world.queuedLinkRequests()).at(-1)
  }
  const job = (clientIds: readonly string[], at = platform) => ({ platform: at, requestId: 'request-1', clientIds })

  t.test('a job has the clients of the platform with this address, ignoring case, the newest first', async (t) => {
    const email = `${newId()}@Example.com`
    const alone = await invited(world, { client: { email } })
    const second = await invited(world, { client: { email: email.toUpperCase(), externalId: newId() } })
    await invited(world, { client: { email: `x${email}` } })
    for (const typed of [email, email.toLowerCase(), email.toUpperCase()]) {
      t.strictSame(await queuedFor(typed), job([second.clientId, alone.clientId]))
    }
    t.strictSame(await queuedFor(email, ANOTHER_PLATFORM), job([], ANOTHER_PLATFORM))
  })

  t.test('an address that no client has is queued like any other, and so is that of an erased client', async (t) => {
    t.strictSame(await queuedFor('stranger@example.com'), job([]))
    const { loaded, email } = await invited(world)
    await commit(tokens, loaded, decideErasure, { actor: staff })
    t.strictSame(await queuedFor(email), job([]))
    t.strictSame(await queuedFor(''), job([]))
  })

  t.test('of many clients with one address the newest are queued', async (t) => {
    const email = `${newId()}@example.com`
    const ids = []
    for (const externalId of range(MOST_CLIENTS + 2, newId)) {
      ids.push((await invited(world, { client: { email, externalId } })).clientId)
    }
    t.strictSame(await queuedFor(email), job(ids.toReversed().slice(0, MOST_CLIENTS)))
  })
})

t.test('postgres: an address is found through an index', async (t) => {
  const { url } = await testDatabase(t)
  const { linkRequests } = postgresPorts(t, url)
  const db = new pg.Pool({ connectionString: url, max: 1 })
  t.teardown(() => db.end())
  await db.query(`
    with made as (
      insert into onboardings
        (client_id, version, status, latest_token_id, token_expires_at, readiness, next_action, since)
      select gen_random_uuid(), 1, 'pending', gen_random_uuid(), now(), 'none', 'client', now()
      from generate_series(1, ${CLIENTS})
      returning client_id
    )
    insert into clients (id, name, email, created_at)
    select client_id, 'Ada', client_id || '@example.com', now() from made`)
  await db.query('analyze')
  const plan = await planOf(db, 'from clients', () =>
    linkRequests.add({ platform, email: 'ada@example.com', requestId: 'request-1' }),
  )
  t.match(plan, /Index Scan using clients_email_key/)
  t.notMatch(plan, /Seq Scan/)
})
