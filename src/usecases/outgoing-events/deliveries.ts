import type { DeliveryStatus } from '../../domain/delivery.ts'
import { endpointAudit } from '../../domain/service-audit.ts'
import type { Actor } from '../../ports/actor.ts'
import type { AuditTrail } from '../../ports/audit-trail.ts'
import type { Page, PageRequest } from '../../ports/onboarding-queries.ts'
import type { Delivery, OutgoingEvents } from '../../ports/outgoing-events.ts'
import type { TokenRepository } from '../../ports/token-repository.ts'
import type { WebhookEndpoints } from '../../ports/webhook-endpoints.ts'

interface Dependencies {
  readonly endpoints: WebhookEndpoints
  readonly outgoing: OutgoingEvents
  readonly auditTrail: AuditTrail
  readonly tokens: Pick<TokenRepository, 'now'>
}

export type Redelivered =
  | { readonly outcome: 'redelivered'; readonly deliveries: number }
  | { readonly outcome: 'unknown_endpoint' }
  /** There is no such delivery to the endpoint, or it is waiting to be sent. */
  | { readonly outcome: 'nothing_to_redeliver' }

/** What became of the events that were sent to a receiver, and sending them again. */
export function deliveryUseCases({ endpoints, outgoing, auditTrail, tokens }: Dependencies) {
  return {
    /** Newest first; `undefined` if there is no such endpoint. */
    async listDeliveries(
      endpointId: string,
      page: PageRequest & { readonly status?: DeliveryStatus | undefined },
      { platform }: Actor,
    ): Promise<Page<Delivery> | undefined> {
      const endpoint = await endpoints.find(platform, endpointId)
      return endpoint && outgoing.list({ platform, endpointId }, page)
    },

    /** Sends one delivery again, or all of the events since an instant. */
    async redeliver(
      endpointId: string,
      which: { readonly deliveryId: string } | { readonly since: Date },
      actor: Actor,
    ): Promise<Redelivered> {
      const { platform } = actor
      if ((await endpoints.find(platform, endpointId)) === undefined) return { outcome: 'unknown_endpoint' }
      const before = await tokens.now()
      const again = async (): Promise<number> => {
        const of = { platform, endpointId }
        if ('deliveryId' in which) return outgoing.redeliver(of, which)
        const count = await outgoing.redeliver(of, { ...which, before })
        return count === 0 ? 0 : count + (await again())
      }
      const deliveries = await again()
      if (deliveries === 0 && 'deliveryId' in which) return { outcome: 'nothing_to_redeliver' }
      const facts = 'since' in which ? { since: which.since.toISOString() } : which
      await auditTrail.record(endpointAudit('redelivered', { endpointId, ...facts, deliveries }), actor)
      return { outcome: 'redelivered', deliveries }
    },
  }
}
