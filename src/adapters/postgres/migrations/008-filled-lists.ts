import { sql } from 'kysely'
import { buildIndex } from '../build-index.ts'
import type { Database } from '../database.ts'
import { givingWay } from '../giving-way.ts'
import { deriveReadiness } from '../readiness.ts'
import { CLIENTS_AT_ONCE, lockClients } from '../transaction.ts'

/**
 * Fills what migrations 005 to 007 have added, and builds the indexes, while the previous version goes on writing. In
 * steps of their own, so that nobody waits for all of it. Each may be done again: who was broken off begins anew and
 * finds most of it done.
 */
export async function up(db: Database): Promise<void> {
  await validate(db, 'clients', 'clients_readiness_check')
  await validate(db, 'accounts', 'accounts_readiness_check')
  await validate(db, 'account_intents', 'account_intents_status_check')
  await validate(db, 'onboarding_tokens', 'onboarding_tokens_issued_by_check')

  await leaveOneLatestToken(db)
  await buildIndex(db, 'onboarding_tokens_one_latest_per_client', {
    isUnique: true,
    on: sql`onboarding_tokens (client_id) where is_latest`,
  })
  await buildIndex(db, 'onboarding_tokens_by_status', {
    on: sql`onboarding_tokens (status, client_id desc) where is_latest`,
  })
  await buildIndex(db, 'onboarding_tokens_by_expiry', {
    on: sql`onboarding_tokens (expires_at) where is_latest and status in ('pending', 'in_progress')`,
  })

  await buildIndex(db, 'accounts_by_old_readiness', {
    on: sql`accounts (client_id) where readiness_fetched_at is distinct from fetched_at`,
  })
  await deriveReadiness(db)
  await buildIndex(db, 'clients_by_readiness', { on: sql`clients (readiness, id desc) where erased_at is null` })
  await buildIndex(db, 'clients_by_text', {
    on: sql`clients using gin ((name || ' ' || email || ' ' || coalesce(external_id, '')) gin_trgm_ops)
      where erased_at is null`,
  })
}

/** Looks at the rows that were there before the CHECK, while everybody goes on reading and writing. */
async function validate(db: Database, table: string, check: string): Promise<void> {
  await givingWay(() => sql`alter table ${sql.table(table)} validate constraint ${sql.ref(check)}`.execute(db))
}

/** Of the tokens that are there; a token that comes is the latest by a trigger, and nobody is put in its place here. */
async function leaveOneLatestToken(db: Database): Promise<void> {
  for (let after: string | undefined; ;) {
    const { rows } = await sql<{ id: string; has_several: boolean }>`
      select c.id, (select count(*) from onboarding_tokens t where t.client_id = c.id and t.is_latest) > 1 as has_several
      from clients c where ${after === undefined ? sql`true` : sql`c.id > ${after}`}
      order by c.id limit ${CLIENTS_AT_ONCE}`.execute(db)
    after = rows.at(-1)?.id
    if (after === undefined) return
    const ids = rows.filter((row) => row.has_several).map(({ id }) => id)
    if (ids.length === 0) continue
    await givingWay(() =>
      db.transaction().execute(async (trx) => {
        await lockClients(trx, ids)
        await sql`
          update onboarding_tokens t set is_latest = false
          where t.client_id = any(${ids}) and t.is_latest and exists (
            select from onboarding_tokens later
            where later.client_id = t.client_id and later.is_latest and (later.issued_at, later.id) > (t.issued_at, t.id)
          )`.execute(trx)
      }),
    )
  }
}
