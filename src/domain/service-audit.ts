import type { ApiKey } from './api-key.ts'
import type { AuditEntry } from './audit.ts'
import type { ClientAct } from './client-act.ts'

// What the audit trail records that is not about a single client.

/** A key of the admin API was created. */
export const keyCreated = ({ id, scopes, lifetimeDays }: Pick<ApiKey, 'id' | 'scopes'> & { lifetimeDays: number }) =>
  ({ type: 'api_key_created', facts: { keyId: id, scopes, lifetimeDays } }) satisfies AuditEntry

/** A key of the admin API was revoked. */
export const keyRevoked = (keyId: string) => ({ type: 'api_key_revoked', facts: { keyId } }) satisfies AuditEntry

/** A file of clients was read. A dry run changes nothing, but shows who exists. */
export const clientsImported = (facts: {
  readonly dryRun: boolean
  /** Whether the whole file was read. */
  readonly complete: boolean
  /** How many lines had each outcome. */
  readonly lines: Readonly<Record<string, number>>
}) => ({ type: 'clients_imported', facts }) satisfies AuditEntry

/** Clients were read as a file. `filters`: the names of those that were set; their values may be personal data. */
export const clientsExported = (facts: {
  readonly clients: number
  /** Whether the reader got all of them. */
  readonly complete: boolean
  readonly filters: readonly string[]
}) => ({ type: 'clients_exported', facts }) satisfies AuditEntry

/** The same was done to all clients that match a filter. A dry run changes nothing, but shows who matches. */
export const clientsActedOn = (facts: {
  readonly act: ClientAct
  readonly dryRun: boolean
  /** Whether none was left. */
  readonly complete: boolean
  /** The names of the filters; their values may be personal data. */
  readonly filters: readonly string[]
  /** How many clients had each outcome. */
  readonly clients: Readonly<Record<string, number>>
}) => ({ type: 'clients_acted_on', facts }) satisfies AuditEntry

/** The audit trail was read as a file, all of it or what happened in a span of time. */
export const auditEventsExported = (facts: {
  readonly events: number
  /** Whether the reader got all of them. */
  readonly complete: boolean
  readonly since?: string
  readonly until?: string
}) => ({ type: 'audit_events_exported', facts }) satisfies AuditEntry

/** All that is stored about a client was read. */
export const clientDataExported = (clientId: string) =>
  ({ type: 'client_data_exported', facts: { clientId } }) satisfies AuditEntry

/** Jobs were queued again that had been given up. */
export const jobsReplayed = (facts: { readonly kind: string; readonly jobs: readonly string[] }) =>
  ({ type: 'jobs_replayed', facts }) satisfies AuditEntry

/** What staff did to a receiver of outgoing events. Its URL may contain a secret of the receiver. */
export const endpointAudit = (
  did: 'created' | 'changed' | 'secret_rotated' | 'removed' | 'redelivered',
  facts: { readonly endpointId: string; readonly [fact: string]: unknown },
) => ({ type: `webhook_endpoint_${did}`, facts }) satisfies AuditEntry

/** A receiver of outgoing events has failed for too long. */
export const endpointSwitchedOff = (endpointId: string, failingSince: Date | undefined) =>
  ({
    type: 'webhook_endpoint_switched_off',
    facts: { endpointId, failingSince: failingSince?.toISOString() },
  }) satisfies AuditEntry
