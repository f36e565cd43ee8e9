import { sql, type RawBuilder } from 'kysely'
import type { IntentChange } from '../../ports/token-repository.ts'
import type { Database } from './database.ts'
import { toIntent } from './rows.ts'
import type { Schema } from './schema.ts'
import type { Trx } from './transaction.ts'

/**
 * One statement: the first caller of a generation freezes the parameters, everybody else counts as one more try. The
 * client's row is locked and read with it, so that whoever changes the client at the same moment comes before, or waits
 * and finds the intent.
 */
export async function openIntent(db: Database, clientId: string, capabilities?: readonly string[]) {
  const status = sql.ref<Schema['account_intents']['status']>('account_intents.status')
  const row = await db
    .with('client', (query) =>
      query.selectFrom('clients').where('id', '=', clientId).select(['id', 'name', 'email', 'country']).forShare(),
    )
    .insertInto('account_intents')
    .columns(['client_id', 'generation', 'status', 'parameters', 'tries', 'opened_at'])
    .expression((query) =>
      query.selectFrom('client as c').select((eb) => [
        'c.id',
        eb.lit(1).as('generation'),
        eb.val('open').as('status'),
        sql`jsonb_strip_nulls(jsonb_build_object('email', c.email, 'name', c.name, 'country', c.country,
            'capabilities', ${capabilities === undefined ? null : JSON.stringify(capabilities)}::jsonb))`.as(
          'parameters',
        ),
        eb.lit(1).as('tries'),
        sql`clock_timestamp()`.as('opened_at'),
      ]),
    )
    .onConflict((conflict) =>
      conflict.column('client_id').doUpdateSet({
        status: sql`case ${status} when 'closed' then 'open' else ${status} end`,
        parameters: sql`case ${status} when 'closed' then excluded.parameters else account_intents.parameters end`,
        tries: sql`
            case ${status} when 'closed' then 1 when 'open' then account_intents.tries + 1 else account_intents.tries end`,
        opened_at: sql`case ${status} when 'closed' then excluded.opened_at else account_intents.opened_at end`,
      }),
    )
    .returningAll()
    .returning((eb) => [
      eb
        .selectFrom('accounts as a')
        .where('a.client_id', '=', clientId)
        .where('a.detached_at', 'is', null)
        .select('a.id')
        .as('account_id'),
      sql<Date>`clock_timestamp()`.as('now'),
    ])
    .executeTakeFirstOrThrow()
  return { intent: toIntent(row), storedAccountId: row.account_id ?? undefined, now: row.now }
}

/**
 * Sees to it that no account is created for the client from now on. False, and nothing is done, while there may be one
 * that we do not know of. An opening that comes at the same moment waits here, or is waited for.
 */
export async function barIntent(trx: Trx, clientId: string): Promise<boolean> {
  const { status } = await trx
    .insertInto('account_intents')
    .values({ client_id: clientId, generation: 1, status: 'barred', tries: 0 })
    .onConflict((conflict) =>
      conflict.column('client_id').doUpdateSet({
        status: sql`case account_intents.status when 'closed' then 'barred' else account_intents.status end`,
      }),
    )
    .returning('status')
    .executeTakeFirstOrThrow()
  return status === 'barred' || status === 'done'
}

/** The statement that changes an intent, if it is still as it was read. `from` makes it wait for another part of a statement. */
export function intentUpdate({ intent, to }: IntentChange, from = sql``): RawBuilder<unknown> {
  const { clientId, generation, status } = intent
  if (to === 'settle') {
    return sql`
      update account_intents set status = 'settling', settling_since = clock_timestamp() ${from}
      where client_id = ${clientId} and generation = ${generation} and status = 'open'`
  }
  // Whoever tried after us may have been answered otherwise: an open intent is closed only by its last caller.
  const unchanged = intent.status === 'open' ? sql`tries = ${intent.tries}` : sql`true`
  return sql`
    update account_intents
    set generation = generation + 1, status = 'closed', parameters = null, tries = 0,
        opened_at = null, settling_since = null ${from}
    where client_id = ${clientId} and generation = ${generation} and status = ${status} and ${unchanged}`
}
