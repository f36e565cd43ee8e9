import type { Database } from './database.ts'

/** Adds platforms that the database does not know yet. Their clients and keys refer to them. */
export const registeredPlatforms =
  (db: Database) =>
  async (ids: readonly string[]): Promise<void> => {
    await db
      .insertInto('platforms')
      .values(ids.map((id) => ({ id })))
      .onConflict((conflict) => conflict.doNothing())
      .execute()
  }
