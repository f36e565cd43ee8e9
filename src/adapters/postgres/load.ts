import { sql, type RawBuilder } from 'kysely'
import { REMEMBERED_MS } from '../../domain/idempotency.ts'
import type { Loaded, Lookup } from '../../ports/token-repository.ts'
import { inBatches } from './batches.ts'
import { compileStatement, type ValueOf } from './compiled-statement.ts'
import type { Connection, Database, Trx } from './database.ts'
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
  /** Which lookup found it, from 1. */
  readonly n: string
  readonly platform_id: string
  readonly version: number
  readonly since: Date
  readonly last_opened_at: Date | null
  readonly erased_at: Date | null
  readonly email_refused_at: Date | null
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

/**
 * Loads whole onboardings, each in one statement, and concurrent ones of the same kind of lookup together. In a
 * transaction (`on`), a load is a statement of its own.
 */
export function onboardingLoads(db: Database) {
  const loads = new Map<Kind, ReturnType<typeof loadsOf>>()
  return async (by: Lookup, on?: Trx): Promise<Loaded | undefined> => {
    const kind = kindOf(by)
    let load = loads.get(kind)
    if (load === undefined) loads.set(kind, (load = loadsOf(db, kind)))
    return on === undefined ? load.together(by) : load.alone(by, on)
  }
}

function loadsOf(db: Database, kind: Kind) {
  const statement = compileStatement(db, LOADS[kind])
  async function run(inputs: readonly Lookup[], on: Connection = db): Promise<readonly (Loaded | undefined)[]> {
    const found = new Map((await runCompiled<Row, Lookup>(on, statement, inputs)).map((row) => [Number(row.n), row]))
    return inputs.map((by, n) => {
      const row = found.get(n + 1)
      return row && toLoaded(row, by)
    })
  }
  return {
    together: inBatches((inputs: readonly Lookup[]) => run(inputs)),
    alone: async (by: Lookup, on: Trx) => (await run([by], on))[0],
  }
}

/** `found`: the client id of each input, with its number, and what else it identifies. */
const loading = (found: RawBuilder<unknown>, where = sql``): RawBuilder<unknown> => sql`
  select o.platform_id, o.version, o.since, o.last_opened_at, o.erased_at, o.email_refused_at, clock_timestamp() as now,
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
      ...(row.email_refused_at !== null && { emailRefusedAt: row.email_refused_at }),
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
  'stopHash',
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
    loading(
      sql`select n, ${uuid(value, 'clientId')} as client_id, ${text(value, 'platform')} as of_platform, ${NO_TOKEN} from input`,
      OF_PLATFORM,
    ),
  tokenId: (value) =>
    loading(
      sql`
        select n, client_id, id as token_id, ${text(value, 'platform')} as of_platform, ${NO_KEY}, ${NO_ATTEMPT}
        from input join onboarding_tokens on id = ${uuid(value, 'tokenId')}`,
      OF_PLATFORM,
    ),
  secretHash: (value) =>
    loading(sql`
      select n, t.client_id, t.id as token_id, ${NO_KEY}, ${NO_ATTEMPT}
      from input join token_secrets s on s.hash = ${bytes(value, 'secretHash')}
      join onboarding_tokens t on t.id = s.token_id`),
  stopHash: (value) =>
    loading(sql`
      select n, s.client_id, s.token_id, ${NO_KEY}, ${NO_ATTEMPT}
      from input join stop_secrets s on s.hash = ${bytes(value, 'stopHash')}`),
  externalId: (value) =>
    loading(sql`
      select n, id as client_id, ${NO_TOKEN}
      from input join clients on platform_id = ${text(value, 'platform')} and external_id = ${text(value, 'externalId')}`),
  email: (value) =>
    loading(sql`
      select n, id as client_id, ${NO_TOKEN}
      from input join clients
        on platform_id = ${text(value, 'platform')}
        and lower(email collate "C") = lower(${text(value, 'email')} collate "C") and coalesce(external_id, '') = ''`),
  accountId: (value) =>
    loading(sql`
      select n, client_id, ${NO_TOKEN}
      from input join accounts
        on platform_id = ${text(value, 'platform')} and id = ${text(value, 'accountId')} and detached_at is null`),
  keyHash: (value) =>
    loading(sql`
      select n, client_id, token_id, fingerprint, ${NO_ATTEMPT}
      from input join idempotency_keys
        on platform_id = ${value('text', (by) => 'actor' in by && by.actor.platform)}
        and actor = ${value('text', (by) => 'actor' in by && by.actor.name)} and key_hash = ${bytes(value, 'keyHash')}
        and created_at > clock_timestamp() - ${value('float8', () => REMEMBERED_MS)} * interval '1 millisecond'`),
  stateHash: (value) => loading(attempted(sql`l.state_hash = ${bytes(value, 'stateHash')}`)),
  refreshHash: (value) => loading(attempted(sql`l.refresh_hash = ${bytes(value, 'refreshHash')}`)),
}

type Field = Kind | 'platform'

const text = (value: Value, name: Field) => value('text', (by) => Reflect.get(by, name))
const uuid = (value: Value, name: Field) => value('uuid', (by) => Reflect.get(by, name))
/** A hash, as the driver sends it. */
const bytes = (value: Value, name: Field) =>
  value('bytea', (by) => {
    const hash: unknown = Reflect.get(by, name)
    return hash instanceof Uint8Array ? Buffer.from(hash) : hash
  })

const OF_PLATFORM = sql`where o.platform_id = found.of_platform`

/** The token of a link attempt, and the attempt. */
const attempted = (is: RawBuilder<unknown>) => sql`
  select n, t.client_id, t.id as token_id, ${NO_KEY}, l.created_at as handed_out_at, l.refresh_until, l.refresh_used_at
  from input join link_attempts l on ${is} join onboarding_tokens t on t.id = l.token_id`
