import type { Actor } from '../ports/actor.ts'
import type { AuditEvent, AuditTrail } from '../ports/audit-trail.ts'
import type { Page, PageRequest } from '../ports/onboarding-queries.ts'

/** The audit events of a platform that are not about a single client, newest first. */
export function listAuditEvents({ auditTrail }: { readonly auditTrail: AuditTrail }) {
  return (page: PageRequest, { platform }: Actor): Promise<Page<AuditEvent>> => auditTrail.listOfService(platform, page)
}
