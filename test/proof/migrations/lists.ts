import { Kysely, PostgresDialect } from 'kysely'
import type pg from 'pg'
import { postgresAccountRepository } from '../../../src/adapters/postgres/account-repository.ts'
import { toSnapshot } from '../../../src/adapters/postgres/rows.ts'
import type { Schema } from '../../../src/adapters/postgres/schema.ts'
import { readinessOf } from '../../../src/domain/account.ts'
import { unless } from '../tally.ts'

/** What a list would show of clients and is not so, when the worker has been there once more. */
export async function wrongInLists(pool: pg.Pool): Promise<string[]> {
  const db = new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) })
  await postgresAccountRepository(db, async () => {}).deriveReadiness()
  const latest = await pool.query<{ id: string }>(
    `select c.id from clients c where array(select t.id from onboarding_tokens t where t.client_id = c.id and t.is_latest)
       <> array(select t.id from onboarding_tokens t where t.client_id = c.id order by t.issued_at desc, t.id desc limit 1)`,
  )
  const shown = await db
    .selectFrom('clients as c')
    .leftJoin('accounts as a', (on) => on.onRef('a.client_id', '=', 'c.id').on('a.detached_at', 'is', null))
    .select(['c.id', 'c.readiness', 'a.id as account_id', 'a.snapshot', 'a.fetched_at', 'a.readiness as of_account'])
    .execute()
  const readiness = shown.flatMap(({ id, account_id, snapshot, fetched_at, ...row }) => {
    const isThere = account_id !== null && snapshot !== null && fetched_at !== null
    const expected = readinessOf(isThere ? toSnapshot({ id: account_id, snapshot, fetched_at }) : undefined).readiness
    const isRight = row.readiness === expected && (!isThere || row.of_account === expected)
    return unless(isRight, `client ${id} is listed as ${row.readiness}, its account as ${row.of_account}: ${expected}`)
  })
  return [...latest.rows.map(({ id }) => `client ${id} has not exactly its latest token in lists`), ...readiness]
}
