import { sql, type RawBuilder } from 'kysely'
import { searchKey } from '../../domain/text.ts'
import type { StaleRule } from '../../domain/stale-account.ts'
import type {
  ClientFilter,
  ClientRecord,
  OnboardingQueries,
  Page,
  StoredReference,
} from '../../ports/onboarding-queries.ts'
import { pageOf } from '../../shared/page.ts'
import type { Database } from './database.ts'
import { runPrepared } from './prepared.ts'
import { toClient, toSnapshot, toToken, type AccountRow, type ClientRow, type TokenRow } from './rows.ts'

/** Page size of background jobs, in rows. */
const PAGE = 100

/** Reads across onboardings, in Postgres. */
export function postgresOnboardingQueries(db: Database): OnboardingQueries {
  return {
    listClients: (...query) => listClients(db, ...query),
    staleAccounts: (rule, after) => staleAccounts(db, rule, after),

    async unsettledIntents(ageMs, after) {
      let query = db
        .selectFrom('account_intents')
        .where('status', 'in', ['open', 'settling'])
        .where('opened_at', '<', ago(ageMs))
        .select(['client_id as clientId', 'platform_id as platform'])
      if (after !== undefined) query = query.where('client_id', '>', after)
      const rows = await query
        .orderBy('client_id')
        .limit(PAGE + 1)
        .execute()
      return pageOf(rows, PAGE, ({ clientId }) => clientId)
    },

    async listAccounts(after) {
      let query = db.selectFrom('accounts').where('detached_at', 'is', null).select('id as accountId')
      if (after !== undefined) query = query.where('id', '>', after)
      const rows = await query
        .orderBy('id')
        .limit(PAGE + 1)
        .execute()
      return pageOf(rows, PAGE, ({ accountId }) => accountId)
    },

    async references() {
      const query = sql<StoredReference>`
        select terms -> 'reference' as reference, count(account)::integer as accounts
        from (
          select terms, 1 as account from accounts where detached_at is null
          union all
          select terms, null from account_intents where terms is not null
        ) stored
        group by 1`
      return (await query.execute(db)).rows
    },
  }
}

async function listClients(
  db: Database,
  ...[platform, filter, { limit, after }]: Parameters<OnboardingQueries['listClients']>
): Promise<Page<ClientRecord>> {
  const order = filter.status === 'expired' ? byExpiry(after) : byAge(after)
  const query = sql<RecordRow>`
        select to_json(c) as client, to_json(t) as token, to_json(a) as account, clock_timestamp() as now,
               (extract(epoch from o.token_expires_at) * 1000)::bigint::text as expires_ms
        from onboardings o
        join clients c on c.id = o.client_id
        join onboarding_tokens t on t.id = o.latest_token_id
        left join accounts a on a.client_id = o.client_id and a.detached_at is null
        where o.platform_id = ${platform} and o.erased_at is null ${sql.join(conditions(platform, filter), sql``)}
          ${order.after} order by ${order.by} limit ${limit + 1}`
  // The best plan of a search depends on what is searched for. All others follow an index to the end of the page.
  const rows = filter.text === undefined ? await runPrepared(db, query) : (await query.execute(db)).rows
  const { items, ...page } = pageOf(rows, limit, order.keyOf)
  return { items: items.map(toRecord), ...page }
}

/** The order of a list, each with its own index: how to sort, where the next page starts, and the cursor of a row. */
interface Order {
  readonly by: RawBuilder<unknown>
  readonly after: RawBuilder<unknown>
  readonly keyOf: (row: RecordRow) => string
}

/** Newest first: the ids of clients are in the order of time. */
const byAge = (after: string | undefined): Order => ({
  by: sql`o.client_id desc`,
  after: after === undefined ? sql`` : sql`and o.client_id < ${after.split('_').at(-1)}`,
  keyOf: ({ client }) => client.id,
})

/**
 * Last expired first. Sorted by age, the newest clients, whose links are still open, would all have to be skipped first.
 */
function byExpiry(after: string | undefined): Order {
  const [expiresMs, id] = after?.split('_') ?? []
  return {
    by: sql`o.token_expires_at desc, o.client_id desc`,
    after:
      id === undefined
        ? sql``
        : sql`and (o.token_expires_at, o.client_id) < (to_timestamp(${expiresMs}::float8 / 1000), ${id}::uuid)`,
    keyOf: ({ client, expires_ms: ms }) => `${ms}_${client.id}`,
  }
}

async function staleAccounts(db: Database, { ageMs, standing }: StaleRule, after?: string) {
  const [instant, id] = after?.split(' ') ?? []
  const { rows } = await sql<{ id: string; cursor: string }>`
        select a.id, to_json(a.fetched_at) #>> '{}' || ' ' || a.id as cursor
        from accounts a join onboardings o on o.client_id = a.client_id
        where a.detached_at is null and a.fetched_at < ${ago(ageMs)} and o.erased_at is null
          ${standing === undefined ? sql`` : sql`and (o.status = any(${[...standing.statuses]}) or o.readiness = any(${[...standing.readiness]}))`}
          ${instant === undefined ? sql`` : sql`and (a.fetched_at, a.id) > (${instant}::timestamptz, ${id})`}
        order by a.fetched_at, a.id limit ${PAGE + 1}`.execute(db)
  const { items, ...page } = pageOf(rows, PAGE, ({ cursor }) => cursor)
  return { items: items.map((row) => ({ accountId: row.id })), ...page }
}

interface RecordRow {
  readonly client: ClientRow
  readonly token: TokenRow
  readonly account: AccountRow | null
  readonly now: Date
  /** When the latest token expires, in milliseconds since 1970. */
  readonly expires_ms: string
}

function toRecord({ client, token, account, now }: RecordRow): ClientRecord {
  return { client: toClient(client), token: toToken(token), ...(account && { account: toSnapshot(account) }), now }
}

/** Each condition has its own index (migration 002). `expired` is derived: open and past its expiry. */
function conditions(platform: string, { status, readiness, externalId, text }: ClientFilter): RawBuilder<unknown>[] {
  const isOpen = status === 'pending' || status === 'in_progress'
  return [
    ...(status === 'expired'
      ? [sql` and o.status in ('pending', 'in_progress') and o.token_expires_at <= now()`]
      : status === undefined
        ? []
        : [sql` and o.status = ${status}`]),
    ...(isOpen ? [sql` and o.token_expires_at > now()`] : []),
    ...(readiness === undefined ? [] : [sql` and o.readiness = ${readiness}`]),
    ...(externalId === undefined ? [] : [sql` and c.platform_id = ${platform} and c.external_id = ${externalId}`]),
    ...(text === undefined ? [] : [contains(text)]),
  ]
}

/**
 * For an email address the index is asked only for what is before the `@`: the trigrams of a common domain are in
 * every entry, and to compare them all would take longer with every client.
 */
function contains(text: string): RawBuilder<unknown> {
  const key = searchKey(text)
  const local = /^(.{3,}@)./.exec(key)?.[1]
  if (local === undefined) return sql` and c.search_key like ${patternOf(key)}`
  return sql` and c.search_key like ${patternOf(local)} and (c.search_key || '') like ${patternOf(key)}`
}

const patternOf = (text: string) => `%${text.replace(/[\\%_]/g, '\\$&')}%`

const ago = (ms: number) => sql<Date>`clock_timestamp() - ${ms}::float8 * interval '1 millisecond'`
