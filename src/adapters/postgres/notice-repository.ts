import { sql } from 'kysely'
import { browserOpened } from '../../domain/browser-notice.ts'
import type { NoticeRepository } from '../../ports/notice-repository.ts'
import type { Database } from './database.ts'
import { openings, toOpening } from './openings.ts'
import type { EnqueueNotice, Trx } from './transaction.ts'

/** What notices to clients need to have stored, in Postgres. */
export function postgresNoticeRepository(db: Database): NoticeRepository {
  return {
    async find(tokenId) {
      const row = await openings(db).where('t.id', '=', tokenId).where('c.erased_at', 'is', null).executeTakeFirst()
      return row && toOpening(row)
    },

    async recordNotice(tokenId, kind, act) {
      await sql`
        insert into audit_events (type, client_id, token_id, actor, request_id, facts)
        select 'notice_mailed', client_id, id, ${act.actor}, ${act.requestId}, ${JSON.stringify({ kind })}
        from onboarding_tokens where id = ${tokenId}`.execute(db)
    },
  }
}

/** Notes in its transaction that a browser has opened a token. The token's row is locked. */
export async function noteBrowser(
  trx: Trx,
  { tokenId, browserHash }: { tokenId: string; browserHash: Uint8Array },
  enqueueNotice: EnqueueNotice,
): Promise<void> {
  const browser = Buffer.from(browserHash)
  const rows = await trx.selectFrom('token_browsers').where('token_id', '=', tokenId).select('browser_hash').execute()
  const before = rows.map((row) => row.browser_hash.toString('hex'))
  const { isRemembered, isTold } = browserOpened(before, browser.toString('hex'))
  if (isRemembered) {
    await trx.insertInto('token_browsers').values({ token_id: tokenId, browser_hash: browser }).execute()
  }
  if (isTold) await enqueueNotice(trx, 'second_browser', tokenId)
}
