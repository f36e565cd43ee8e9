// How fast a page of the list of clients is when there are a million of them, against the smallest question that the
// same database can be asked. `npm run bench:client-list`, or with another number of clients behind `--`.
import { mkdtemp, chmod, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { startEmbeddedPostgres } from '../src/adapters/embedded-postgres/start-embedded-postgres.ts'
import { createLog } from '../src/adapters/http/logging.ts'
import { postgresClientRepository } from '../src/adapters/postgres/client-repository.ts'
import { isReachable, openDatabase } from '../src/adapters/postgres/database.ts'
import { migrateDatabase } from '../src/compose.ts'
import type { ClientFilter } from '../src/ports/client-repository.ts'

const CLIENTS = Number(process.argv[2] ?? 1_000_000)
const ROUNDS = 60
const PAGE = 50

/**
 * Newest last, as they come: of a hundred clients ten are on their way, sixty onboarded, two withdrawn, the rest never
 * opened their link; three in four links have expired. One in a thousand is paused, one in a hundred thousand is called
 * Rarity.
 */
const FILL = `
  create temporary table made as
    select n, (lpad(to_hex(1700000000000 + n), 12, '0') || '7000' || '8' || lpad(to_hex(n), 15, '0'))::uuid as id
    from generate_series(1, $1::int) n;
  insert into clients (id, name, email, external_id)
    select id, case when n % 100000 = 7 then 'Rarity ' else 'Client ' end || n, n || '@example.com', 'crm-' || n from made;
  insert into onboarding_tokens
      (id, client_id, purpose, status, issued_at, expires_at, started_at, completed_at, revoked_at, revoke_reason)
    select id, id, 'onboarding', status, at, at + interval '14 days',
           case when status in ('in_progress', 'completed') then at end, case when status = 'completed' then at end,
           case when status = 'revoked' then at end, case when status = 'revoked' then 'operator' end
    from (select id, now() - interval '56 days' * (1 - n / $1::float8) as at,
                 case when n % 100 < 10 then 'in_progress' when n % 100 < 70 then 'completed'
                      when n % 100 < 72 then 'revoked' else 'pending' end as status from made) x;
  insert into accounts (id, client_id, generation, snapshot, fetched_at, readiness)
    select 'acct_' || n, id, 1, '{"detailsSubmitted":true,"chargesEnabled":true,"payoutsEnabled":true,
      "requirements":{"currentlyDue":[],"pastDue":[],"pendingVerification":[],"errors":[]}}', now(),
      case when n % 1000 = 3 then 'paused' when n % 100 < 10 then 'onboarding' else 'active' end
    from made where n % 100 < 70;
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
  const clients = postgresClientRepository(db, () => Promise.reject(new Error('no mail here')))
  const base = await median(() => isReachable(db))
  console.log(
    `select 1: ${base.toFixed(2)} ms\n\npage of ${PAGE}: first, then the one after the tenth (median of ${ROUNDS})`,
  )
  for (const [name, filter] of Object.entries(QUESTIONS)) {
    let after: string | undefined
    for (let page = 0; page < 10; page += 1) after = (await clients.list(filter, { limit: PAGE, after })).next ?? after
    const first = await median(() => clients.list(filter, { limit: PAGE }))
    const later = await median(() => clients.list(filter, { limit: PAGE, after }))
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
