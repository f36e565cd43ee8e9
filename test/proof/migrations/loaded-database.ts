import { createHash } from 'node:crypto'
import { Kysely, PostgresDialect } from 'kysely'
import { Migrator } from 'kysely/migration'
import pg from 'pg'
import { migrations } from '../../../src/adapters/postgres/migrate.ts'
import { ACCOUNT_TERMS, type Known } from './version-001.ts'

/** Brings a new database to the schema of an earlier version, and fills it with that many clients and what is theirs. */
export async function loadedDatabase(databaseUrl: string, lastMigration: string, clients: number): Promise<void> {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 1 })
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) })
  try {
    const migrator = new Migrator({ db, provider: { getMigrations: () => Promise.resolve(migrations) } })
    const { error } = await migrator.migrateTo(lastMigration)
    if (error !== undefined) throw error
    const filling = await pool.connect()
    // In one transaction, so that `now()` is the same everywhere.
    try {
      await filling.query('begin')
      for (const statement of CONTENT) await filling.query(statement, [clients])
      await filling.query('commit')
    } finally {
      filling.release()
    }
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
  `insert into onboardings (client_id, version, status, latest_token_id, token_expires_at, readiness, next_action, since)
   select md5('client' || n)::uuid, 4, 'in_progress', md5('token' || n)::uuid, now() + interval '13 days',
     case n % 3 when 0 then 'onboarding'::readiness else 'active' end,
     case n % 3 when 0 then 'client'::next_action else 'none' end, now()
   from generate_series(1, $1::int) n`,
  `insert into clients (id, name, email, created_at)
   select md5('client' || n)::uuid, 'Client number ' || n, 'client-' || n || '@example.com', now() - interval '2 days'
   from generate_series(1, $1::int) n`,
  `insert into onboarding_tokens
     (id, client_id, number, purpose, status, issued_by, issued_at, expires_at, revoked_at, revoke_reason)
   select md5('old' || n)::uuid, md5('client' || n)::uuid, 1, 'onboarding', 'revoked', 'staff', now() - interval '2 days',
     now() + interval '12 days', now() - interval '1 day', 'replaced' from generate_series(1, $1::int) n`,
  `insert into onboarding_tokens
     (id, client_id, number, purpose, status, issued_by, issued_at, expires_at, started_at, links_until)
   select md5('token' || n)::uuid, md5('client' || n)::uuid, 2, 'onboarding', 'in_progress', 'staff',
     now() - interval '1 day', now() + interval '13 days', now(), now() from generate_series(1, $1::int) n`,
  `insert into token_secrets (hash, token_id, created_at)
   select sha256(('secret' || n)::bytea), md5('token' || n)::uuid, now() - interval '1 day' from generate_series(1, $1::int) n`,
  `insert into accounts
     (id, client_id, generation, snapshot, fetched_at, created_at, terms)
   select 'acct_loaded' || n, md5('client' || n)::uuid, 1,
     jsonb_build_object('submitted', n % 3 <> 0, 'asks', '[]'::jsonb,
       'capabilities', jsonb_build_object('payouts', case n % 3 when 0 then 'restricted' else 'active' end)),
     now(), now(), '${JSON.stringify(ACCOUNT_TERMS)}'::jsonb from generate_series(1, $1::int) n`,
  `insert into account_intents (client_id, generation, status, tries)
   select md5('client' || n)::uuid, 1, 'done', 0 from generate_series(1, $1::int) n`,
  `insert into audit_events (at, type, client_id, token_id, actor, request_id, to_value)
   select now() - interval '1 day', 'token_issued', md5('client' || n)::uuid, md5('token' || n)::uuid, 'admin:test',
     'test', 'pending' from generate_series(1, $1::int) n`,
]
