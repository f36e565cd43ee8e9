import { IN_FLIGHT, settlementOf, type DeliveryStatus } from '../../domain/delivery.ts'
import { messageOf } from '../../domain/outgoing-event.ts'
import { signingVersions } from '../../domain/webhook-endpoint.ts'
import type { EndpointSecrets } from '../../ports/endpoint-secrets.ts'
import type { Log } from '../../ports/log.ts'
import type { ClaimedDelivery, OutgoingEvents } from '../../ports/outgoing-events.ts'
import type { Receivers } from '../../ports/receivers.ts'
import type { TokenRepository } from '../../ports/token-repository.ts'

interface Dependencies {
  readonly outgoing: OutgoingEvents
  readonly receivers: Receivers
  readonly endpointSecrets: EndpointSecrets
  readonly tokens: Pick<TokenRepository, 'now'>
  readonly log: Log
}

/** How long a claimed delivery is its sender's alone, in milliseconds: longer than an attempt and its record take. */
const LEASE_MS = 30_000

/** Sends the outgoing events of all platforms. */
export function deliverEvents({ outgoing, receivers, endpointSecrets, tokens, log }: Dependencies) {
  return {
    /** Deliveries to be attempted by the caller, at most `limit`. */
    claim: (limit: number): Promise<readonly ClaimedDelivery[]> =>
      outgoing.claim({ limit, leaseMs: LEASE_MS, inFlight: IN_FLIGHT }),

    /** Attempts a delivery, and stores what became of it. */
    async deliver(claimed: ClaimedDelivery): Promise<DeliveryStatus> {
      const { delivery, endpoint, now } = claimed
      const { event, attempts } = delivery
      const secrets = signingVersions(endpoint, now).map((version) => endpointSecrets.secretOf(endpoint.id, version))
      const answer = await receivers.send(endpoint.url, {
        id: event.id,
        at: now,
        body: JSON.stringify(messageOf(event)),
        secrets,
      })
      const at = await tokens.now()
      const settlement = settlementOf({ attempts, failingSince: endpoint.failingSince }, answer, at)
      const { platform } = endpoint
      const actor = { platform, name: 'job:outgoing-events', requestId: delivery.id }
      const isSwitchedOff = await outgoing.settle(claimed, { answer, at, settlement, actor })
      if (isSwitchedOff) {
        const facts = { endpointId: endpoint.id, platform, failingSince: settlement.failingSince }
        log.error(facts, 'a webhook endpoint has failed for five days: it was switched off, and its events wait')
      } else if (settlement.status === 'given_up') {
        log.warn({ endpointId: endpoint.id, platform, deliveryId: delivery.id }, 'an outgoing event was given up')
      }
      return settlement.status
    },
  }
}
