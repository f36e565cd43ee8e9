import { sql, type RawBuilder } from 'kysely'
import type { NextAction, Readiness } from '../../domain/account.ts'
import { orderOfList, type ClientOrder } from '../../domain/client-order.ts'
import type { ClientFilter, ClientRecord, OnboardingQueries, Page } from '../../ports/onboarding-queries.ts'
import { searchKey } from '../../domain/text.ts'
import { pageOf } from '../../shared/page.ts'
import type { Database } from './database.ts'
import { runPrepared } from './prepared.ts'
import { toClient, toSnapshot, toToken, type AccountRow, type ClientRow, type TokenRow } from './rows.ts'

/** A page of clients. */
export async function listClients(
  db: Database,
  ...[platform, filter, { limit, after, order: asked }]: Parameters<OnboardingQueries['listClients']>
): Promise<Page<ClientRecord>> {
  const order = orderOf(filter, asked, after)
  const found = branchesOf(filter, order).map(
    (branch) => sql`
      select o.client_id, o.latest_token_id, o.since, o.last_opened_at, o.email_refused_at, ${order.column} as key
      from onboardings o ${isOfClient(filter) ? sql`join clients c on c.id = o.client_id` : sql``}
      where o.platform_id = ${platform} and o.erased_at is null ${sql.join([...conditions(platform, filter), branch], sql``)}
        ${order.after} order by ${order.by(sql`${order.column}`, sql`o.client_id`)} limit ${sql.lit(mostFor(limit))}`,
  )
  const query = sql<RecordRow>`
    select to_json(c) as client, to_json(t) as token, to_json(a) as account,
           found.since, found.last_opened_at, found.email_refused_at, clock_timestamp() as now,
           (extract(epoch from found.key) * 1000)::bigint::text as key_ms
    from (${sql.join(
      found.map((each) => sql`(${each})`),
      sql` union all `,
    )}) found
    join clients c on c.id = found.client_id
    join onboarding_tokens t on t.id = found.latest_token_id
    left join accounts a on a.client_id = found.client_id and a.detached_at is null
    order by ${order.by(sql`found.key`, sql`found.client_id`)} limit ${limit + 1}`
  // Otherwise the best plan depends on how many clients the values of the filters have.
  const hasOnePlan = isServedByOneIndex(filter, order)
  const rows = hasOnePlan ? await runPrepared(db, query) : (await query.execute(db)).rows
  const { items, ...page } = pageOf(rows, limit, order.keyOf)
  return { items: items.map(toRecord), ...page }
}

/** The sizes of pages, each with the row that shows whether there is a next page. */
const SIZES = [51, 201]

/**
 * How many clients are looked for, so that a page has `limit`: a number in the statement itself, and so one of a few. The
 * planner takes a parameter for a tenth of all clients. With many clients it would then think so badly of the plan for all
 * values that it makes one for each call, which takes as long as the statement. Only as many rows are read as the outer
 * limit lets pass.
 */
const mostFor = (limit: number): number => SIZES.find((size) => size > limit) ?? limit + 1

interface Order {
  readonly name: ClientOrder | 'expiry'
  /** What the list is sorted by before the id; null if by the id alone. */
  readonly column: RawBuilder<unknown>
  readonly by: (key: RawBuilder<unknown>, id: RawBuilder<unknown>) => RawBuilder<unknown>
  /** Where the page starts, and which clients the list has at all. */
  readonly after: RawBuilder<unknown>
  /** The cursor of a row. */
  readonly keyOf: (row: RecordRow) => string
}

function orderOf(filter: ClientFilter, asked: ClientOrder | undefined, after?: string): Order {
  const name = orderOfList(filter, asked)
  switch (name) {
    case '-createdAt':
      return byAge(after)
    case 'since':
      return byInstant(name, sql`o.since`, after)
    case 'deadline':
      return byInstant(name, sql`o.deadline`, after)
    case 'expiry':
      return byInstant(name, sql`o.token_expires_at`, after)
  }
}

/** Newest first: the ids of clients are in the order of time. */
const byAge = (after: string | undefined): Order => ({
  name: '-createdAt',
  column: sql`null::timestamptz`,
  by: (_key, id) => sql`${id} desc`,
  after: after === undefined ? sql`` : sql`and o.client_id < ${after}`,
  keyOf: ({ client }) => client.id,
})

