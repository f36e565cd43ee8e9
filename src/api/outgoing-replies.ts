import { messageOf } from '../domain/outgoing-event.ts'
import type { WebhookEndpoint } from '../domain/webhook-endpoint.ts'
import type { Delivery } from '../ports/outgoing-events.ts'

// What the API and the command line show of outgoing events.

export const endpointReply = (endpoint: WebhookEndpoint) => ({
  id: endpoint.id,
  url: endpoint.url,
  eventTypes: [...endpoint.eventTypes],
  enabled: endpoint.off === undefined,
  offReason: endpoint.off?.reason ?? null,
  failingSince: endpoint.failingSince?.toISOString() ?? null,
  previousSecretUntil: endpoint.previousSecretUntil?.toISOString() ?? null,
  createdAt: endpoint.createdAt.toISOString(),
})

export function deliveryReply({ id, event, status, attempts, nextAttemptAt, attemptedAt, answer }: Delivery) {
  const answered = answer !== undefined && 'status' in answer ? answer : undefined
  return {
    id,
    eventId: event.id,
    type: event.type,
    clientId: event.data.clientId,
    status,
    attempts,
    nextAttemptAt: nextAttemptAt?.toISOString() ?? null,
    attemptedAt: attemptedAt?.toISOString() ?? null,
    answerStatus: answered?.status ?? null,
    answerBody: answered?.body ?? null,
    failure: answer !== undefined && 'failure' in answer ? answer.failure : null,
    body: messageOf(event),
  }
}
