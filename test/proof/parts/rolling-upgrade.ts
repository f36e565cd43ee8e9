import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { randomNumbers } from '../../../packages/stripe-simulator/src/support/random-numbers.ts'
import { asking } from '../../support/asking.ts'
import { testDatabase } from '../../support/database.ts'
import { served } from '../../support/served.ts'
import { environmentFor } from '../../support/service.ts'
import { stage as setStage } from '../../support/stage.ts'
import { closingAll, missedFloors, type ProofPart, type Teardown } from '../frame.ts'
import { loadedClient, loadedDatabase } from '../migrations/loaded-database.ts'
import { wrongInLists } from '../migrations/lists.ts'
import { type Known, LAST_MIGRATION, type Version001, version001 } from '../migrations/version-001.ts'
import { tally, type Tally, unless } from '../tally.ts'

const CLIENTS = { small: 3000, full: 50_000 }

/** How many do something through the previous version at the same time. */
const ACTORS = 6

const ACTS = 'acts of the previous version'
const LOADED = 'clients that were there and that the previous version dealt with'

/** The previous version gives up a statement that waits longer for a lock than 1.5 s. */
const LONGEST_WAIT_MS = 1000

/** T14: a rolling deployment. */
export const rollingUpgrade: ProofPart = {
  id: 'T14',
  claim:
    'While two instances of a new version start and migrate a database with 50,000 clients in it, the statements of the version whose last migration was 001 go on, on these clients and on new ones: none fails, and none waits for a lock longer than a second. Then both versions work side by side, on the same clients, and what lists show of them is right for each. (Earlier versions are written down as the statements that they sent; their code is not run.)',
  run: ({ size, seed, say, deadline }) =>
    closingAll(async (t) => {
      const all = tally()
      const database = await testDatabase(t, { migrated: false })
      await loadedDatabase(database.url, LAST_MIGRATION, CLIENTS[size])
      all.hit('clients in the database', CLIENTS[size])
      const previous = version001(database.url)
      t.teardown(() => previous.close())
      const locks = await watchLocks(t, database.url)
      const over = new AbortController()
      const actors = Array.from({ length: ACTORS }, (_, index) =>
        busy(all, previous, {
          random: randomNumbers(seed + index),
          clients: CLIENTS[size],
          over: AbortSignal.any([over.signal, deadline]),
        }),
      )
      await sleep(500)
      const acts = () => all.counts[ACTS] ?? 0
      const before = acts()
      all.hit(`${ACTS} before the migrations`, before)

      const stage = await setStage(t, undefined, database)
      const start = performance.now()
      const beforeBuilding = firstIndexBegun(stage.db).then(acts)
      const environment = {
        ...environmentFor({ databaseUrl: database.url, stripeUrl: stage.stripe.url }),
        TOKEN_LIMIT_PER_MINUTE: '100000',
        ADMIN_LIMIT_PER_MINUTE: '1000000',
      }
      const [next] = await Promise.all([served(t, environment), served(t, environment)])
      all.most('ms from the start of the new version to its first answer', performance.now() - start)
      all.hit(`${ACTS} during the migrations`, acts() - before)
      all.hit(`${ACTS} while indexes were built`, acts() - (await beforeBuilding))
      say(`migrated with ${CLIENTS[size]} clients, ${all.violations.length} violations so far`)
      for (let time = 0; time < 10; time += 1) all.found('side by side', await together(all, previous, next.url))
      over.abort()
      const known = (await Promise.all(actors)).flat()

      all.most('ms that a statement waited for a lock, at most', locks.longestMs())
      const { counts, violations } = all
      violations.push(
        ...unless(
          locks.longestMs() < LONGEST_WAIT_MS,
          `a statement waited for a lock for ${Math.round(locks.longestMs())} ms, longest behind: ${locks.behind()}`,
        ),
        ...(await wrongInLists(stage.db)),
        // The accounts of the previous version are made up.
        ...(await stage.violations(known)).filter((violation) => !violation.startsWith('one account: the stored')),
        ...missedFloors(counts, {
          [`${ACTS} before the migrations`]: 20,
          [`${ACTS} while indexes were built`]: 20,
          [LOADED]: 20,
          'side by side': 10,
        }),
      )
      return { counts, violations, seed }
    }),
}

/** Resolves when the new version has begun to build its indexes beside the daily work. */
async function firstIndexBegun(db: pg.Pool): Promise<void> {
  for (;;) {
    const { rows } = await db.query<{ begun: boolean }>(
      `select to_regclass('onboardings_by_status') is not null as begun`,
    )
    if (rows[0]?.begun) return
    await sleep(5)
  }
}

/**
 * Invites somebody or takes one of the clients that were there; opens, shows, fails, replaces, revokes and completes;
 * until it is over;
 * answers whom it has dealt with.
 */
