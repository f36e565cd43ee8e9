// Webhooks: the receivers of events (endpoints.ts), delivery faults (behaviour.ts), scheduling (queue.ts and its jobs), one
// attempt (attempt.ts, send.ts, signature.ts), and the results (delivery-log.ts). The schemas of the control API are in
// schemas.ts; its routes are in control/. What events contain is in events/.
import type { Clock } from '../state/clock.ts'
import { createAttempt } from './attempt.ts'
import { type Behaviour, createBehaviour } from './behaviour.ts'
import { createDeliveryLog, isOpen } from './delivery-log.ts'
import { type Address, createEndpoints, type Endpoints } from './endpoints.ts'
import { createQueue } from './queue.ts'
import type {
  Delivery,
  DeliveryFilter,
  DeliveryRecord,
  StoredEndpoint,
  WebhookBehaviour,
  WebhookEndpoint,
  WebhooksSnapshot,
} from './schemas.ts'

export type Webhooks = ReturnType<typeof createWebhooks>

/** An event on its way. */
export interface Message {
  readonly eventId: string
  readonly account: string
  readonly address: Address
  /** The event as sent to so many receivers. */
  readonly body: (receivers: number) => string
}

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
  const endpoints = createEndpoints({ given, saved: saved?.endpoints ?? [], changed })
  const behaviour = createBehaviour()
  const log = createDeliveryLog({ saved: saved?.deliveries ?? [] })
  const queue = createQueue({ behaviour, work: createAttempt({ endpoints, realNow, closing, changed }), closing })
  const { enqueue, send } = createSending({ behaviour, log, queue, clock, changed })
  for (const delivery of log.open()) enqueue(delivery, [0])

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

    /** Sends an event to the endpoints that listen to it. */
    publish: (message: Message) => send(message, endpoints.listening(message.address)),

    /** Sends an event to one endpoint, whatever it listens to. */
    sendTo: (endpoint: StoredEndpoint, message: Message) => send(message, [endpoint]),

    /** Sends an event again, whatever its state, without loss or delay. Throws if it is unknown. */
    redeliver(eventId: string): Delivery[] {
      return reachableDeliveries(eventId, log.ofEvent(eventId), endpoints).map((delivery) => {
        delivery.failures = 0
        if (isOpen(delivery)) queue.hurry(delivery)
        else enqueue(delivery, [0])
        return { ...delivery.shown }
      })
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

interface SendingOptions {
  readonly behaviour: Behaviour
  readonly log: ReturnType<typeof createDeliveryLog>
  readonly queue: ReturnType<typeof createQueue>
  readonly clock: Clock
  readonly changed: () => void
}

/** Puts deliveries into the queue, with the requested faults. */
function createSending({ behaviour, log, queue, clock, changed }: SendingOptions) {
  // Without waits, the delivery is lost.
  function enqueue(delivery: DeliveryRecord, waits: readonly number[]): void {
    if (waits.length > 0) delivery.shown.state = 'queued'
    changed()
    for (const [copy, ms] of waits.entries()) queue.add({ delivery, copy: copy > 0 }, ms)
  }

  function send(message: Message, receivers: readonly StoredEndpoint[]): void {
    for (const delivery of deliveriesOf(message, receivers, clock)) {
      const waits = behaviour.fate()
      delivery.shown.copies = Math.max(0, waits.length - 1)
      log.add(delivery)
      enqueue(delivery, waits)
    }
  }

  return { enqueue, send }
}

function reachableDeliveries(
  eventId: string,
  deliveries: readonly DeliveryRecord[],
  endpoints: Endpoints,
): DeliveryRecord[] {
  if (deliveries.length === 0) throw new RangeError(`the simulator holds no event ${eventId}`)
  const reachable = deliveries.filter(({ shown }) => endpoints.find(shown.endpoint) !== undefined)
  if (reachable.length === 0) throw new RangeError(`the endpoints of event ${eventId} were removed`)
  return reachable
}

/** A delivery of the event to each receiver. Each counts as lost until it is sent. */
function deliveriesOf(
  { eventId, account, address, body }: Message,
  receivers: readonly StoredEndpoint[],
  clock: Clock,
): DeliveryRecord[] {
  if (receivers.length === 0) return []
  const payload = body(receivers.length)
  const time = new Date(clock.now()).toISOString()
  return receivers.map(({ id, url }) => {
    const shown: Delivery = {
      eventId,
      type: address.type,
      account,
      endpoint: id,
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
