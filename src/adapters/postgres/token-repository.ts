import { sql, type RawBuilder } from 'kysely'
import type { TokenStatus } from '../../domain/onboarding-token.ts'
import type { Act } from '../../ports/act.ts'
import type {
  CreatedAccount,
  IntentChange,
  LinkRecorded,
  Opening,
  TokenRepository,
} from '../../ports/token-repository.ts'
import type { Database } from './database.ts'
import type { Schema } from './schema.ts'
import { snapshotJson, toClient, toIntent, toToken } from './rows.ts'

/** Tokens, their links, and the intents and accounts that opening them brings about, in Postgres. */
export function postgresTokenRepository(db: Database): TokenRepository {
  return {
    async findBySecret(secretHash): Promise<Opening | undefined> {
      const row = await db
        .selectFrom('token_secrets as s')
        .innerJoin('onboarding_tokens as t', 't.id', 's.token_id')
        .innerJoin('clients as c', 'c.id', 't.client_id')
        .leftJoin('accounts as a', (on) => on.onRef('a.client_id', '=', 'c.id').on('a.detached_at', 'is', null))
        .where('s.hash', '=', Buffer.from(secretHash))
        .selectAll('t')
        .select(['c.name', 'c.email', 'c.country', 'c.external_id', 'c.created_at', 'a.id as account_id'])
        .select(sql<Date>`clock_timestamp()`.as('now'))
        .executeTakeFirst()
      if (row === undefined) return undefined
      return {
        token: toToken(row),
        client: toClient({ ...row, id: row.client_id }),
        ...(row.account_id !== null && { accountId: row.account_id }),
        now: row.now,
      }
    },

    async openIntent(clientId, parameters) {
      const status = sql.ref<Schema['account_intents']['status']>('account_intents.status')
      const row = await db
        .insertInto('account_intents')
        .values({
          client_id: clientId,
          generation: 1,
          status: 'open',
          parameters: JSON.stringify(parameters),
          tries: 1,
          opened_at: sql`clock_timestamp()`,
        })
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
    },

    async changeIntent(change) {
      await intentUpdate(change).execute(db)
    },

    async recordLink({ tokenId, clientId, accountId, created, stateHash, linkExpiresAt }, act): Promise<LinkRecorded> {
      // One statement: the client's row is locked first (and last so short), so that two openings cannot both store an
      // account. The status and the expiry are looked at again where they are changed: a revocation that was committed
      // while Stripe was asked wins.
      const { rows } = await sql<{ can_be_opened: boolean; stored_account: string | null; recorded: boolean }>`
          with ${lockedClient(clientId)},
          ${storedAccount(clientId, created)},
          openable as (
            select t.id, t.status from onboarding_tokens t, client
            where t.id = ${tokenId} and ${canBeOpened} for no key update of t
          ),
          moved as (
            update onboarding_tokens t
            set status = 'in_progress', started_at = coalesce(t.started_at, clock_timestamp())
            from openable, stored
            where t.id = openable.id and stored.id = ${accountId} and ${canBeOpened}
            returning t.id, openable.status as from_status
          ),
          attempt as (
            insert into link_attempts (state_hash, token_id, account_id, link_expires_at)
            select ${Buffer.from(stateHash)}, moved.id, ${accountId}, ${linkExpiresAt} from moved
          ),
          ${audited('link_created', clientId, act, { accountId })}
          select exists (select from openable) as can_be_opened,
                 (select id from stored) as stored_account,
                 exists (select from moved) as recorded`.execute(db)
      const [row] = rows
      if (row === undefined || !row.can_be_opened) return { outcome: 'refused' }
      if (row.stored_account === null) throw new Error(`the account of client ${clientId} is not stored any more`)
      if (row.stored_account !== accountId) return { outcome: 'other_account', accountId: row.stored_account }
      return row.recorded ? { outcome: 'recorded' } : { outcome: 'refused' }
    },

    async recordFailure({ tokenId, clientId, failure, created, intentChange }, act) {
      await sql`
          with ${lockedClient(clientId)},
          ${storedAccount(clientId, created)},
          moved as (
            update onboarding_tokens t
            set attempts = t.attempts + 1,
                last_error = ${JSON.stringify(failure)}::jsonb || jsonb_build_object('at', clock_timestamp())
            from client
            where t.id = ${tokenId} and t.status in ('pending', 'in_progress')
            returning t.id, t.status as from_status
          ),
          ${audited('provider_failed', clientId, act, failure)}
          ${intentChange === undefined ? sql`` : sql`, intent as (${intentUpdate(intentChange)})`}
          select`.execute(db)
    },
  }
}

const canBeOpened = sql`t.status in ('pending', 'in_progress') and t.expires_at > clock_timestamp()`

/**
 * `client`: the client's row, locked. Whoever changes several rows of a client locks it first, so nobody deadlocks;
 * `no key`, so that rows which refer to the client can still be written.
 */
function lockedClient(clientId: string): RawBuilder<unknown> {
  return sql`client as (select id from clients where id = ${clientId} for no key update)`
}

/** `stored`: the client's account, which is the created one if there was none. */
function storedAccount(clientId: string, created: CreatedAccount | undefined): RawBuilder<unknown> {
  if (created === undefined) {
    return sql`stored as (select id from accounts where client_id = ${clientId} and detached_at is null)`
  }
  const { snapshot, generation } = created
  // The update changes nothing: it is how an insert hands back the row that was there before it.
  return sql`
    stored as (
      insert into accounts as a (id, client_id, generation, snapshot, fetched_at)
      select ${snapshot.accountId}, client.id, ${generation}, ${snapshotJson(snapshot)}, ${snapshot.fetchedAt} from client
      on conflict (client_id) where detached_at is null do update set client_id = a.client_id
      returning a.id
    ),
    done as (
      update account_intents
      set status = 'done', parameters = null, opened_at = null, settling_since = null
      from stored where account_intents.client_id = ${clientId}
    )`
}

/** `audit`: the event of the token that `moved`. */
function audited(type: string, clientId: string, act: Act, facts: object): RawBuilder<unknown> {
  const to: TokenStatus | undefined = type === 'link_created' ? 'in_progress' : undefined
  return sql`
    audit as (
      insert into audit_events (type, client_id, token_id, actor, request_id, from_status, to_status, facts)
      select ${type}, ${clientId}, moved.id, ${act.actor}, ${act.requestId}, moved.from_status,
             coalesce(${to ?? null}, moved.from_status), ${JSON.stringify(facts)}
      from moved
    )`
}

function intentUpdate({ intent, to }: IntentChange): RawBuilder<unknown> {
  const { clientId, generation, status } = intent
  if (to === 'settle') {
    return sql`
      update account_intents set status = 'settling', settling_since = clock_timestamp()
      where client_id = ${clientId} and generation = ${generation} and status = 'open'`
  }
  // Whoever tried after us may have been answered otherwise: an open intent is closed only by its last caller.
  const unchanged = intent.status === 'open' ? sql`tries = ${intent.tries}` : sql`true`
  return sql`
    update account_intents
    set generation = generation + 1, status = 'closed', parameters = null, tries = 0,
        opened_at = null, settling_since = null
    where client_id = ${clientId} and generation = ${generation} and status = ${status} and ${unchanged}`
}
