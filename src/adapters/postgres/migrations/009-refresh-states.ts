import { sql } from 'kysely'
import { buildIndex } from '../build-index.ts'
import type { Database } from '../database.ts'
import { givingWay, LOCK_WAIT_MS } from '../giving-way.ts'

/**
 * Gives each link attempt a second secret, for the provider's refresh URL: `state_hash` is that of the return URL and
 * opens nothing any more. Attempts of the previous version have none, and it goes on writing such ones. In steps, since
 * the index takes longer the more attempts there are; each may be done again.
 */
export async function up(db: Database): Promise<void> {
  await givingWay(() =>
    db.transaction().execute(async (trx) => {
      await sql`set local lock_timeout = ${sql.lit(LOCK_WAIT_MS)}`.execute(trx)
      await sql`
        alter table link_attempts
          add column if not exists refresh_hash bytea,
          -- the end of the chain of refreshes that the attempt belongs to
          add column if not exists refresh_until timestamptz,
          add column if not exists refresh_used_at timestamptz,
          drop constraint if exists link_attempts_refresh_check`.execute(trx)
      await sql`
        alter table link_attempts add constraint link_attempts_refresh_check check (
          (refresh_hash is null) = (refresh_until is null)
          and (refresh_used_at is null or refresh_hash is not null)
          and octet_length(refresh_hash) = 32
        ) not valid`.execute(trx)
    }),
  )
  await givingWay(() => sql`alter table link_attempts validate constraint link_attempts_refresh_check`.execute(db))
  await buildIndex(db, 'link_attempts_by_refresh', {
    isUnique: true,
    on: sql`link_attempts (refresh_hash) where refresh_hash is not null`,
  })
}
