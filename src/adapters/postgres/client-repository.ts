import { sql } from 'kysely'
import pg from 'pg'
import { changeClient } from '../../domain/client.ts'
import { transition } from '../../domain/onboarding-token.ts'
import type { Act } from '../../ports/act.ts'
import type {
  ClientChangeResult,
  ClientRecord,
  ClientRepository,
  Erased,
  Invited,
  NewClient,
  NewToken,
  Taken,
} from '../../ports/client-repository.ts'
import type { OnceRefused } from '../../ports/once.ts'
import { clientRecords, filtered, toRecord } from './client-records.ts'
import type { Database } from './database.ts'
import { once } from './once.ts'
import { barIntent } from './account-intents.ts'
import {
  audit,
  hasUnknownOutcome,
  lockClient,
  revokeToken,
  standing,
  type EnqueueLinkMail,
  type Trx,
} from './transaction.ts'

/** What only one client can have. */
interface Unique {
  readonly email?: string | undefined
  readonly externalId?: string | undefined
}

/** Clients in Postgres. */
export function postgresClientRepository(db: Database, enqueueLinkMail: EnqueueLinkMail): ClientRepository {
  /** Which of a client's unique values another client has. */
  async function findTaken({ email, externalId }: Unique): Promise<Taken | undefined> {
    const { rows } = await sql<{ id: string; by_email: boolean }>`
      select id, true as by_email from clients where lower(email) = lower(${email ?? null})
      union all
      select id, false from clients where external_id = ${externalId ?? null}
      limit 1`.execute(db)
    const [row] = rows
    return row && { outcome: row.by_email ? 'client_exists' : 'external_id_exists', clientId: row.id }
  }

  /** Changes that may give a client what another one has. */
  async function unlessTaken<T>(client: Unique, change: () => Promise<T>): Promise<T | Taken> {
    try {
      return await change()
    } catch (error) {
      const outcome = takenBy(error)
      if (outcome === undefined) throw error
      return (await findTaken(client)) ?? { outcome }
    }
  }

  return {
    findTaken,

    invite: (client, token, act, request): Promise<Invited> =>
      unlessTaken(client, async () => {
        if (request === undefined && !token.sendsMail) {
          return invite(db, client, token, act)
        }
        return db.transaction().execute((trx) =>
          once(trx, act.actor, request, token, {
            again: (remembered): Exclude<Invited, OnceRefused> => ({ outcome: 'invited', ...remembered }),
            first: async () => {
              const invited = await invite(trx, client, token, act)
              if (token.sendsMail) await enqueueLinkMail(trx, token.id)
              return invited
            },
          }),
        )
      }),

    find: (clientId) => recordOf(db, clientId),

    async list(filter, { limit, after }) {
      let query = filtered(clientRecords(db), filter)
      if (after !== undefined) query = query.where('c.id', '<', after)
      // One more than asked for tells whether there is a next page.
      const rows = await query
        .orderBy('c.id', 'desc')
        .limit(limit + 1)
        .execute()
      const last = rows.length > limit ? rows[limit - 1] : undefined
      return { items: rows.slice(0, limit).map(toRecord), ...(last !== undefined && { next: last.client_id }) }
    },

    change: (clientId, change, act): Promise<ClientChangeResult> =>
      unlessTaken(change, () =>
        db.transaction().execute(async (trx): Promise<ClientChangeResult> => {
          const locked = await lockClient(trx, clientId)
          if (locked === undefined || locked.isErased) return { outcome: 'unknown_client' }
          const { open, account, now } = await standing(trx, clientId)
          const countryLocked = account !== undefined || (await hasUnknownOutcome(trx, clientId))
          const changed = changeClient(locked.client, change, { countryLocked })
          if (changed.outcome === 'country_locked') return changed

          const { client, fields, addressChanged } = changed
          if (fields.length > 0) {
            const { name, email, country = null } = client
            await trx.updateTable('clients').where('id', '=', clientId).set({ name, email, country }).execute()
            await audit(trx, { type: 'client_changed', clientId, facts: { fields }, act })
          }
          if (addressChanged && open !== undefined) {
            const revoked = transition(open, { type: 'revoke', at: now, reason: 'email_changed' })
            if (revoked.outcome === 'changed') await revokeToken(trx, open, revoked.token, act)
          }
          return { outcome: 'changed', record: await knownRecord(trx, clientId) }
        }),
      ),

    erase: (clientId, act): Promise<Erased> =>
      db.transaction().execute(async (trx): Promise<Erased> => {
        const locked = await lockClient(trx, clientId)
        if (locked === undefined) return 'unknown_client'
        if (locked.isErased) return 'erased'
        if (!(await barIntent(trx, clientId))) return 'intent_unresolved'

        const { open, now } = await standing(trx, clientId)
        const revoked = open && transition(open, { type: 'revoke', at: now, reason: 'erased' })
        if (open !== undefined && revoked?.outcome === 'changed') await revokeToken(trx, open, revoked.token, act)
        await trx
          .updateTable('clients')
          .where('id', '=', clientId)
          .set({
            name: 'Erased client',
            // Still unique, and nobody's: no mail can reach the domain (RFC 2606).
            email: `erased-${clientId}@example.invalid`,
            country: null,
            external_id: null,
            erased_at: sql<Date>`clock_timestamp()`,
          })
          .execute()
        // Their fingerprints are hashes of what can be guessed.
        await trx.deleteFrom('idempotency_keys').where('client_id', '=', clientId).execute()
        await audit(trx, { type: 'client_erased', clientId, act })
        return 'erased'
      }),
  }
}

async function recordOf(db: Database | Trx, clientId: string): Promise<ClientRecord | undefined> {
  const row = await clientRecords(db).where('c.id', '=', clientId).executeTakeFirst()
  return row && toRecord(row)
}

async function knownRecord(db: Database | Trx, clientId: string): Promise<ClientRecord> {
  const record = await recordOf(db, clientId)
  if (record === undefined) throw new Error(`the client ${clientId} that was just written is not there`)
  return record
}

/** One statement: a new client with its first token, the secret of it, and the audit event. */
async function invite(
  db: Database | Trx,
  newClient: NewClient,
  newToken: NewToken,
  act: Act,
): Promise<Exclude<Invited, OnceRefused>> {
  const { id, name, email, country = null, externalId = null } = newClient
  await sql`
    with client as (
      insert into clients (id, name, email, country, external_id)
      values (${id}, ${name}, ${email}, ${country}, ${externalId})
    ),
    token as (
      insert into onboarding_tokens (id, client_id, purpose, status, issued_at, expires_at)
      values (${newToken.id}, ${id}, 'onboarding', 'pending', now(),
              now() + ${newToken.lifetimeMs}::float8 * interval '1 millisecond')
    ),
    secret as (
      insert into token_secrets (hash, token_id) values (${Buffer.from(newToken.secretHash)}, ${newToken.id})
    )
    insert into audit_events (type, client_id, token_id, actor, request_id, to_status)
    values ('token_issued', ${id}, ${newToken.id}, ${act.actor}, ${act.requestId}, 'pending')`.execute(db)
  const { client, token: issued, now } = await knownRecord(db, id)
  return { outcome: 'invited', client, token: issued, now }
}

/** Which unique value of a client is taken, as the violated constraint tells. */
function takenBy(error: unknown): Taken['outcome'] | undefined {
  if (!(error instanceof pg.DatabaseError)) return undefined
  if (error.constraint === 'clients_email_key') return 'client_exists'
  return error.constraint === 'clients_external_id_key' ? 'external_id_exists' : undefined
}