/** The earliest first, or by expiry the last one. */
function byInstant(name: Order['name'], column: RawBuilder<unknown>, after: string | undefined): Order {
  const [ms, id] = after?.split('_') ?? []
  const isDescending = name === 'expiry'
  const start = sql`(to_timestamp(${ms}::float8 / 1000), ${id}::uuid)`
  const rest = isDescending
    ? sql`and (${column}, o.client_id) < ${start}`
    : sql`and (${column}, o.client_id) > ${start}`
  return {
    name,
    column,
    by: isDescending ? (key, key2) => sql`${key} desc, ${key2} desc` : (key, key2) => sql`${key}, ${key2}`,
    after: sql`${name === 'deadline' ? sql`and o.deadline is not null` : sql``} ${id === undefined ? sql`` : rest}`,
    keyOf: ({ client, key_ms: key }) => `${key}_${client.id}`,
  }
}

/** Whether it filters by what the client is called: an index of `clients` then finds the few that match. */
const isOfClient = ({ text, externalId }: ClientFilter): boolean => text !== undefined || externalId !== undefined

/** Values of filters that a statement which is sent by name has at most. */
const MOST_VALUES = 2

const ACTIONS: readonly NextAction[] = ['client', 'provider', 'operator', 'none']

/**
 * The list as a union of lists, each of which follows an index to the end of the page: an index that begins with a value
 * has the order of the list only for one value. Any other combination is one list. The values are in the statement itself,
 * so that it is planned for how many clients have them.
 */
function branchesOf(filter: ClientFilter, { name }: Order): RawBuilder<unknown>[] {
  const { readiness, nextAction } = filter
  const readinessIs = (value: Readiness) => sql` and o.readiness = ${sql.lit(value)}`
  const actionIs = (value: NextAction) => sql` and o.next_action = ${sql.lit(value)}`
  const oneOfReadiness = readiness === undefined ? sql`` : sql` and o.readiness = any(${[...readiness]}::readiness[])`
  const oneOfActions =
    nextAction === undefined ? sql`` : sql` and o.next_action = any(${[...nextAction]}::next_action[])`
  if (isOfClient(filter)) return [sql`${oneOfReadiness}${oneOfActions}`]
  if (name === '-createdAt') {
    if (readiness !== undefined)
      return [...new Set(readiness)].map((value) => sql`${readinessIs(value)}${oneOfActions}`)
    if (nextAction !== undefined) return [...new Set(nextAction)].map(actionIs)
  }
  if (name === 'since') {
    return [...new Set(nextAction ?? ACTIONS)].map((value) => sql`${actionIs(value)}${oneOfReadiness}`)
  }
  return [sql`${oneOfReadiness}${oneOfActions}`]
}

/**
 * Each has its own index (migration 002), in the order of the list. `expired` is derived: open and past its expiry. A list
 * of more values than `MOST_VALUES` is left out, because there would be a statement for each set of them.
 */
function isServedByOneIndex(
  { status, readiness, nextAction, text, externalId, ids, stuckForMs }: ClientFilter,
  { name }: Order,
): boolean {
  if (text !== undefined || ids !== undefined) return false
  if ([...(readiness ?? []), ...(nextAction ?? [])].length > MOST_VALUES) return false
  if (externalId !== undefined) return true
  switch (name) {
    case '-createdAt':
      return stuckForMs === undefined && [status, readiness, nextAction].filter((each) => each !== undefined).length < 2
    case 'since':
      return status === undefined && readiness === undefined
    case 'expiry':
    case 'deadline':
      return readiness === undefined && nextAction === undefined && stuckForMs === undefined
  }
}

interface RecordRow {
  readonly client: ClientRow
  readonly token: TokenRow
  readonly account: AccountRow | null
  readonly since: Date
  readonly last_opened_at: Date | null
  readonly email_refused_at: Date | null
  readonly now: Date
  /** What the list is sorted by, in milliseconds since 1970. */
  readonly key_ms: string | null
}

function toRecord({ client, token, account, since, now, ...row }: RecordRow): ClientRecord {
  const { last_opened_at: lastOpenedAt, email_refused_at: emailRefusedAt } = row
  return {
    client: toClient(client),
    token: toToken(token),
    ...(account && { account: toSnapshot(account) }),
    since,
    ...(lastOpenedAt && { lastOpenedAt }),
    ...(emailRefusedAt && { emailRefusedAt }),
    now,
  }
}

function conditions(
  platform: string,
  { status, stuckForMs, externalId, ids, text }: ClientFilter,
): RawBuilder<unknown>[] {
  const isOpen = status === 'pending' || status === 'in_progress'
  return [
    ...(status === 'expired'
      ? [sql` and o.status in ('pending', 'in_progress') and o.token_expires_at <= now()`]
      : status === undefined
        ? []
        : [sql` and o.status = ${sql.lit(status)}`]),
    ...(isOpen ? [sql` and o.token_expires_at > now()`] : []),
    ...(stuckForMs === undefined
      ? []
      : [sql` and o.since <= now() - ${stuckForMs}::float8 * interval '1 millisecond'`]),
    ...(ids === undefined ? [] : [sql` and o.client_id = any(${[...ids]}::uuid[])`]),
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
