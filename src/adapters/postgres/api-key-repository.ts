import { sql, type Selectable } from 'kysely'
import type { ApiKeyRecord, ApiKeyRepository } from '../../ports/api-key-repository.ts'
import type { Database } from './database.ts'
import { runPrepared } from './prepared.ts'
import type { Schema } from './schema.ts'

type Row = Omit<Selectable<Schema['api_keys']>, 'secret_hash'> & { now: Date }

/** The columns that callers see: all except the hash. */
const shown = ['id', 'name', 'scopes', 'created_at', 'expires_at', 'revoked_at', 'last_used_at'] as const

const now = sql<Date>`clock_timestamp()`

/** The keys of the admin API in Postgres. */
export function postgresApiKeyRepository(db: Database): ApiKeyRepository {
  return {
    async create({ id, name, scopes, lifetimeDays, secretHash }) {
      const row = await db
        .insertInto('api_keys')
        .values({
          id,
          name,
          scopes: [...scopes],
          secret_hash: Buffer.from(secretHash),
          created_at: sql<Date>`now()`,
          // Days of 24 hours, even across a change of daylight saving time.
          expires_at: sql<Date>`now() + ${lifetimeDays}::int * interval '24 hours'`,
        })
        .returning([...shown, now.as('now')])
        .executeTakeFirstOrThrow()
      return toRecord(row)
    },

    async find(keyId) {
      const [row] = await runPrepared(
        db,
        db
          .selectFrom('api_keys')
          .where('id', '=', keyId)
          .select([...shown, 'secret_hash', now.as('now')]),
      )
      return row && { ...toRecord(row), secretHash: row.secret_hash }
    },

    async list() {
      const rows = await db
        .selectFrom('api_keys')
        .select([...shown, now.as('now')])
        .orderBy('created_at', 'desc')
        .orderBy('id')
        .execute()
      return rows.map(toRecord)
    },

    async revoke(keyId) {
      const row = await db
        .updateTable('api_keys')
        .where('id', '=', keyId)
        .set({ revoked_at: sql<Date>`coalesce(revoked_at, clock_timestamp())` })
        .returning([...shown, now.as('now')])
        .executeTakeFirst()
      return row && toRecord(row)
    },

    noteUse: (keyId, everyMs) => noteUse(db, keyId, everyMs),
  }
}

async function noteUse(db: Database, keyId: string, everyMs: number): Promise<void> {
  const update = db
    .updateTable('api_keys')
    .where('id', '=', (eb) =>
      eb
        .selectFrom('api_keys')
        .where('id', '=', keyId)
        .where(
          sql<boolean>`coalesce(last_used_at, '-infinity')
                           <= clock_timestamp() - ${everyMs}::float8 * interval '1 millisecond'`,
        )
        .select('id')
        // `last_used_at` is updated at most once in the interval; a request that finds the row locked skips the update.
        .forNoKeyUpdate()
        .skipLocked(),
    )
    .set({ last_used_at: now })
  await runPrepared(db, update)
}

function toRecord({ now: at, created_at, expires_at, revoked_at, last_used_at, id, name, scopes }: Row): ApiKeyRecord {
  return {
    key: {
      id,
      name,
      scopes,
      createdAt: created_at,
      expiresAt: expires_at,
      ...(revoked_at !== null && { revokedAt: revoked_at }),
      ...(last_used_at !== null && { lastUsedAt: last_used_at }),
    },
    now: at,
  }
}