async function busy(
  all: Tally,
  previous: Version001,
  { random, clients, over }: { random: () => number; clients: number; over: AbortSignal },
): Promise<Known[]> {
  const known: Known[] = []
  async function did(what: string, act: () => Promise<unknown>): Promise<void> {
    const start = performance.now()
    try {
      await act()
      all.hit(ACTS)
    } catch (error) {
      const code = error instanceof pg.DatabaseError ? error.code : undefined
      all.found('the previous version', [`${what} failed: ${code ?? ''} ${String(error)}`])
    }
    all.most('ms for an act of the previous version, at most', performance.now() - start)
  }
  while (!over.aborted) {
    let client: Known | undefined
    if (random() < 0.5) {
      client = loadedClient(1 + Math.floor(clients * random()))
      all.hit(LOADED)
    } else {
      await did('inviting', async () => {
        client = await previous.invite()
      })
    }
    if (client === undefined) continue
    let last = client
    known.push(last)
    await did('opening', () => previous.open(last))
    await did('showing', () => previous.show(last))
    if (random() < 0.3) await did('failing', () => previous.fail(last))
    if (random() < 0.5) {
      await did('another token', async () => {
        last = await previous.issue(last)
      })
      await did('opening', () => previous.open(last))
    }
    if (random() < 0.5) await did('completing', () => previous.complete(last))
    if (random() < 0.3) await did('revoking', () => previous.revoke(last))
    await sleep(20 * random())
  }
  return known
}

/** A client of each version goes on with the other one. */
async function together(all: Tally, previous: Version001, url: string): Promise<string[]> {
  const ask = asking(url)
  const statusOfOpening = async (secret: string) => (await ask('GET', `/api/v1/onboard-client?token=${secret}`))?.status
  const expect = (what: string, status: number | undefined, expected: number) =>
    unless(status === expected, `${what}: ${status} instead of ${expected}`)

  const invited = await previous.invite()
  const found = expect("the new version opens the previous one's link", await statusOfOpening(invited.secret), 200)
  const replaced = await previous.issue(invited)
  found.push(
    ...expect(
      'the new version opens a link that the previous one has replaced',
      await statusOfOpening(invited.secret),
      410,
    ),
    ...expect('the new version opens what it was replaced by', await statusOfOpening(replaced.secret), 200),
  )
  const email = `${crypto.randomUUID()}@example.com`
  const answer = await ask('POST', '/api/v1/clients', JSON.stringify({ name: 'Ada Lovelace', email }))
  const client = answer?.body['client'] as { id: string } | undefined
  const onboarding = answer?.body['onboarding'] as { tokenId: string; token: string } | undefined
  if (client === undefined || onboarding === undefined) return [...found, `inviting: ${answer?.status} ${answer?.text}`]
  const mine = { ...invited, clientId: client.id, tokenId: onboarding.tokenId }
  await previous.show(mine)
  const { secret } = await previous.issue(mine)
  found.push(
    ...expect("the previous version replaced the new one's link", await statusOfOpening(onboarding.token), 410),
    ...expect('the new version opens what it was replaced by', await statusOfOpening(secret), 200),
  )
  const listed = await ask('GET', `/api/v1/clients?q=${encodeURIComponent(email)}`)
  const data = listed?.body['data'] as readonly unknown[] | undefined
  found.push(...unless(data?.length === 1, `the new version lists ${data?.length} such clients: ${listed?.text}`))
  all.hit('side by side')
  return found
}

/** Looks all the time who waits for a lock, and how long. Who migrates may wait: nobody waits behind it for longer. */
async function watchLocks(t: Teardown, databaseUrl: string) {
  const client = new pg.Client({ connectionString: databaseUrl })
  client.on('error', () => {}) // the database is dropped at the end
  await client.connect()
  let [longestMs, behind] = [0, '']
  const over = new AbortController()
  async function watch(): Promise<void> {
    while (!over.signal.aborted) {
      const { rows } = await client.query<{ ms: number; behind: string }>(
        `select extract(epoch from clock_timestamp() - l.waitstart)::float8 * 1000 as ms,
           (select left(b.query, 200) from pg_stat_activity b where b.pid = any(pg_blocking_pids(l.pid)) limit 1) as behind
         from pg_locks l join pg_stat_activity a using (pid)
         where a.datname = current_database() and not l.granted
           and l.locktype <> 'advisory' and a.backend_type = 'client backend'
           and a.application_name <> 'connect-onboarding migrate'
         order by l.waitstart limit 1`,
      )
      const [wait] = rows
      if (wait !== undefined && wait.ms > longestMs) [longestMs, behind] = [wait.ms, wait.behind]
      await sleep(10)
    }
  }
  const watched = watch()
  t.teardown(async () => {
    over.abort()
    await watched
    await client.end()
  })
  return { longestMs: () => longestMs, behind: () => behind }
}
