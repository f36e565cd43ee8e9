import { sql, type Kysely, type RawBuilder } from 'kysely'
import { retryOnLockTimeout } from '../retry-on-lock-timeout.ts'

/**
 * Builds an index while the service keeps writing; not in a transaction. An existing index is left alone, unless its
 * build was interrupted: PostgreSQL has then marked it as invalid, and it is built again.
 */
export async function buildIndex(
  db: Kysely<unknown>,
  name: string,
  { isUnique = false, on }: { isUnique?: boolean; on: RawBuilder<unknown> },
): Promise<void> {
  await retryOnLockTimeout(async () => {
    const { rows } = await sql<{ indisvalid: boolean }>`
      select indisvalid from pg_index where indexrelid = to_regclass(${name})`.execute(db)
    if (rows[0]?.indisvalid) return
    await sql`drop index concurrently if exists ${sql.ref(name)}`.execute(db)
    await sql`create ${isUnique ? sql`unique` : sql``} index concurrently ${sql.ref(name)} on ${on}`.execute(db)
  })
}
