import { sql, type Kysely } from 'kysely'
import { buildIndex } from './in-steps.ts'

/**
 * The indexes of the client list, whose build time grows with the number of clients. They are built in steps, while the
 * previous version of the service keeps writing.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await buildIndex(db, 'onboardings_by_status', { on: sql`onboardings (platform_id, status, client_id desc)` })
  await buildIndex(db, 'onboardings_by_readiness', { on: sql`onboardings (platform_id, readiness, client_id desc)` })
  await buildIndex(db, 'onboardings_by_expiry', {
    on: sql`onboardings (platform_id, token_expires_at desc, client_id desc) where status in ('pending', 'in_progress')`,
  })

  // A trusted extension: the owner of a database may create it.
  await sql`create extension if not exists pg_trgm`.execute(db)
  await buildIndex(db, 'clients_by_text', {
    on: sql`clients using gin (search_key gin_trgm_ops)`,
  })
}
