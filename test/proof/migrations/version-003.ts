import { randomBytes, randomUUID } from 'node:crypto'
import pg from 'pg'
import { cryptoSecrets } from '../../../src/adapters/crypto/secrets.ts'

/** The newest migration that this version knew. */
export const LAST_MIGRATION = '003-provider-events'

/** What came out of the simulator when this version asked it. */
const SNAPSHOT = {
  detailsSubmitted: false,
  chargesEnabled: false,
  payoutsEnabled: false,
  hold: 'client_action',
  holdReason: 'requirements.past_due',
  requirements: {
    currentlyDue: ['external_account'],
    pastDue: ['external_account'],
    pendingVerification: [],
    errors: [],
  },
}
const COMPLETE = {
  detailsSubmitted: true,
  chargesEnabled: true,
  payoutsEnabled: true,
  requirements: { currentlyDue: [], pastDue: [], pendingVerification: [], errors: [] },
}

function mint(): { secret: string; hash: Buffer } {
  const { secret, hash } = cryptoSecrets().mintLinkSecret()
  return { secret, hash: Buffer.from(hash) }
}

export interface Known {
  readonly clientId: string
  readonly tokenId: string
  readonly secret: string
  readonly hash: Buffer
  readonly accountId: string
}

/**
 * An earlier version of the service, as the database saw it: the statements of the version whose last migration was 003,
 * written down as they were sent. Frozen, like that version is.
 */
