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

/** The audit events of clients. Each was written in the transaction of the change that it describes. */
export interface AuditTrail {
  /** A client's audit events, newest first, at most `limit`; none for an unknown client. */
  list(clientId: string, page: PageRequest): Promise<Page<AuditEvent>>
}
