import type { Selectable } from 'kysely'
import { isOutgoingEventType } from '../../domain/outgoing-event.ts'
import type { WebhookEndpoint } from '../../domain/webhook-endpoint.ts'
import type { Schema } from './schema.ts'

/** An endpoint as it is stored. */
export type EndpointRow = Selectable<Schema['webhook_endpoints']>

export const toEndpoint = (row: EndpointRow): WebhookEndpoint => ({
  id: row.id,
  platform: row.platform_id,
  url: row.url,
  eventTypes: row.event_types.filter(isOutgoingEventType),
  secretVersion: row.secret_version,
  ...(row.previous_secret_until !== null && { previousSecretUntil: row.previous_secret_until }),
  createdAt: row.created_at,
  ...(row.failing_since !== null && { failingSince: row.failing_since }),
  ...(row.off_since !== null && row.off_reason !== null && { off: { since: row.off_since, reason: row.off_reason } }),
})

/** What staff change. */
export const changeableColumns = (endpoint: WebhookEndpoint) => ({
  url: endpoint.url,
  event_types: [...endpoint.eventTypes],
  secret_version: endpoint.secretVersion,
  previous_secret_until: endpoint.previousSecretUntil ?? null,
  failing_since: endpoint.failingSince ?? null,
  off_since: endpoint.off?.since ?? null,
  off_reason: endpoint.off?.reason ?? null,
})
