import { sql, type Selectable, type SelectQueryBuilder } from 'kysely'
import type { AuditEvent, AuditTrail, PlatformAuditEvent } from '../../ports/audit-trail.ts'
import type { Page, PageRequest } from '../../ports/onboarding-queries.ts'
import { pageOf } from '../../shared/page.ts'
import { auditRow } from './audit-row.ts'
import type { Database } from './database.ts'
import type { Schema } from './schema.ts'

/** The audit trail in Postgres. Every save writes it in its own transaction. */
export function postgresAuditTrail(db: Database): AuditTrail {
  return {
    list: ({ clientId, platform }, page) =>
      pageFrom(
        db.selectFrom('audit_events').where('client_id', '=', clientId).where('platform_id', '=', platform),
        page,
      ),

    listOfService: (platform, page) =>
      pageFrom(db.selectFrom('audit_events').where('platform_id', '=', platform).where('client_id', 'is', null), page),

    async listOfPlatform(platform, { since, until }, { limit, after }) {
      let query = db
        .selectFrom('audit_events')
        .selectAll()
        .where('platform_id', '=', platform)
        .orderBy('at', 'desc')
        .orderBy('id', 'desc')
      if (since !== undefined) query = query.where('at', '>=', since)
      if (until !== undefined) query = query.where('at', '<', until)
      // The database looks up the instant itself: it is more precise than a `Date`.
      if (after !== undefined) {
        query = query.where(sql<boolean>`(at, id) < ((select at from audit_events where id = ${after}), ${after})`)
      }
      const { items, ...page } = pageOf(await query.limit(limit + 1).execute(), limit, ({ id }) => id)
      return { items: items.map(toPlatformEvent), ...page }
    },

    async record(entry, actor) {
      await db.insertInto('audit_events').values(auditRow(entry, actor)).execute()
    },
  }
}

async function pageFrom(
  events: SelectQueryBuilder<Schema, 'audit_events', object>,
  { limit, after }: PageRequest,
): Promise<Page<AuditEvent>> {
  let query = events.selectAll().orderBy('id', 'desc')
  if (after !== undefined) query = query.where('id', '<', after)
  const { items, ...page } = pageOf(await query.limit(limit + 1).execute(), limit, ({ id }) => id)
  return { items: items.map(toEvent), ...page }
}

const toEvent = (row: Selectable<Schema['audit_events']>): AuditEvent => ({
  id: row.id,
  at: row.at,
  type: row.type,
  ...(row.token_id !== null && { tokenId: row.token_id }),
  actor: row.actor,
  requestId: row.request_id,
  ...(row.from_value !== null && { from: row.from_value }),
  ...(row.to_value !== null && { to: row.to_value }),
  ...(row.facts !== null && { facts: row.facts }),
})

const toPlatformEvent = (row: Selectable<Schema['audit_events']>): PlatformAuditEvent => ({
  ...toEvent(row),
  ...(row.client_id !== null && { clientId: row.client_id }),
})
