// Webhooks: the content of an event (event.ts), its receivers (endpoints.ts), delivery faults (behaviour.ts),
// scheduling (queue.ts and its jobs), one attempt (attempt.ts, send.ts, signature.ts), and the results
// (delivery-log.ts). The schemas of the control API are in schemas.ts; its routes are in control/.
import type { Clock } from '../state/clock.ts'
import { randomId } from '../support/random-id.ts'
import { createAttempt } from './attempt.ts'
import { createBehaviour } from './behaviour.ts'
import { createDeliveryLog, isOpen } from './delivery-log.ts'
import { createEndpoints } from './endpoints.ts'
import { eventPayload, eventTypes, type ToldChange } from './event.ts'
import { createQueue } from './queue.ts'
import type {
  Delivery,
  DeliveryFilter,
  DeliveryRecord,
  WebhookBehaviour,
  WebhookEndpoint,
  WebhooksSnapshot,
} from './schemas.ts'

export type Webhooks = ReturnType<typeof createWebhooks>

interface WebhookOptions {
  readonly clock: Clock
  /**
   * Real time, which receivers have as well. It is part of the signatures, which receivers reject after some minutes.
   */
  readonly realNow: () => number
  readonly closing: AbortSignal
  readonly given: readonly WebhookEndpoint[] | undefined
  readonly saved: WebhooksSnapshot | undefined
  readonly changed: () => void
}

/** Sends the platform's endpoints the events of its accounts, with the requested delivery faults. */
export function createWebhooks({ clock, realNow, closing, given, saved, changed }: WebhookOptions) {
  const endpoints = createEndpoints({ given: given ?? saved?.endpoints ?? [], changed })
  const behaviour = createBehaviour()
  const log = createDeliveryLog({ saved: saved?.deliveries ?? [] })
  const queue = createQueue({ behaviour, work: createAttempt({ endpoints, realNow, closing, changed }), closing })
  for (const delivery of log.open()) enqueue(delivery, [0])

  function enqueue(delivery: DeliveryRecord, waits: readonly number[]): void {
    delivery.shown.state = 'queued'
    changed()
    for (const [copy, ms] of waits.entries()) queue.add({ delivery, copy: copy > 0 }, ms)
  }

  return {
    /** Nothing is sent before this call. */
    start: () => queue.start(),
    endpoints,
    behaviour: behaviour.get,
    deliveries: (filter?: DeliveryFilter) => log.list(filter),
    flush: (timeoutMs: number) => queue.flush(timeoutMs),

    setBehaviour(wanted: WebhookBehaviour): void {
      behaviour.set(wanted)
      queue.pump()
    },

    /** Creates an event from the change and sends it to all current endpoints. */
    notify(change: ToldChange): void {
      for (const delivery of deliveriesOf(change, endpoints.all(), clock)) {
        const waits = behaviour.fate()
        delivery.shown.copies = Math.max(0, waits.length - 1)
        log.add(delivery)
        if (waits.length > 0) enqueue(delivery, waits)
        else changed()
      }
    },

    /** Sends an event again, whatever its state, without loss or delay. Throws if it is unknown. */
    redeliver(eventId: string): Delivery[] {
      const reachable = reachableDeliveries(eventId, log.ofEvent(eventId), endpoints)
      for (const delivery of reachable) {
        delivery.failures = 0
        if (isOpen(delivery)) queue.hurry(delivery)
        else enqueue(delivery, [0])
      }
      return reachable.map(({ shown }) => ({ ...shown }))
    },

    /** Drops deliveries and behaviour. Endpoints stay, because they are configuration. */
    reset(): void {
      queue.reset()
      log.reset()
      behaviour.set({})
      changed()
    },

    snapshot: (): WebhooksSnapshot => ({ endpoints: endpoints.snapshot(), deliveries: log.snapshot() }),
  }
}

function reachableDeliveries(
  eventId: string,
  deliveries: readonly DeliveryRecord[],
  endpoints: ReturnType<typeof createEndpoints>,
): DeliveryRecord[] {
  if (deliveries.length === 0) throw new RangeError(`the simulator holds no event ${eventId}`)
  const reachable = deliveries.filter(({ shown }) => endpoints.find(shown.url) !== undefined)
  if (reachable.length === 0) throw new RangeError(`the endpoints of event ${eventId} were removed`)
  return reachable
}

/** One event about the change, with a delivery to each target. Each counts as lost until it is sent. */
function deliveriesOf(change: ToldChange, targets: readonly { url: string }[], clock: Clock): DeliveryRecord[] {
  if (targets.length === 0) return []
  const eventId = `evt_1${randomId(23)}`
  const occasion = { id: eventId, created: clock.seconds(), pendingWebhooks: targets.length }
  const payload = eventPayload(change, occasion)
  const time = new Date(clock.now()).toISOString()
  return targets.map(({ url }) => {
    const shown: Delivery = {
      eventId,
      type: eventTypes[change.kind],
      account: change.after.account.id,
      url,
      time,
      state: 'lost',
      tries: 0,
      copies: 0,
      lastStatus: null,
      lastError: null,
    }
    return { shown, payload, failures: 0 }
  })
}
