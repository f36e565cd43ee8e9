import { sql, type RawBuilder } from 'kysely'
import { REMEMBERED_MS } from '../../domain/idempotency.ts'
import type { Loaded, Lookup } from '../../ports/token-repository.ts'
import type { Connection } from './database.ts'
import { runPrepared } from './prepared.ts'
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

/** Loads a whole onboarding in one statement. */
export async function load(db: Connection, by: Lookup): Promise<Loaded | undefined> {
  const [row] = await runPrepared(
    db,
    sql<Row>`
    select o.platform_id, o.version, o.since, o.erased_at, clock_timestamp() as now,
           to_json(c) as client, to_json(i) as intent, to_json(a) as account,
           (select json_agg(t order by t.number) from onboarding_tokens t where t.client_id = o.client_id)
             as tokens,
           found.*
    from (${found(by)}) found
    join onboardings o on o.client_id = found.client_id
    join clients c on c.id = o.client_id
    left join account_intents i on i.client_id = o.client_id
    left join accounts a on a.client_id = o.client_id and a.detached_at is null
    ${'platform' in by ? sql`where o.platform_id = ${by.platform}` : sql``}`,
  )
  if (row === undefined) return undefined
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

/** The client id, and what else the lookup identifies. */
function found(by: Lookup): RawBuilder<unknown> {
  if ('clientId' in by) return sql`select ${by.clientId}::uuid as client_id, ${NO_TOKEN}`
  if ('tokenId' in by) {
    return sql`select client_id, id as token_id, ${NO_KEY}, ${NO_ATTEMPT} from onboarding_tokens where id = ${by.tokenId}`
  }
  if ('secretHash' in by) {
    return sql`
      select t.client_id, t.id as token_id, ${NO_KEY}, ${NO_ATTEMPT}
      from token_secrets s join onboarding_tokens t on t.id = s.token_id where s.hash = ${Buffer.from(by.secretHash)}`
  }
  if ('externalId' in by) {
    return sql`
      select id as client_id, ${NO_TOKEN} from clients
      where platform_id = ${by.platform} and external_id = ${by.externalId}`
  }
  if ('email' in by) {
    return sql`
      select id as client_id, ${NO_TOKEN} from clients
      where platform_id = ${by.platform} and lower(email) = lower(${by.email}) and coalesce(external_id, '') = ''`
  }
  if ('accountId' in by) {
    return sql`select client_id, ${NO_TOKEN} from accounts where id = ${by.accountId} and detached_at is null`
  }
  if ('keyHash' in by) {
    const { platform, name } = by.actor
    return sql`
      select client_id, token_id, fingerprint, ${NO_ATTEMPT} from idempotency_keys
      where platform_id = ${platform} and actor = ${name} and key_hash = ${Buffer.from(by.keyHash)}
        and created_at > clock_timestamp() - ${REMEMBERED_MS}::float8 * interval '1 millisecond'`
  }
  const hash =
    'stateHash' in by
      ? sql`l.state_hash = ${Buffer.from(by.stateHash)}`
      : sql`l.refresh_hash = ${Buffer.from(by.refreshHash)}`
  return sql`
    select t.client_id, t.id as token_id, ${NO_KEY},
           l.created_at as handed_out_at, l.refresh_until, l.refresh_used_at
    from link_attempts l join onboarding_tokens t on t.id = l.token_id where ${hash}`
}
