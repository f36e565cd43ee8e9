import { sql } from 'kysely'
import type { StaleRule } from '../../domain/stale-account.ts'
import type { OnboardingQueries, StoredReference } from '../../ports/onboarding-queries.ts'
import { pageOf } from '../../shared/page.ts'
import { clientGroups } from './client-groups.ts'
import { listClients } from './client-list.ts'
import type { Database } from './database.ts'

/** Page size of background jobs, in rows. */
const PAGE = 100

/** Reads across onboardings, in Postgres. */
export function postgresOnboardingQueries(db: Database): OnboardingQueries {
  return {
    listClients: (...query) => listClients(db, ...query),
    staleAccounts: (platform, rule, after) => staleAccounts(db, platform, rule, after),
    countClients: (platform) => clientGroups(db, platform),

    async unsettledIntents(platform, ageMs, after) {
      let query = db
        .selectFrom('account_intents')
        .where('platform_id', '=', platform)
        .where('status', 'in', ['open', 'settling'])
        .where('opened_at', '<', ago(ageMs))
        .select('client_id as clientId')
      if (after !== undefined) query = query.where('client_id', '>', after)
      const rows = await query
        .orderBy('client_id')
        .limit(PAGE + 1)
        .execute()
      return pageOf(rows, PAGE, ({ clientId }) => clientId)
    },

    async listAccounts(platform, after) {
      let query = db
        .selectFrom('accounts')
        .where('platform_id', '=', platform)
        .where('detached_at', 'is', null)
        .select('id as accountId')
      if (after !== undefined) query = query.where('id', '>', after)
      const rows = await query
        .orderBy('id')
        .limit(PAGE + 1)
        .execute()
      return pageOf(rows, PAGE, ({ accountId }) => accountId)
    },

    async references(platform) {
      const query = sql<StoredReference>`
        select terms -> 'reference' as reference, count(account)::integer as accounts
        from (
          select terms, 1 as account from accounts where platform_id = ${platform} and detached_at is null
          union all
          select terms, null from account_intents where platform_id = ${platform} and terms is not null
        ) stored
        group by 1`
      return (await query.execute(db)).rows
    },
  }
}

async function staleAccounts(db: Database, platform: string, { ageMs, standing }: StaleRule, after?: string) {
  const [instant, id] = after?.split(' ') ?? []
  const { rows } = await sql<{ id: string; cursor: string }>`
        select a.id, to_json(a.fetched_at) #>> '{}' || ' ' || a.id as cursor
        from accounts a join onboardings o on o.client_id = a.client_id
        where a.platform_id = ${platform} and a.detached_at is null and a.fetched_at < ${ago(ageMs)} and o.erased_at is null
          ${standing === undefined ? sql`` : sql`and (o.status = any(${[...standing.statuses]}) or o.readiness = any(${[...standing.readiness]}))`}
          ${instant === undefined ? sql`` : sql`and (a.fetched_at, a.id) > (${instant}::timestamptz, ${id})`}
        order by a.fetched_at, a.id limit ${PAGE + 1}`.execute(db)
  const { items, ...page } = pageOf(rows, PAGE, ({ cursor }) => cursor)
  return { items: items.map((row) => ({ accountId: row.id })), ...page }
}

const ago = (ms: number) => sql<Date>`clock_timestamp() - ${ms}::float8 * interval '1 millisecond'`
