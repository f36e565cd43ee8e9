import type { AuditEntry } from '../../domain/audit.ts'
import type { Actor } from '../../ports/actor.ts'

/** The row of an audit event that is not about a single client. */
export const auditRow = ({ type, facts }: AuditEntry, { platform, name, requestId }: Actor) => ({
  platform_id: platform,
  client_id: null,
  token_id: null,
  type,
  actor: name,
  request_id: requestId,
  facts: facts === undefined ? null : JSON.stringify(facts),
})
