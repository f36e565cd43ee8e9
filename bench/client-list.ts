// Measures how fast a page of the client list is with a million clients, compared with the cheapest query on the same
// database. `npm run bench:client-list`; another number of clients can follow `--`.
import { mkdtemp, chmod, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { startEmbeddedPostgres } from '../src/adapters/embedded-postgres/start-embedded-postgres.ts'
import { createLog } from '../src/observability/log.ts'
import { isReachable, openDatabase } from '../src/adapters/postgres/database.ts'
import { postgresOnboardingQueries } from '../src/adapters/postgres/onboarding-queries.ts'
import { migrateDatabase } from '../src/compose.ts'
import { DEFAULT_PLATFORM } from '../src/ports/actor.ts'
import type { ClientFilter } from '../src/ports/onboarding-queries.ts'

const CLIENTS = Number(process.argv[2] ?? 1_000_000)
const ROUNDS = 60
const PAGE = 50

/**
 * Newest last, as in production. Of a hundred clients ten are in progress, sixty onboarded, two revoked, and the rest
 * never opened their link; three of four links have expired. One in a thousand is paused, and one in a hundred thousand
 * is named Rarity.
 */
const FILL = `
  create temporary table made as
    select n, (lpad(to_hex(1700000000000 + n), 12, '0') || '7000' || '8' || lpad(to_hex(n), 15, '0'))::uuid as id
    from generate_series(1, $1::int) n;
  create temporary table stood as
    select n, id, status, at, case when n % 1000 = 3 then 'paused' when n % 100 < 10 then 'onboarding'
                                   when n % 100 < 70 then 'active' else 'none' end as readiness
    from (select n, id, date_trunc('milliseconds', now() - interval '56 days' * (1 - n / $1::float8)) as at,
                 case when n % 100 < 10 then 'in_progress' when n % 100 < 70 then 'completed'
                      when n % 100 < 72 then 'revoked' else 'pending' end as status from made) x;
  insert into onboardings (client_id, version, status, latest_token_id, token_expires_at, readiness, next_action, since)
    select id, 2, status, id, at + interval '14 days', readiness, 'none', at from stood;
  insert into clients (id, name, email, external_id, created_at)
    select id, case when n % 100000 = 7 then 'Rarity ' else 'Client ' end || n, n || '@example.com', 'crm-' || n, at
    from stood;
  insert into onboarding_tokens (id, client_id, number, purpose, status, issued_by, issued_at, expires_at, started_at,
                                 links_until, completed_at, revoked_at, revoke_reason)
    select id, id, 1, 'onboarding', status, 'staff', at, at + interval '14 days',
           case when status in ('in_progress', 'completed') then at end,
           case when status in ('in_progress', 'completed') then at end, case when status = 'completed' then at end,
           case when status = 'revoked' then at end, case when status = 'revoked' then 'operator' end
    from stood;
  insert into accounts (id, client_id, generation, snapshot, fetched_at, created_at)
    select 'acct_' || n, id, 1, '{"detailsSubmitted":true,"chargesEnabled":true,"payoutsEnabled":true,
      "requirements":{"currentlyDue":[],"pastDue":[],"pendingVerification":[],"errors":[]}}', now(), at
    from stood where readiness <> 'none';
`

const QUESTIONS: Record<string, ClientFilter> = {
  'no filter': {},
  'status=pending': { status: 'pending' },
  'status=in_progress': { status: 'in_progress' },
  'status=expired': { status: 'expired' },
  'status=revoked': { status: 'revoked' },
  'readiness=none': { readiness: 'none' },
  'readiness=paused (1 in 1,000)': { readiness: 'paused' },
  'status=completed&readiness=paused': { status: 'completed', readiness: 'paused' },
  'q=example.com (everybody)': { text: 'example.com' },
  'q=rarity (1 in 100,000)': { text: 'rarity' },
  'q=an e-mail': { text: `${Math.floor(CLIENTS / 2)}@example` },
  'q=nobody': { text: 'no such client' },
}

const log = createLog('warn')
const dataDir = await mkdtemp(join(tmpdir(), 'connect-onboarding-bench-'))
await chmod(dataDir, 0o755)
const postgres = await startEmbeddedPostgres({ dataDir, durable: false, settings: { shared_buffers: '1GB' } })
try {
  await migrateDatabase(postgres.url, log)
  const filling = new pg.Client({ connectionString: postgres.url })
  await filling.connect()
  console.log(`entering ${CLIENTS.toLocaleString('en')} clients …`)
  for (const statement of FILL.replaceAll('$1', String(CLIENTS)).split(';\n')) await filling.query(statement)
  await filling.query('vacuum analyze')
  await filling.end()

  const db = openDatabase({ databaseUrl: postgres.url, maxConnections: 1, log })
  const queries = postgresOnboardingQueries(db)
  const base = await median(() => isReachable(db))
  console.log(
    `select 1: ${base.toFixed(2)} ms\n\npage of ${PAGE}: first, then the one after the tenth (median of ${ROUNDS})`,
  )
  for (const [name, filter] of Object.entries(QUESTIONS)) {
    let after: string | undefined
    for (let page = 0; page < 10; page += 1)
      after = (await queries.listClients(DEFAULT_PLATFORM, filter, { limit: PAGE, after })).next ?? after
    const first = await median(() => queries.listClients(DEFAULT_PLATFORM, filter, { limit: PAGE }))
    const later = await median(() => queries.listClients(DEFAULT_PLATFORM, filter, { limit: PAGE, after }))
    const times = [first, later].map((ms) => `${ms.toFixed(2).padStart(8)} ms (${(ms / base).toFixed(0)} ×)`.padEnd(22))
    console.log(`${name.padEnd(36)}${times.join('')}`)
  }
  await db.destroy()
} finally {
  await postgres.stop()
  await rm(dataDir, { recursive: true, force: true })
}

async function median(ask: () => Promise<unknown>): Promise<number> {
  const times: number[] = []
  for (let round = 0; round < ROUNDS; round += 1) {
    const start = performance.now()
    await ask()
    times.push(performance.now() - start)
  }
  return times.toSorted((one, other) => one - other)[Math.floor(ROUNDS / 2)] ?? Number.NaN
}
