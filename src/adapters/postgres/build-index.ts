import { sql, type RawBuilder } from 'kysely'
import type { Database } from './database.ts'
import { givingWay } from './giving-way.ts'

/**
 * Builds an index while everybody goes on writing; not in a transaction. It waits until all transactions have ended that
 * are older than it, and nobody waits behind it. An index that is there is left alone, unless its build was broken off:
 * then PostgreSQL has marked it as invalid, and it is built again.
 */
export async function buildIndex(
  db: Database,
  name: string,
  { isUnique = false, on }: { isUnique?: boolean; on: RawBuilder<unknown> },
): Promise<void> {
  await givingWay(async () => {
    const { rows } = await sql<{ indisvalid: boolean }>`
      select indisvalid from pg_index where indexrelid = to_regclass(${name})`.execute(db)
    if (rows[0]?.indisvalid) return
    await sql`drop index concurrently if exists ${sql.ref(name)}`.execute(db)
    await sql`create ${isUnique ? sql`unique` : sql``} index concurrently ${sql.ref(name)} on ${on}`.execute(db)
  })
}
