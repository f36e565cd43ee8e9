import { sql } from 'kysely'
import type { Audited, WebhookEndpoints } from '../../ports/webhook-endpoints.ts'
import { auditRow } from './audit-row.ts'
import type { Database, Trx } from './database.ts'
import { changeableColumns, toEndpoint } from './endpoint-rows.ts'

/** The receivers of outgoing events in Postgres. */
export function postgresWebhookEndpoints(db: Database): WebhookEndpoints {
  return {
    create: (endpoint, most, audited) =>
      db.transaction().execute(async (trx) => {
        // One at a time, so that the limit holds.
        await sql`select from platforms where id = ${endpoint.platform} for no key update`.execute(trx)
        const { count } = await trx
          .selectFrom('webhook_endpoints')
          .where('platform_id', '=', endpoint.platform)
          .select(({ fn }) => fn.countAll<string>().as('count'))
          .executeTakeFirstOrThrow()
        if (Number(count) >= most) return false
        const { id, platform: platform_id, createdAt: created_at } = endpoint
        const row = { id, platform_id, created_at, ...changeableColumns(endpoint) }
        await trx.insertInto('webhook_endpoints').values(row).execute()
        await record(trx, audited)
        return true
      }),

    async find(platform, endpointId) {
      const query = db.selectFrom('webhook_endpoints').selectAll().where('platform_id', '=', platform)
      const row = await query.where('id', '=', endpointId).executeTakeFirst()
      return row && toEndpoint(row)
    },

    async list(platform) {
      const query = db.selectFrom('webhook_endpoints').selectAll().where('platform_id', '=', platform)
      const rows = await query.orderBy('created_at').orderBy('id').execute()
      return rows.map(toEndpoint)
    },

    save: (endpoint, audited) =>
      db.transaction().execute(async (trx) => {
        const changed = await trx
          .updateTable('webhook_endpoints')
          .set(changeableColumns(endpoint))
          .where('platform_id', '=', endpoint.platform)
          .where('id', '=', endpoint.id)
          .executeTakeFirst()
        return recordedIf(trx, changed.numUpdatedRows > 0n, audited)
      }),

    remove: (platform, endpointId, audited) =>
      db.transaction().execute(async (trx) => {
        const query = trx.deleteFrom('webhook_endpoints').where('platform_id', '=', platform)
        const removed = await query.where('id', '=', endpointId).executeTakeFirst()
        return recordedIf(trx, removed.numDeletedRows > 0n, audited)
      }),
  }
}

async function recordedIf(trx: Trx, isDone: boolean, audited: Audited): Promise<boolean> {
  if (isDone) await record(trx, audited)
  return isDone
}

async function record(trx: Trx, { entry, actor }: Audited): Promise<void> {
  await trx.insertInto('audit_events').values(auditRow(entry, actor)).execute()
}
