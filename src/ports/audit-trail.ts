import type { Page } from './account-repository.ts'

export interface AuditEvent {
  readonly id: string
  readonly at: Date
  readonly type: string
  readonly tokenId?: string
  readonly actor: string
  readonly requestId: string
  readonly from?: string
  readonly to?: string
}

/** What happened to a client, as it was written in the transaction of each change. */
export interface AuditTrail {
  /** A client's events, newest first, at most `limit`; `undefined` when there never was such a client. */
  list(
    clientId: string,
    options: { readonly limit: number; readonly after?: string },
  ): Promise<Page<AuditEvent> | undefined>
}
