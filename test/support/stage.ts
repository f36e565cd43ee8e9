import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { cryptoSecrets } from '../../src/adapters/crypto/secrets.ts'
import type { Ports } from '../../src/compose.ts'
import type { Call, RouteName } from '#stripe-simulator'
import { type Checkpoint, checkpoints, watched } from './checkpoints.ts'
import { violations } from './invariants.ts'
import { ADMIN_KEY, startService, surroundings } from './service.ts'
import { staff } from './staff.ts'

interface Test {
  teardown(handler: () => Promise<void>): unknown
}

/** What a seeded bug needs in order to replace a port. */
export interface Place {
  readonly databaseUrl: string
  readonly stripeUrl: string
  readonly teardown: (handler: () => Promise<void>) => unknown
}

/** A seeded bug: ports that are wrong in one way. */
export type Mutant = (place: Place) => Promise<(ports: Ports) => Ports>

export type Stage = Awaited<ReturnType<typeof stage>>

export interface Invited {
  readonly clientId: string
  readonly tokenId: string
  readonly token: string
}

/** The age at which a key is forgotten by either generation of Stripe's API: v1 keeps it for 24 hours, v2 for 30 days. */
export const FORGOTTEN_HOURS = 30 * 24

/**
 * One database, one Stripe, and any number of instances of the service, each of which can be held. The database is a
 * new one on the server of the run, unless the test passes one.
 */
export async function stage(t: Test, mutant?: Mutant, database?: { url: string }) {
  const around = await surroundings(t, database)
  const { simulator } = around.stripe
  const db = new pg.Pool({ connectionString: around.databaseUrl, max: 4 })
  db.on('error', () => {}) // the database is dropped at the end
  t.teardown(() => db.end())
  const place = {
    databaseUrl: around.databaseUrl,
    stripeUrl: around.stripe.url,
    teardown: (handler: () => Promise<void>) => t.teardown(handler),
  }
  const mutate = (await mutant?.(place)) ?? ((ports: Ports) => ports)

  /** The number of statements that wait for a lock. */
  async function waitingStatements(): Promise<number> {
    const query = `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`
    return (await db.query(query)).rows.length
  }

  return {
    ...around,
    simulator,
    db,
    staff: staff(await startService(t, around)),

    /**
     * An instance of the service. `hold` stops its next request at a checkpoint. `databaseUrl` is another address of
     * the same database.
     */
    async instance(variables: Record<string, string> = {}, { databaseUrl = around.databaseUrl } = {}) {
      const points = checkpoints()
      const service = await startService(
        t,
        { databaseUrl, stripe: around.stripe },
        { TOKEN_LIMIT_PER_MINUTE: '100000', ...variables },
        (ports) => watched(mutate(ports), points.visit),
      )
      const admin = { authorization: `Bearer ${ADMIN_KEY}` }
      return {
        ...service,
        hold: (checkpoint: Checkpoint) => points.hold(checkpoint),
        showAnswer: (clientId: string) => service.call('GET', `/api/v1/clients/${clientId}`, undefined, admin),
      }
    },

    /** Clients with a token each, without the HTTP API, for tests with many of them. */
    invite: (count: number): Promise<Invited[]> => invite(db, count),

    violations: (clients: readonly { clientId: string }[]) =>
      violations(
        { db, simulator },
        clients.map(({ clientId }) => clientId),
      ),

    /** The stored status of a token. */
    async tokenStatus(tokenId: string): Promise<string | undefined> {
      const { rows } = await db.query<{ status: string }>('select status from onboarding_tokens where id = $1', [
        tokenId,
      ])
      return rows[0]?.status
    },

    async accountsOf(clientId: string) {
      return (await simulator.accounts()).filter(({ metadata }) => metadata['client_id'] === clientId)
    },

    /** Ages the intent of this client by this many hours. */
    async ageIntent(clientId: string, hours: number): Promise<void> {
      await db.query(
        `with root as (update onboardings set version = version + 1 where client_id = $1)
         update account_intents set opened_at = opened_at - $2 * interval '1 hour' where client_id = $1 and status = 'open'`,
        [clientId, hours],
      )
    },

    /** Makes the client's token look issued an hour ago, with this many seconds until its expiry. */
    async expireIn({ clientId, tokenId }: Pick<Invited, 'clientId' | 'tokenId'>, seconds: number): Promise<void> {
      await db.query(
        `with root as (
           update onboardings set version = version + 1, token_expires_at = now() + $3 * interval '1 second'
           where client_id = $1 and latest_token_id = $2
         )
         update onboarding_tokens set issued_at = now() - interval '1 hour', expires_at = now() + $3 * interval '1 second'
         where id = $2`,
        [clientId, tokenId, seconds],
      )
    },

    /** Ages the settling intents of these clients by more than a minute. */
    async ageSettling(clientIds: readonly string[]): Promise<void> {
      await db.query(
        `with root as (update onboardings set version = version + 1 where client_id = any($1))
         update account_intents set settling_since = settling_since - interval '61 seconds'
         where client_id = any($1) and status = 'settling'`,
        [clientIds],
      )
    },

    /** Resolves when this many statements wait for a lock. */
    async waiting(statements: number): Promise<void> {
      while ((await waitingStatements()) < statements) await sleep(5)
    },

    waitingStatements,

    /**
     * Starts watching Stripe. The returned function resolves when the next call to this endpoint has arrived and is
     * unanswered.
     */
    async stripeWillBeAsked(route: RouteName): Promise<() => Promise<void>> {
      const before = (await simulator.calls({ route })).length
      return async () => {
        const isOpen = ({ outcome }: Call) => outcome === 'in_progress' || outcome === 'held'
        while (!(await simulator.calls({ route })).slice(before).some(isOpen)) await sleep(5)
      }
    },
  }
}

async function invite(db: pg.Pool, count: number): Promise<Invited[]> {
  const secrets = cryptoSecrets()
  const minted = Array.from({ length: count }, () => {
    const { secret, hash } = secrets.mintLinkSecret()
    return { clientId: randomUUID(), tokenId: randomUUID(), token: secret, hash: Buffer.from(hash) }
  })
  await db.query(
    `with given as (
       select *, date_trunc('milliseconds', now()) as at
       from unnest($1::uuid[], $2::uuid[], $3::bytea[]) as g (client_id, token_id, hash)
     ),
     root as (
       insert into onboardings
         (client_id, version, status, latest_token_id, token_expires_at, readiness, next_action, since)
       select client_id, 1, 'pending', token_id, at + interval '1 day', 'none', 'client', at from given
     ),
     client as (
       insert into clients (id, name, email, created_at) select client_id, 'Ada', client_id || '@example.com', at from given
     ),
     token as (
       insert into onboarding_tokens (id, client_id, number, purpose, status, issued_by, issued_at, expires_at)
       select token_id, client_id, 1, 'onboarding', 'pending', 'staff', at, at + interval '1 day' from given
     ),
     secret as (insert into token_secrets (hash, token_id, created_at) select hash, token_id, at from given)
     insert into audit_events (at, type, client_id, token_id, actor, request_id, to_value)
     select at, 'token_issued', client_id, token_id, 'admin:test', 'test', 'pending' from given`,
    [minted.map(({ clientId }) => clientId), minted.map(({ tokenId }) => tokenId), minted.map(({ hash }) => hash)],
  )
  return minted.map(({ hash: _hash, ...invited }) => invited)
}
