import type { AuditTrail } from '../../ports/audit-trail.ts'
import type { Database } from './database.ts'

/** The audit trail in Postgres. Written by the repositories, in the transactions of what it tells of. */
export function postgresAuditTrail(db: Database): AuditTrail {
  return {
    async list(clientId, { limit, after }) {
      let query = db.selectFrom('audit_events').where('client_id', '=', clientId).selectAll().orderBy('id', 'desc')
      if (after !== undefined) query = query.where('id', '<', after)
      // One more than asked for tells whether there is a next page.
      const rows = await query.limit(limit + 1).execute()
      if (rows.length === 0 && after === undefined) return undefined
      const last = rows.length > limit ? rows[limit - 1] : undefined
      return {
        items: rows.slice(0, limit).map((row) => ({
          id: row.id,
          at: row.at,
          type: row.type,
          ...(row.token_id !== null && { tokenId: row.token_id }),
          actor: row.actor,
          requestId: row.request_id,
          ...(row.from_status !== null && { from: row.from_status }),
          ...(row.to_status !== null && { to: row.to_status }),
        })),
        ...(last !== undefined && { next: last.id }),
      }
    },
  }
}
