import { sql, type Kysely } from 'kysely'
import { buildIndex } from './in-steps.ts'

/**
 * The indexes of the client list, whose build time grows with the number of clients. They are built in steps, while the
 * previous version of the service keeps writing.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await buildIndex(db, 'onboardings_by_status', { on: sql`onboardings (platform_id, status, client_id desc)` })
  await buildIndex(db, 'onboardings_by_readiness', { on: sql`onboardings (platform_id, readiness, client_id desc)` })
  await buildIndex(db, 'onboardings_by_next_action', {
    on: sql`onboardings (platform_id, next_action, client_id desc)`,
  })
  // Also serves a list of all clients by `since`: one branch for each of the four actions.
  await buildIndex(db, 'onboardings_by_since', { on: sql`onboardings (platform_id, next_action, since, client_id)` })
  await buildIndex(db, 'onboardings_by_deadline', {
    on: sql`onboardings (platform_id, deadline, client_id) where deadline is not null`,
  })
  await buildIndex(db, 'onboardings_by_expiry', {
    on: sql`onboardings (platform_id, token_expires_at desc, client_id desc) where status in ('pending', 'in_progress')`,
  })

  // A trusted extension: the owner of a database may create it. It may exist already, in a schema of its own.
  await sql`create extension if not exists pg_trgm`.execute(db)
  const { rows } = await sql<{ schema: string }>`
    select extnamespace::regnamespace::text as schema from pg_extension where extname = 'pg_trgm'`.execute(db)
  const operators = sql`${sql.raw(rows[0]?.schema ?? 'public')}.gin_trgm_ops`
  await buildIndex(db, 'clients_by_text', {
    on: sql`clients using gin (search_key ${operators})`,
  })
}
