import { sql, type RawBuilder } from 'kysely'
import { REMEMBERED_MS } from '../../domain/idempotency.ts'
import type { Loaded, Lookup } from '../../ports/token-repository.ts'
import { compileStatement, type CompiledStatement, type ValueOf } from './compiled-statement.ts'
import type { Connection, Database } from './database.ts'
import { runCompiled } from './prepared.ts'
import {
  toAccount,
  toClient,
  toIntent,
  toToken,
  type AccountRow,
  type ClientRow,
  type IntentRow,
  type TokenRow,
} from './rows.ts'

interface Row {
  readonly platform_id: string
  readonly version: number
  readonly since: Date
  readonly last_opened_at: Date | null
  readonly erased_at: Date | null
  readonly now: Date
  readonly client: ClientRow
  readonly tokens: readonly TokenRow[]
  readonly intent: IntentRow | null
  readonly account: AccountRow | null
  readonly token_id: string | null
  readonly fingerprint: Buffer | null
  readonly handed_out_at: Date | null
  readonly refresh_until: Date | null
  readonly refresh_used_at: Date | null
}

/** Loads whole onboardings, each in one statement. There is one statement for each kind of lookup. */
export function onboardingLoads(db: Database) {
  const statements = new Map<Kind, CompiledStatement<Lookup>>()
  return async (by: Lookup, on: Connection = db): Promise<Loaded | undefined> => {
    const kind = kindOf(by)
    let statement = statements.get(kind)
    if (statement === undefined) statements.set(kind, (statement = compileStatement(db, LOADS[kind])))
    const [row] = await runCompiled<Row, Lookup>(on, statement, by)
    return row === undefined ? undefined : toLoaded(row, by)
  }
}

const loading = (found: RawBuilder<unknown>, where = sql``): RawBuilder<unknown> => sql`
  select o.platform_id, o.version, o.since, o.last_opened_at, o.erased_at, clock_timestamp() as now,
         to_json(c) as client, to_json(i) as intent, to_json(a) as account,
         (select json_agg(t order by t.number) from onboarding_tokens t where t.client_id = o.client_id) as tokens,
         found.*
  from (${found}) found
  join onboardings o on o.client_id = found.client_id
  join clients c on c.id = o.client_id
  left join account_intents i on i.client_id = o.client_id
  left join accounts a on a.client_id = o.client_id and a.detached_at is null
  ${where}`

function toLoaded(row: Row, by: Lookup): Loaded {
  const { platform_id: platform, version, since, now, erased_at, intent, account, token_id, fingerprint } = row
  return {
    state: {
      platform,
      client: toClient(row.client),
      ...(erased_at !== null && { erasedAt: erased_at }),
      tokens: row.tokens.map(toToken),
      ...(intent !== null && { intent: toIntent(intent) }),
      ...(account !== null && { account: toAccount(account) }),
      ...attemptOf(row),
      since,
      ...(row.last_opened_at !== null && { lastOpenedAt: row.last_opened_at }),
    },
    version,
    now,
    by,
    ...(token_id !== null && { tokenId: token_id }),
    ...(fingerprint !== null && { fingerprint }),
  }
}

function attemptOf({ token_id: tokenId, handed_out_at, refresh_until, refresh_used_at }: Row) {
  if (tokenId === null || handed_out_at === null || refresh_until === null) return {}
  const used = refresh_used_at === null ? {} : { refreshedAt: refresh_used_at }
  return { attempt: { tokenId, handedOutAt: handed_out_at, refreshUntil: refresh_until, ...used } }
}

const NO_ATTEMPT = sql`null::timestamptz as handed_out_at, null::timestamptz as refresh_until,
  null::timestamptz as refresh_used_at`
const NO_KEY = sql`null::bytea as fingerprint`
const NO_TOKEN = sql`null::uuid as token_id, ${NO_KEY}, ${NO_ATTEMPT}`

/** The fields that tell the lookups apart. */
const KINDS = [
  'clientId',
  'tokenId',
  'secretHash',
  'externalId',
  'email',
  'accountId',
  'keyHash',
  'stateHash',
  'refreshHash',
] as const
type Kind = (typeof KINDS)[number]

function kindOf(by: Lookup): Kind {
  const kind = KINDS.find((name) => name in by)
  if (kind === undefined) throw new Error('a lookup by nothing')
  return kind
}

type Value = ValueOf<Lookup>

/** One statement for each kind: how it finds the client id, and what else it identifies. */
const LOADS: { readonly [K in Kind]: (value: Value) => RawBuilder<unknown> } = {
  clientId: (value) =>
    loading(sql`select ${field(value, 'clientId')}::uuid as client_id, ${NO_TOKEN}`, ofPlatform(value)),
  tokenId: (value) =>
    loading(
      sql`
        select client_id, id as token_id, ${NO_KEY}, ${NO_ATTEMPT} from onboarding_tokens
        where id = ${field(value, 'tokenId')}`,
      ofPlatform(value),
    ),
  secretHash: (value) =>
    loading(sql`
      select t.client_id, t.id as token_id, ${NO_KEY}, ${NO_ATTEMPT}
      from token_secrets s join onboarding_tokens t on t.id = s.token_id where s.hash = ${field(value, 'secretHash')}`),
  externalId: (value) =>
    loading(
      sql`
        select id as client_id, ${NO_TOKEN} from clients
        where platform_id = ${field(value, 'platform')} and external_id = ${field(value, 'externalId')}`,
    ),
  email: (value) =>
    loading(
      sql`
        select id as client_id, ${NO_TOKEN} from clients
        where platform_id = ${field(value, 'platform')} and lower(email collate "C") = lower(${field(value, 'email')}::text collate "C")
          and coalesce(external_id, '') = ''`,
    ),
  accountId: (value) =>
    loading(sql`
      select client_id, ${NO_TOKEN} from accounts
      where platform_id = ${field(value, 'platform')} and id = ${field(value, 'accountId')} and detached_at is null`),
  keyHash: (value) =>
    loading(sql`
      select client_id, token_id, fingerprint, ${NO_ATTEMPT} from idempotency_keys
      where platform_id = ${value((by) => 'actor' in by && by.actor.platform)}
        and actor = ${value((by) => 'actor' in by && by.actor.name)} and key_hash = ${field(value, 'keyHash')}
        and created_at > clock_timestamp() - ${value(() => REMEMBERED_MS)}::float8 * interval '1 millisecond'`),
  stateHash: (value) => loading(attempted(sql`l.state_hash = ${field(value, 'stateHash')}`)),
  refreshHash: (value) => loading(attempted(sql`l.refresh_hash = ${field(value, 'refreshHash')}`)),
}

/** A field of the lookup, as the driver sends it. */
const field = (value: Value, name: Kind | 'platform') =>
  value((by) => {
    const found: unknown = Reflect.get(by, name)
    return found instanceof Uint8Array ? Buffer.from(found) : found
  })

const ofPlatform = (value: Value) => sql`where o.platform_id = ${field(value, 'platform')}`

/** The token of a link attempt, and the attempt. */
const attempted = (is: RawBuilder<unknown>) => sql`
  select t.client_id, t.id as token_id, ${NO_KEY}, l.created_at as handed_out_at, l.refresh_until, l.refresh_used_at
  from link_attempts l join onboarding_tokens t on t.id = l.token_id where ${is}`
