import { createHash } from 'node:crypto'
import { Kysely, PostgresDialect } from 'kysely'
import { Migrator } from 'kysely/migration'
import pg from 'pg'
import { migrations } from '../../../src/adapters/postgres/migrate.ts'
import type { Known } from './version-003.ts'

/** Brings a new database to the schema of an earlier version, and fills it with that many clients and what is theirs. */
export async function loadedDatabase(databaseUrl: string, lastMigration: string, clients: number): Promise<void> {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 1 })
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) })
  try {
    const migrator = new Migrator({ db, provider: { getMigrations: () => Promise.resolve(migrations) } })
    const { error } = await migrator.migrateTo(lastMigration)
    if (error !== undefined) throw error
    for (const statement of CONTENT) await pool.query(statement, [clients])
    // As autovacuum would have done long ago.
    await pool.query('analyze')
  } finally {
    await db.destroy()
  }
}

/** One of the clients that are there, by its number from 1. */
export function loadedClient(n: number): Known {
  const md5 = (text: string) => createHash('md5').update(text).digest('hex')
  const uuid = (text: string) => md5(text).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
  const secret = `secret${n}`
  return {
    clientId: uuid(`client${n}`),
    tokenId: uuid(`token${n}`),
    secret,
    hash: createHash('sha256').update(secret).digest(),
    accountId: `acct_loaded${n}`,
  }
}

/** Two tokens for each client: one that was replaced, and one in progress. One account of three is not ready to be paid. */
const CONTENT = [
  `insert into clients (id, name, email)
   select md5('client' || n)::uuid, 'Client number ' || n, 'client-' || n || '@example.com' from generate_series(1, $1::int) n`,
  `insert into onboarding_tokens (id, client_id, purpose, status, issued_at, expires_at, revoked_at, revoke_reason)
   select md5('old' || n)::uuid, md5('client' || n)::uuid, 'onboarding', 'revoked', now() - interval '2 days',
     now() + interval '12 days', now() - interval '1 day', 'replaced' from generate_series(1, $1::int) n`,
  `insert into onboarding_tokens (id, client_id, purpose, status, issued_at, expires_at, started_at)
   select md5('token' || n)::uuid, md5('client' || n)::uuid, 'onboarding', 'in_progress', now() - interval '1 day',
     now() + interval '13 days', now() from generate_series(1, $1::int) n`,
  `insert into token_secrets (hash, token_id)
   select sha256(('secret' || n)::bytea), md5('token' || n)::uuid from generate_series(1, $1::int) n`,
  `insert into accounts (id, client_id, generation, snapshot, fetched_at, platform_id, livemode)
   select 'acct_loaded' || n, md5('client' || n)::uuid, 1,
     jsonb_build_object('detailsSubmitted', n % 3 <> 0, 'chargesEnabled', n % 3 <> 0, 'payoutsEnabled', n % 3 <> 0,
       'requirements', '{"currentlyDue": [], "pastDue": [], "pendingVerification": [], "errors": []}'::jsonb),
     now(), 'acct_1SimulatorPlatform', false from generate_series(1, $1::int) n`,
  `insert into account_intents (client_id, generation, status, tries)
   select md5('client' || n)::uuid, 1, 'done', 1 from generate_series(1, $1::int) n`,
  `insert into audit_events (type, client_id, token_id, actor, request_id, to_status)
   select 'token_issued', md5('client' || n)::uuid, md5('token' || n)::uuid, 'admin:test', 'test', 'pending'
   from generate_series(1, $1::int) n`,
]
