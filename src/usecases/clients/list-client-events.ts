import type { Actor } from '../../ports/actor.ts'
import type { AuditEvent, AuditTrail } from '../../ports/audit-trail.ts'
import type { Page, PageRequest } from '../../ports/onboarding-queries.ts'
import type { TokenRepository } from '../../ports/token-repository.ts'

/**
 * The audit trail of a client, erased or not, newest first. `undefined` if the client never existed. An empty trail
 * does not mean that, because old audit events may have been deleted.
 */
export function listClientEvents({ tokens, auditTrail }: { tokens: TokenRepository; auditTrail: AuditTrail }) {
  return async (clientId: string, page: PageRequest, { platform }: Actor): Promise<Page<AuditEvent> | undefined> => {
    const loaded = await tokens.load({ clientId, platform })
    return loaded && auditTrail.list({ clientId, platform }, page)
  }
}
