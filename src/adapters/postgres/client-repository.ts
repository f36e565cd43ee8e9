import { sql } from 'kysely'
import pg from 'pg'
import type { ClientRecord, ClientRepository, Invited } from '../../ports/client-repository.ts'
import type { Database } from './database.ts'
import { toClient, toSnapshot, toToken } from './rows.ts'

/** Clients in Postgres. */
export function postgresClientRepository(db: Database): ClientRepository {
  async function find(clientId: string): Promise<ClientRecord | undefined> {
    // One statement, so that client, token and account are of one moment.
    const row = await db
      .selectFrom('clients as c')
      .innerJoin('onboarding_tokens as t', 't.client_id', 'c.id')
      .leftJoin('accounts as a', (join) => join.onRef('a.client_id', '=', 'c.id').on('a.detached_at', 'is', null))
      .where('c.id', '=', clientId)
      .orderBy('t.issued_at', 'desc')
      .limit(1)
      .selectAll('t')
      .select(['c.name', 'c.email', 'c.country', 'c.external_id', 'c.created_at'])
      .select(['a.id as account_id', 'a.snapshot', 'a.fetched_at'])
      .select(sql<Date>`clock_timestamp()`.as('now'))
      .executeTakeFirst()
    if (row === undefined) return undefined
    const { account_id: accountId, snapshot, fetched_at: fetchedAt } = row
    return {
      client: toClient({ ...row, id: clientId }),
      token: toToken(row),
      ...(accountId !== null &&
        snapshot !== null &&
        fetchedAt !== null && { account: toSnapshot({ id: accountId, snapshot, fetched_at: fetchedAt }) }),
      now: row.now,
    }
  }

  return {
    find,

    async invite(client, token, act): Promise<Invited> {
      const { id, name, email, country = null, externalId = null } = client
      const taken = await takenBy(() =>
        sql`
            with client as (
              insert into clients (id, name, email, country, external_id)
              values (${id}, ${name}, ${email}, ${country}, ${externalId})
            ),
            token as (
              insert into onboarding_tokens (id, client_id, purpose, status, issued_at, expires_at)
              values (${token.id}, ${id}, 'onboarding', 'pending', now(),
                      now() + ${token.lifetimeMs}::float8 * interval '1 millisecond')
            ),
            secret as (
              insert into token_secrets (hash, token_id) values (${Buffer.from(token.secretHash)}, ${token.id})
            )
            insert into audit_events (type, client_id, token_id, actor, request_id, to_status)
            values ('token_issued', ${id}, ${token.id}, ${act.actor}, ${act.requestId}, 'pending')`.execute(db),
      )
      if (taken !== undefined) return { outcome: taken }

      const invited = await find(id)
      if (invited === undefined) throw new Error('a client that was just invited is not there')
      return { outcome: 'invited', client: invited.client, token: invited.token, now: invited.now }
    },
  }
}

/** Which of a client's unique values another client has, as the violated constraint tells. */
async function takenBy(insert: () => Promise<unknown>): Promise<'client_exists' | 'external_id_exists' | undefined> {
  try {
    await insert()
    return undefined
  } catch (error) {
    if (error instanceof pg.DatabaseError && error.constraint === 'clients_email_key') return 'client_exists'
    if (error instanceof pg.DatabaseError && error.constraint === 'clients_external_id_key') return 'external_id_exists'
    throw error
  }
}
