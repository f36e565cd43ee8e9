import type { AuditEntry } from '../domain/audit.ts'
import type { Actor } from './actor.ts'
import type { Page, PageRequest } from './onboarding-queries.ts'

export interface AuditEvent {
  readonly id: string
  readonly at: Date
  readonly type: string
  readonly tokenId?: string
  readonly actor: string
  readonly requestId: string
  readonly from?: string
  readonly to?: string
  readonly facts?: Readonly<Record<string, unknown>>
}

/** An event of a platform; without `clientId`, one that is not about a single client. */
export interface PlatformAuditEvent extends AuditEvent {
  readonly clientId?: string
}

/** When events happened. */
export interface TimeSpan {
  readonly since?: Date | undefined
  /** The first instant that is not in it. */
  readonly until?: Date | undefined
}

/** The audit trail. An event of a change is written in the transaction of that change. */
export interface AuditTrail {
  /** A client's audit events, newest first, at most `limit`; none for an unknown client, or one of another platform. */
  list(client: { readonly clientId: string; readonly platform: string }, page: PageRequest): Promise<Page<AuditEvent>>

  /** The audit events of a platform that are not about a single client, newest first, at most `limit`. */
  listOfService(platform: string, page: PageRequest): Promise<Page<AuditEvent>>

  /** All audit events of a platform in a span of time, newest first, at most `limit`. */
  listOfPlatform(platform: string, span: TimeSpan, page: PageRequest): Promise<Page<PlatformAuditEvent>>

  /** Records something that is not about a single client, and that no other port saves. */
  record(entry: AuditEntry, actor: Actor): Promise<void>
}
