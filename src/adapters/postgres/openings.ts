import { sql } from 'kysely'
import type { Opening } from '../../ports/token-repository.ts'
import type { Database } from './database.ts'
import { toClient, toSnapshot, toToken } from './rows.ts'
import type { Trx } from './transaction.ts'

/** What an opening needs to know; the caller says which token. */
export function openings(db: Database | Trx) {
  return db
    .selectFrom('onboarding_tokens as t')
    .innerJoin('clients as c', 'c.id', 't.client_id')
    .leftJoin('accounts as a', (on) => on.onRef('a.client_id', '=', 'c.id').on('a.detached_at', 'is', null))
    .selectAll('t')
    .select(['c.name', 'c.email', 'c.country', 'c.external_id', 'c.created_at', 'a.id as account_id'])
    .select(['a.snapshot', 'a.fetched_at'])
    .select(sql<Date>`clock_timestamp()`.as('now'))
}

type OpeningRow = NonNullable<Awaited<ReturnType<ReturnType<typeof openings>['executeTakeFirst']>>>

export function toOpening(row: OpeningRow): Opening {
  const { account_id: id, snapshot, fetched_at } = row
  const account =
    id !== null && snapshot !== null && fetched_at !== null ? toSnapshot({ id, snapshot, fetched_at }) : undefined
  return {
    token: toToken(row),
    client: toClient({ ...row, id: row.client_id }),
    ...(account && { accountId: account.accountId, account }),
    now: row.now,
  }
}
