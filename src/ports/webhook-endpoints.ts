import type { AuditEntry } from '../domain/audit.ts'
import type { WebhookEndpoint } from '../domain/webhook-endpoint.ts'
import type { Actor } from './actor.ts'

/** The receivers of outgoing events, each of one platform. A change is stored with its audit event, or not at all. */
export interface WebhookEndpoints {
  /** Stores a new endpoint; `false` if its platform has `most` already. */
  create(endpoint: WebhookEndpoint, most: number, audited: Audited): Promise<boolean>

  find(platform: string, endpointId: string): Promise<WebhookEndpoint | undefined>

  /** Those of a platform, oldest first. */
  list(platform: string): Promise<readonly WebhookEndpoint[]>

  /** Stores the changed endpoint; `false` if it is gone. */
  save(endpoint: WebhookEndpoint, audited: Audited): Promise<boolean>

  /** Removes the endpoint and its deliveries; `false` if there is none. */
  remove(platform: string, endpointId: string, audited: Audited): Promise<boolean>
}

export interface Audited {
  readonly entry: AuditEntry
  readonly actor: Actor
}
