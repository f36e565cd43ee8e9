import { sql } from 'kysely'
import type { Refreshable, TokenRepository, WayBack } from '../../ports/token-repository.ts'
import type { Database } from './database.ts'
import { openings, toOpening } from './openings.ts'

type LinkAttempts = Pick<
  TokenRepository,
  'findByState' | 'findByRefreshState' | 'useRefreshState' | 'unuseRefreshState'
>

/** The links that were handed out, by the states in their ways back. */
export function linkAttempts(db: Database): LinkAttempts {
  return {
    async findByState(stateHash): Promise<WayBack | undefined> {
      const row = await openings(db)
        .innerJoin('link_attempts as l', 'l.token_id', 't.id')
        .where('l.state_hash', '=', Buffer.from(stateHash))
        .select('l.created_at as handed_out_at')
        .executeTakeFirst()
      return row && { ...toOpening(row), handedOutAt: row.handed_out_at }
    },

    async findByRefreshState(refreshHash): Promise<Refreshable | undefined> {
      const row = await openings(db)
        .innerJoin('link_attempts as l', 'l.token_id', 't.id')
        .where('l.refresh_hash', '=', Buffer.from(refreshHash))
        .where('l.refresh_until', 'is not', null)
        .select('l.created_at as handed_out_at')
        .select('l.refresh_used_at')
        .select((eb) => eb.ref('l.refresh_until').$notNull().as('refresh_until'))
        .executeTakeFirst()
      if (row === undefined) return undefined
      const { handed_out_at, refresh_until, refresh_used_at } = row
      const attempt = {
        refreshUntil: refresh_until,
        ...(refresh_used_at !== null && { refreshedAt: refresh_used_at }),
      }
      return { ...toOpening(row), handedOutAt: handed_out_at, attempt }
    },

    async useRefreshState(refreshHash) {
      // What `mayRefresh` says, decided where it is changed: whoever comes second finds it used.
      const { numUpdatedRows } = await db
        .updateTable('link_attempts')
        .set({ refresh_used_at: sql<Date>`clock_timestamp()` })
        .where('refresh_hash', '=', Buffer.from(refreshHash))
        .where('refresh_used_at', 'is', null)
        .where('refresh_until', '>', sql<Date>`clock_timestamp()`)
        .executeTakeFirst()
      return numUpdatedRows === 1n
    },

    async unuseRefreshState(refreshHash) {
      await db
        .updateTable('link_attempts')
        .set({ refresh_used_at: null })
        .where('refresh_hash', '=', Buffer.from(refreshHash))
        .execute()
    },
  }
}
