import { sql } from 'kysely'
import { readinessOf } from '../../domain/account.ts'
import type { Database } from './database.ts'
import { givingWay } from './giving-way.ts'
import { toSnapshot } from './rows.ts'
import { CLIENTS_AT_ONCE, lockClients } from './transaction.ts'

/** The predicate of the index `accounts_by_old_readiness`. */
const isOld = sql<boolean>`readiness_fetched_at is distinct from fetched_at`

/**
 * Derives the readiness of the accounts whose snapshot was stored by a version that knew nothing of it, and copies it to
 * their clients. The rule is the domain's, so it is not written down in SQL once more. Who is written to meanwhile may
 * be left to the next time.
 */
export async function deriveReadiness(db: Database): Promise<void> {
  for (let after: string | undefined; ;) {
    let query = db.selectFrom('accounts').where(isOld).select('client_id').distinct()
    if (after !== undefined) query = query.where('client_id', '>', after)
    const ids = (await query.orderBy('client_id').limit(CLIENTS_AT_ONCE).execute()).map((row) => row.client_id)
    after = ids.at(-1)
    if (after === undefined) return
    await givingWay(() => deriveReadinessOf(db, ids))
  }
}

const deriveReadinessOf = (db: Database, clientIds: string[]): Promise<void> =>
  db.transaction().execute(async (trx) => {
    await lockClients(trx, clientIds)
    const rows = await trx
      .selectFrom('accounts')
      .where('client_id', 'in', clientIds)
      .where(isOld)
      .select(['id', 'snapshot', 'fetched_at'])
      .execute()
    const readiness = rows.map((row) => readinessOf(toSnapshot(row)).readiness)
    await sql`
      update accounts a set readiness = given.readiness, readiness_fetched_at = a.fetched_at
      from unnest(${rows.map(({ id }) => id)}::text[], ${readiness}::text[]) as given (id, readiness)
      where a.id = given.id`.execute(trx)
    // The trigger copies what has changed. Here is what was in the account before the client had a place for it.
    await sql`
      update clients c set readiness = a.readiness from accounts a
      where c.id = any(${clientIds}) and a.client_id = c.id and a.detached_at is null
        and c.readiness <> a.readiness`.execute(trx)
  })