export function version003(databaseUrl: string) {
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max: 8,
    connectionTimeoutMillis: 2000,
    statement_timeout: 3000,
    lock_timeout: 1500,
    query_timeout: 4000,
  })
  pool.on('error', () => {}) // the query that runs says it

  async function transaction(run: (client: pg.PoolClient) => Promise<void>): Promise<void> {
    const client = await pool.connect()
    let broken: Error | undefined
    try {
      await client.query('begin')
      await run(client)
      await client.query('commit')
    } catch (error) {
      await client.query('rollback').catch((failed: unknown) => {
        broken = failed instanceof Error ? failed : new Error(String(failed))
      })
      throw error
    } finally {
      client.release(broken)
    }
  }

  const event = (client: pg.PoolClient, values: readonly (string | null)[]) =>
    client.query(
      `insert into "audit_events" ("type", "client_id", "token_id", "actor", "request_id", "from_status", "to_status", "facts")
       values ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [...values],
    )

  /** What a change of a client began with: its row, its open token, how it stands. */
  async function standing(client: pg.PoolClient, clientId: string) {
    await client.query('select * from "clients" where "id" = $1 for no key update', [clientId])
    const { rows } = await client.query<{ id: string; status: string }>(
      'select * from "onboarding_tokens" where "client_id" = $1 and "status" in ($2, $3) for no key update',
      [clientId, 'pending', 'in_progress'],
    )
    const { rows: times } = await client.query<{ now: Date }>(
      `select exists (select 1 as "one" from "onboarding_tokens" where "client_id" = $1 and "status" = $2) as "onboarded",
         clock_timestamp() as "now"`,
      [clientId, 'completed'],
    )
    await client.query(
      'select "id", "snapshot", "fetched_at" from "accounts" where "client_id" = $1 and "detached_at" is null',
      [clientId],
    )
    return { open: rows[0], now: times[0]?.now ?? new Date(0) }
  }

  return {
    close: () => pool.end(),

    async invite(): Promise<Known> {
      const [clientId, tokenId] = [randomUUID(), randomUUID()]
      const { secret, hash } = mint()
      await pool.query(
        `with client as (
           insert into clients (id, name, email, country, external_id) values ($1, $2, $3, $4, $5)
         ),
         token as (
           insert into onboarding_tokens (id, client_id, purpose, status, issued_at, expires_at)
           values ($6, $7, 'onboarding', 'pending', now(), now() + $8::float8 * interval '1 millisecond')
         ),
         secret as (insert into token_secrets (hash, token_id) values ($9, $10))
         insert into audit_events (type, client_id, token_id, actor, request_id, to_status)
         values ('token_issued', $11, $12, $13, $14, 'pending')`,
        [
          clientId,
          'Ada Lovelace',
          `${clientId}@example.com`,
          null,
          null,
          tokenId,
          clientId,
          1_209_600_000,
          hash,
          tokenId,
          clientId,
          tokenId,
          'admin:environment',
          'request',
        ],
      )
      return { clientId, tokenId, secret, hash, accountId: `acct_${clientId.replaceAll('-', '')}` }
    },

    async show({ clientId }: Known): Promise<void> {
      await pool.query(
        `select "t".*, "c"."name", "c"."email", "c"."country", "c"."external_id", "c"."created_at", "a"."id" as "account_id",
           "a"."snapshot", "a"."fetched_at", clock_timestamp() as "now"
         from "clients" as "c" inner join "onboarding_tokens" as "t" on "t"."client_id" = "c"."id"
         left join "accounts" as "a" on "a"."client_id" = "c"."id" and "a"."detached_at" is null
         where "c"."id" = $1 order by "t"."issued_at" desc limit $2`,
        [clientId, 1],
      )
    },

    async open({ clientId, tokenId, hash, accountId }: Known): Promise<void> {
      await pool.query(
        `select "t".*, "c"."name", "c"."email", "c"."country", "c"."external_id", "c"."created_at", "a"."id" as "account_id",
           clock_timestamp() as "now"
         from "onboarding_tokens" as "t" inner join "clients" as "c" on "c"."id" = "t"."client_id"
         left join "accounts" as "a" on "a"."client_id" = "c"."id" and "a"."detached_at" is null
         inner join "token_secrets" as "s" on "s"."token_id" = "t"."id" where "s"."hash" = $1`,
        [hash],
      )
      await pool.query(
        `insert into "account_intents" ("client_id", "generation", "status", "parameters", "tries", "opened_at")
         values ($1, $2, $3, $4, $5, clock_timestamp())
         on conflict ("client_id") do update set
           "status" = case "account_intents"."status" when 'closed' then 'open' else "account_intents"."status" end,
           "parameters" = case "account_intents"."status" when 'closed' then excluded.parameters else account_intents.parameters end,
           "tries" = case "account_intents"."status" when 'closed' then 1 when 'open' then account_intents.tries + 1 else account_intents.tries end,
           "opened_at" = case "account_intents"."status" when 'closed' then excluded.opened_at else account_intents.opened_at end
         returning *, (select "a"."id" from "accounts" as "a" where "a"."client_id" = $6 and "a"."detached_at" is null) as "account_id",
           clock_timestamp() as "now"`,
        [clientId, 1, 'open', JSON.stringify({ email: `${clientId}@example.com`, name: 'Ada Lovelace' }), 1, clientId],
      )
      await pool.query(
        `with client as (select id from clients where id = $1 for no key update),
         stored as (
           insert into accounts as a (id, client_id, generation, snapshot, fetched_at, platform_id, livemode)
           select $2, client.id, $3, $4, $5, $6, $7 from client
           on conflict (client_id) where detached_at is null do update set client_id = a.client_id
           returning a.id
         ),
         done as (
           update account_intents set status = 'done', parameters = null, opened_at = null, settling_since = null
           from stored where account_intents.client_id = $8
         ),
         openable as (
           select t.id, t.status from onboarding_tokens t, client
           where t.id = $9 and t.status in ('pending', 'in_progress') and t.expires_at > clock_timestamp()
           for no key update of t
         ),
         moved as (
           update onboarding_tokens t
           set status = 'in_progress', started_at = coalesce(t.started_at, clock_timestamp())
           from openable, stored
           where t.id = openable.id and stored.id = $10 and t.status in ('pending', 'in_progress')
             and t.expires_at > clock_timestamp()
           returning t.id, openable.status as from_status
         ),
         attempt as (
           insert into link_attempts (state_hash, token_id, account_id, link_expires_at)
           select $11, moved.id, $12, $13 from moved
         ),
         audit as (
           insert into audit_events (type, client_id, token_id, actor, request_id, from_status, to_status, facts)
           select $14, $15, moved.id, $16, $17, moved.from_status, coalesce($18, moved.from_status), $19 from moved
         )
         select exists (select from openable) as can_be_opened, (select id from stored) as stored_account,
           exists (select from moved) as recorded`,
        [
          clientId,
          accountId,
          1,
          JSON.stringify(SNAPSHOT),
          new Date(),
          'acct_1SimulatorPlatform',
          false,
          clientId,
          tokenId,
          accountId,
          randomBytes(32),
          accountId,
          new Date(Date.now() + 300_000),
          'link_created',
          clientId,
          'client',
          'request',
          'in_progress',
          JSON.stringify({ accountId }),
        ],
      )
    },

    /** Gives the client another token; answers it. */
    async issue(known: Known): Promise<Known> {
      const { clientId } = known
      const tokenId = randomUUID()
      const { secret, hash } = mint()
      await transaction(async (client) => {
        const { open, now } = await standing(client, clientId)
        if (open !== undefined) {
          await client.query(
            `update "onboarding_tokens" set "status" = $1, "revoked_at" = $2, "revoke_reason" = $3
             where "id" = $4 and "status" in ($5, $6)`,
            ['revoked', now, 'replaced', open.id, 'pending', 'in_progress'],
          )
          await event(client, [
            'token_revoked',
            clientId,
            open.id,
            'admin:environment',
            'request',
            open.status,
            'revoked',
            null,
          ])
        }
        await client.query(
          `insert into "onboarding_tokens" ("id", "client_id", "purpose", "status", "issued_at", "expires_at")
           values ($1, $2, $3, $4, $5, $6)`,
          [tokenId, clientId, 'onboarding', 'pending', now, new Date(now.getTime() + 1_209_600_000)],
        )
        await client.query('insert into "token_secrets" ("hash", "token_id") values ($1, $2)', [hash, tokenId])
        await event(client, ['token_issued', clientId, tokenId, 'admin:environment', 'request', null, 'pending', null])
      })
      return { ...known, tokenId, secret, hash }
    },

    /** Stripe said that the client is through. */
    async complete({ clientId, accountId }: Known): Promise<void> {
      await transaction(async (client) => {
        await client.query('select "client_id" from "accounts" where "id" = $1 and "detached_at" is null', [accountId])
        const { open, now } = await standing(client, clientId)
        await client.query(
          `update "accounts" set "snapshot" = $1, "fetched_at" = $2, "platform_id" = $3, "livemode" = $4
           where "id" = $5 and "fetched_at" <= $6`,
          [JSON.stringify(COMPLETE), now, 'acct_1SimulatorPlatform', false, accountId, now],
        )
        if (open === undefined) return
        await client.query(
          'update "onboarding_tokens" set "status" = $1, "completed_at" = $2 where "id" = $3 and "status" in ($4, $5)',
          ['completed', now, open.id, 'pending', 'in_progress'],
        )
        await event(client, [
          'token_completed',
          clientId,
          open.id,
          'admin:environment',
          'request',
          open.status,
          'completed',
          null,
        ])
      })
    },
  }
}

export type Version003 = ReturnType<typeof version003>
