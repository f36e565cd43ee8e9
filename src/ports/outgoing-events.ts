import type { DeliveryStatus, ReceiverAnswer, Settlement } from '../domain/delivery.ts'
import type { OutgoingData, OutgoingEventType } from '../domain/outgoing-event.ts'
import type { WebhookEndpoint } from '../domain/webhook-endpoint.ts'
import type { Actor } from './actor.ts'
import type { Page, PageRequest } from './onboarding-queries.ts'

/** An outgoing event as it is stored. A save stores it if an endpoint of its platform gets its type. */
export interface StoredOutgoingEvent {
  readonly id: string
  readonly platform: string
  readonly type: OutgoingEventType
  readonly at: Date
  readonly sequence: number
  readonly data: OutgoingData
}

/** An outgoing event on its way to one endpoint. */
export interface Delivery {
  readonly id: string
  readonly endpointId: string
  readonly event: StoredOutgoingEvent
  readonly status: DeliveryStatus
  readonly attempts: number
  readonly nextAttemptAt?: Date
  readonly attemptedAt?: Date
  /** The answer to the last attempt. */
  readonly answer?: ReceiverAnswer
}

/** A delivery to be attempted now, by its caller alone, for as long as it was claimed. */
export interface ClaimedDelivery {
  readonly delivery: Delivery
  readonly endpoint: WebhookEndpoint
  /** The database's clock. */
  readonly now: Date
}

/** The outgoing events and their deliveries. */
export interface OutgoingEvents {
  /**
   * Claims deliveries that are due, at most `limit`, for `leaseMs` milliseconds: those that are not settled until then are
   * due again. Of one client and endpoint, a delivery waits for an earlier one that was never attempted or is under way.
   * At most `inFlight` of an endpoint are claimed at a time. None is claimed for an endpoint that is off.
   */
  claim(options: {
    readonly limit: number
    readonly leaseMs: number
    readonly inFlight: { readonly healthy: number; readonly failing: number }
  }): Promise<readonly ClaimedDelivery[]>

  /** Stores what followed from an attempt. Returns whether it switched the endpoint off, which gets an audit event. */
  settle(claimed: ClaimedDelivery, attempt: Attempt): Promise<boolean>

  /** The deliveries to an endpoint, newest first. */
  list(of: EndpointOf, page: PageRequest & { readonly status?: DeliveryStatus | undefined }): Promise<Page<Delivery>>

  /**
   * Sends again what was delivered or given up: one delivery, or those of the events since an instant. Returns how many: at
   * most 500 that were not due anyway, so call it again. The oldest come first.
   */
  redeliver(
    of: EndpointOf,
    which: { readonly deliveryId: string } | { readonly since: Date; readonly before: Date },
  ): Promise<number>
}

interface EndpointOf {
  readonly platform: string
  readonly endpointId: string
}

/** An attempt that ended at `at`, and what follows from it. */
export interface Attempt {
  readonly answer: ReceiverAnswer
  readonly at: Date
  readonly settlement: Settlement
  readonly actor: Actor
}
