import type { Scope } from '../../../../domain/scope.ts'
import type { AuditEvent } from '../../../../ports/audit-trail.ts'
import type { ClientRecord, Page as ListPage } from '../../../../ports/onboarding-queries.ts'
import type { FormKeys } from '../parts.ts'

/** What the page of a client shows. */
export interface RecordPage {
  /** The URL of the list. */
  readonly list: string
  /** The URL of this page. */
  readonly at: string
  readonly record: ClientRecord
  /** The newest events. */
  readonly events: ListPage<AuditEvent>
  readonly may: (scope: Scope) => boolean
  readonly sendsEmails: boolean
  /** How long a new link can be opened, in hours. */
  readonly lifetimeHours: number
  readonly keys: FormKeys
  /** Why the last act was not done. */
  readonly refusal?: { readonly title: string; readonly detail: string } | undefined
  /** What was typed to extend the link, and why it cannot be taken. */
  readonly extension?: { readonly typed: string; readonly fault: string | undefined } | undefined
}
