import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { randomNumbers } from '../../../stripe-simulator/random-numbers.ts'
import { asking } from '../../support/asking.ts'
import { testDatabase } from '../../support/database.ts'
import { served } from '../../support/served.ts'
import { environmentFor } from '../../support/service.ts'
import { stage as setStage } from '../../support/stage.ts'
import { closingAll, missedFloors, type ProofPart, type Teardown } from '../frame.ts'
import { loadedDatabase } from '../migrations/loaded-database.ts'
import { type Known, LAST_MIGRATION, type Version003, version003 } from '../migrations/version-003.ts'
import { tally, type Tally, unless } from '../tally.ts'

/** Migration 005 fills columns and builds indexes under its locks: with 5,000 clients somebody waited for 1.4 s. */
const CLIENTS = { small: 1000, full: 2000 }

/** How many do something through the previous version at the same time. */
const ACTORS = 6

/** The previous version gives up a statement that waits longer for a lock than 1.5 s. */
const LONGEST_WAIT_MS = 1000

/** T14: a rolling deployment. */
export const rollingUpgrade: ProofPart = {
  id: 'T14',
  claim:
    'While a new version starts and migrates a database with 2,000 clients in it, the statements of the version whose last migration was 003 go on: none fails, and none waits for a lock longer than a second. Then both work side by side, on the same clients. (Earlier versions are written down as the statements that they sent; their code is not run.)',
  run: ({ size, seed, say, deadline }) =>
    closingAll(async (t) => {
      const all = tally()
      const database = await testDatabase(t, { migrated: false })
      await loadedDatabase(database.url, LAST_MIGRATION, CLIENTS[size])
      all.hit('clients in the database', CLIENTS[size])
      const previous = version003(database.url)
      t.teardown(() => previous.close())
      const locks = await watchLocks(t, database.url)
      const over = new AbortController()
      const actors = Array.from({ length: ACTORS }, (_, index) =>
        busy(all, previous, randomNumbers(seed + index), AbortSignal.any([over.signal, deadline])),
      )
      await sleep(500)
      const before = all.counts['acts of the previous version'] ?? 0
      all.hit('acts of the previous version before the migration', before)

      const stage = await setStage(t, undefined, database)
      const start = performance.now()
      const next = await served(t, {
        ...environmentFor({ databaseUrl: database.url, stripeUrl: stage.stripe.url }),
        TOKEN_LIMIT_PER_MINUTE: '100000',
      })
      all.most('ms from the start of the new version to its first answer', performance.now() - start)
      all.hit(
        'acts of the previous version during the migration',
        (all.counts['acts of the previous version'] ?? 0) - before,
      )
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
        // The accounts of the previous version are made up.
        ...(await stage.violations(known)).filter((violation) => !violation.startsWith('one account: the stored')),
        ...missedFloors(counts, {
          'acts of the previous version before the migration': 20,
          'acts of the previous version during the migration': 20,
          'side by side': 10,
        }),
      )
      return { counts, violations, seed }
    }),
}

/** Invites, opens, shows, replaces and completes, until it is over; answers whom it has dealt with. */
async function busy(all: Tally, previous: Version003, random: () => number, over: AbortSignal): Promise<Known[]> {
  const known: Known[] = []
  async function did(what: string, act: () => Promise<unknown>): Promise<void> {
    const start = performance.now()
    try {
      await act()
      all.hit('acts of the previous version')
    } catch (error) {
      const code = error instanceof pg.DatabaseError ? error.code : undefined
      all.found('the previous version', [`${what} failed: ${code ?? ''} ${String(error)}`])
    }
    all.most('ms for an act of the previous version, at most', performance.now() - start)
  }
  while (!over.aborted) {
    let client: Known | undefined
    await did('inviting', async () => {
      client = await previous.invite()
    })
    if (client === undefined) continue
    let last = client
    known.push(last)
    await did('opening', () => previous.open(last))
    await did('showing', () => previous.show(last))
    if (random() < 0.5) {
      await did('another token', async () => {
        last = await previous.issue(last)
      })
      await did('opening', () => previous.open(last))
    }
    if (random() < 0.5) await did('completing', () => previous.complete(last))
    await sleep(20 * random())
  }
  return known
}

/** A client of each version goes on with the other one. */
async function together(all: Tally, previous: Version003, url: string): Promise<string[]> {
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

/** Looks all the time who waits for a lock, and how long. */
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
         from pg_locks l join pg_database d on d.oid = l.database
         where d.datname = current_database() and not l.granted and l.locktype <> 'advisory'
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
