import { sql } from 'kysely'
import type { Opening } from '../../ports/token-repository.ts'
import type { Database } from './database.ts'
import { toClient, toToken } from './rows.ts'
import type { Trx } from './transaction.ts'

/** What an opening needs to know; the caller says which token. */
export function openings(db: Database | Trx) {
  return db
    .selectFrom('onboarding_tokens as t')
    .innerJoin('clients as c', 'c.id', 't.client_id')
    .leftJoin('accounts as a', (on) => on.onRef('a.client_id', '=', 'c.id').on('a.detached_at', 'is', null))
    .selectAll('t')
    .select(['c.name', 'c.email', 'c.country', 'c.external_id', 'c.created_at', 'a.id as account_id'])
    .select(sql<Date>`clock_timestamp()`.as('now'))
}

type OpeningRow = NonNullable<Awaited<ReturnType<ReturnType<typeof openings>['executeTakeFirst']>>>

export function toOpening(row: OpeningRow): Opening {
  return {
    token: toToken(row),
    client: toClient({ ...row, id: row.client_id }),
    ...(row.account_id !== null && { accountId: row.account_id }),
    now: row.now,
  }
}
