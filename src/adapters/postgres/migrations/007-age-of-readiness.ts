import { sql, type Kysely } from 'kysely'

/** Tells whether the readiness of an account is that of its snapshot, or an earlier version has written another one. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    -- fetched_at of the snapshot that readiness was derived from
    alter table accounts add column readiness_fetched_at timestamptz;
  `.execute(db)
}
