import { sql } from 'kysely'
import type { LinkMailRepository } from '../../ports/link-mail-repository.ts'
import type { Opening } from '../../ports/token-repository.ts'
import type { Database } from './database.ts'
import { canBeOpened } from './opening-outcomes.ts'
import { openings, toOpening } from './openings.ts'

/** What the sending of links needs to have stored, in Postgres. */
export function postgresLinkMailRepository(db: Database): LinkMailRepository {
  return {
    addSecret: (tokenId, secretHash): Promise<Opening | undefined> =>
      db.transaction().execute(async (trx) => {
        // The token is locked: one that is being revoked at this moment is waited for and looked at again.
        const { numAffectedRows } = await sql`
          with openable as (
            select t.id from onboarding_tokens t where t.id = ${tokenId} and ${canBeOpened} for no key update
          )
          insert into token_secrets (hash, token_id) select ${Buffer.from(secretHash)}, id from openable`.execute(trx)
        if (numAffectedRows !== 1n) return undefined
        return toOpening(await openings(trx).where('t.id', '=', tokenId).executeTakeFirstOrThrow())
      }),

    async recordMailed(tokenId, act) {
      await sql`
        insert into audit_events (type, client_id, token_id, actor, request_id)
        select 'link_mailed', client_id, id, ${act.actor}, ${act.requestId}
        from onboarding_tokens where id = ${tokenId}`.execute(db)
    },
  }
}
