import type { AuditTrail } from '../../ports/audit-trail.ts'
import { pageOf } from '../../shared/page.ts'
import type { Database } from './database.ts'

/** The audit trail in Postgres. Every save writes it in its own transaction. */
export function postgresAuditTrail(db: Database): AuditTrail {
  return {
    async list(clientId, { limit, after }) {
      let query = db.selectFrom('audit_events').where('client_id', '=', clientId).selectAll().orderBy('id', 'desc')
      if (after !== undefined) query = query.where('id', '<', after)
      const { items, ...page } = pageOf(await query.limit(limit + 1).execute(), limit, ({ id }) => id)
      return {
        items: items.map((row) => ({
          id: row.id,
          at: row.at,
          type: row.type,
          ...(row.token_id !== null && { tokenId: row.token_id }),
          actor: row.actor,
          requestId: row.request_id,
          ...(row.from_value !== null && { from: row.from_value }),
          ...(row.to_value !== null && { to: row.to_value }),
          ...(row.facts !== null && { facts: row.facts }),
        })),
        ...page,
      }
    },
  }
}
