import { sql } from 'kysely'
import type { Database } from './database.ts'

/** How many clients there are, by readiness and by who acts next; and how far the calls to the provider are claimed. */
export async function clientFigures(db: Database) {
  const clients = await db
    .selectFrom('onboardings')
    .where('erased_at', 'is', null)
    .groupBy(['readiness', 'next_action'])
    .select(['readiness', 'next_action as nextAction', sql<number>`count(*)::int`.as('clients')])
    .execute()
  const { rows: budgets } = await sql<{ bucket: string; aheadSeconds: number }>`
    select bucket, greatest(extract(epoch from paid_until - clock_timestamp()), 0)::float8 as "aheadSeconds"
    from provider_budgets`.execute(db)
  return { clients, budgets }
}
