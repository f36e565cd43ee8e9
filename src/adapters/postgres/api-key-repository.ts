import { sql, type QueryCreator, type Selectable } from 'kysely'
import type { AuditEntry } from '../../domain/audit.ts'
import type { Actor } from '../../ports/actor.ts'
import type { ApiKeyRecord, ApiKeyRepository } from '../../ports/api-key-repository.ts'
import { keyCreated, keyRevoked } from '../../domain/service-audit.ts'
import { auditRow } from './audit-row.ts'
import type { Database } from './database.ts'
import { runPrepared } from './prepared.ts'
import type { Schema } from './schema.ts'

type Row = Omit<Selectable<Schema['api_keys']>, 'secret_hash'> & { now: Date }

/** The columns that callers see: all except the hash. */
const shown = ['id', 'platform_id', 'name', 'scopes', 'created_at', 'expires_at', 'revoked_at', 'last_used_at'] as const

const now = sql<Date>`clock_timestamp()`

/** The keys of the admin API in Postgres. */
export function postgresApiKeyRepository(db: Database): ApiKeyRepository {
  return {
    async create({ id, platform, name, scopes, lifetimeDays, secretHash }, actor) {
      const row = await db
        .with('made', (made) =>
          made
            .insertInto('api_keys')
            .values({
              id,
              platform_id: platform ?? null,
              name,
              scopes: [...scopes],
              secret_hash: Buffer.from(secretHash),
              created_at: sql<Date>`now()`,
              // Days of 24 hours, even across a change of daylight saving time.
              expires_at: sql<Date>`now() + ${lifetimeDays}::int * interval '24 hours'`,
            })
            .returning([...shown]),
        )
        .with('audited', (made) => auditedWhere(made, 'made', keyCreated({ id, scopes, lifetimeDays }), actor))
        .selectFrom('made')
        .select([...shown, now.as('now')])
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

    revoke: (keyId, actor) => revoke(db, keyId, actor),

    noteUse: (keyId, everyMs) => noteUse(db, keyId, everyMs),
  }
}

async function revoke(db: Database, keyId: string, actor: Actor): Promise<ApiKeyRecord | undefined> {
  const revoked = await db
    .with('revoked', (keys) =>
      keys
        .updateTable('api_keys')
        .where('id', '=', keyId)
        .where('revoked_at', 'is', null)
        .set({ revoked_at: now })
        .returning([...shown]),
    )
    .with('audited', (keys) => auditedWhere(keys, 'revoked', keyRevoked(keyId), actor))
    .selectFrom('revoked')
    .select([...shown, now.as('now')])
    .executeTakeFirst()
  if (revoked !== undefined) return toRecord(revoked)
  // Revoked before, or unknown.
  const query = db.selectFrom('api_keys').where('id', '=', keyId)
  const row = await query.select([...shown, now.as('now')]).executeTakeFirst()
  return row && toRecord(row)
}

/** The audit event of the key in `changed`, on each platform that it is of. */
function auditedWhere<Name extends string>(
  db: QueryCreator<Schema & Record<Name, { platform_id: string | null }>>,
  changed: Name,
  entry: AuditEntry,
  actor: Actor,
) {
  const { type, actor: name, request_id: requestId, facts } = auditRow(entry, actor)
  return db
    .insertInto('audit_events')
    .columns(['platform_id', 'type', 'actor', 'request_id', 'facts'])
    .expression(
      sql`
        select p.id, ${type}::text, ${name}::text, ${requestId}::text, ${facts}::jsonb
        from ${sql.table(changed)} changed join platforms p on p.id = coalesce(changed.platform_id, p.id)`,
    )
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

function toRecord({
  now: at,
  platform_id: platform,
  created_at,
  expires_at,
  revoked_at,
  last_used_at,
  ...row
}: Row): ApiKeyRecord {
  const { id, name, scopes } = row
  return {
    key: {
      id,
      ...(platform !== null && { platform }),
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
