import type pg from 'pg'

/** Reads all tables and indexes of a database into the server's cache. */
export async function fillCache(db: pg.Client): Promise<void> {
  await db.query('create extension if not exists pg_prewarm')
  await db.query(
    `select pg_prewarm(oid) from pg_class where relkind in ('r', 'i') and relnamespace = 'public'::regnamespace`,
  )
}
