import type { Clock } from '../state/clock.ts'
import { randomId } from '../support/random-id.ts'
import type { AccountChange } from '../state/world.ts'
import { createBehaviour } from './behaviour.ts'
import { createDeliveryLog, isOpen } from './delivery-log.ts'
import { createEndpoints } from './endpoints.ts'
import { eventPayload } from './event.ts'
import { createQueue, type Job } from './queue.ts'
import type {
  Delivery,
  DeliveryFilter,
  DeliveryRecord,
  WebhookBehaviour,
  WebhookEndpoint,
  WebhooksSnapshot,
} from './schemas.ts'
import { send } from './send.ts'

export type Webhooks = ReturnType<typeof createWebhooks>

/** Tells the platform's endpoints what happens to its accounts, as well or as badly as was asked for. */
export function createWebhooks({
  clock,
  realNow,
  closing,
  given,
  saved,
  changed,
}: {
  clock: Clock
  /** The time that receivers have too. It is in the signatures, which are refused when they are minutes old. */
  realNow: () => number
  closing: AbortSignal
  given: readonly WebhookEndpoint[] | undefined
  saved: WebhooksSnapshot | undefined
  changed: () => void
}) {
  const endpoints = createEndpoints({ given: given ?? saved?.endpoints ?? [], changed })
  const behaviour = createBehaviour()
  const log = createDeliveryLog({ saved: saved?.deliveries ?? [] })
  const queue = createQueue({ behaviour, work: attempt, closing })
  for (const delivery of log.open()) enqueue(delivery, [0])

  function enqueue(delivery: DeliveryRecord, waits: readonly number[]): void {
    delivery.shown.state = 'queued'
    changed()
    for (const [copy, ms] of waits.entries()) queue.add({ delivery, copy: copy > 0 }, ms)
  }

  async function attempt({ delivery, copy }: Job, cancelled: AbortSignal): Promise<number | undefined> {
    const { shown, payload } = delivery
    const target = endpoints.find(shown.url)
    // Duplicates are extra: only the first copy tells how the delivery stands.
    const note = (news: Partial<Delivery>): void => {
      if (copy) return
      Object.assign(shown, news)
      changed()
    }
    if (target === undefined) {
      note({ state: 'failed', lastError: 'the endpoint was removed' })
      return undefined
    }
    note({ state: 'sending', tries: shown.tries + 1 })
    const signal = AbortSignal.any([cancelled, closing])
    const sent = await send(target, payload, { now: realNow(), signal })
    if (closing.aborted) {
      note({ state: 'queued' })
      return undefined
    }
    if ('status' in sent) note({ lastStatus: sent.status, lastError: null })
    else note({ lastStatus: null, lastError: sent.error })
    if ('status' in sent && sent.status >= 200 && sent.status < 300) {
      note({ state: 'delivered' })
      return undefined
    }
    if (copy) return undefined
    const retryInMs = target.retryDelaysMs[delivery.failures]
    delivery.failures += 1
    note({ state: retryInMs === undefined ? 'failed' : 'retrying' })
    return retryInMs
  }

  return {
    /** Nothing is sent before. */
    start: () => queue.start(),
    endpoints,
    behaviour: behaviour.get,
    deliveries: (filter?: DeliveryFilter) => log.list(filter),
    flush: (timeoutMs: number) => queue.flush(timeoutMs),

    setBehaviour(wanted: WebhookBehaviour): void {
      behaviour.set(wanted)
      queue.pump()
    },

    /** Makes an event of the change, and sends it to all endpoints there are now. */
    notify(change: AccountChange): void {
      const targets = endpoints.all()
      if (targets.length === 0) return
      const eventId = `evt_1${randomId(23)}`
      const occasion = { id: eventId, created: clock.seconds(), pendingWebhooks: targets.length }
      const payload = eventPayload(change, occasion)
      for (const { url } of targets) {
        const waits = behaviour.fate()
        const shown: Delivery = {
          eventId,
          type: change.type,
          account: change.after.account.id,
          url,
          time: new Date(clock.now()).toISOString(),
          state: 'lost',
          tries: 0,
          copies: Math.max(0, waits.length - 1),
          lastStatus: null,
          lastError: null,
        }
        const delivery = { shown, payload, failures: 0 }
        log.add(delivery)
        if (waits.length > 0) enqueue(delivery, waits)
        else changed()
      }
    },

    /** Sends an event again, whatever became of it, without loss or delay; throws if it is not known. */
    redeliver(eventId: string): Delivery[] {
      const all = log.ofEvent(eventId)
      if (all.length === 0) throw new RangeError(`the simulator holds no event ${eventId}`)
      const reachable = all.filter(({ shown }) => endpoints.find(shown.url) !== undefined)
      if (reachable.length === 0) throw new RangeError(`the endpoints of event ${eventId} were removed`)
      for (const delivery of reachable) {
        delivery.failures = 0
        if (isOpen(delivery)) queue.hurry(delivery)
        else enqueue(delivery, [0])
      }
      return reachable.map(({ shown }) => ({ ...shown }))
    },

    /** Forgets deliveries and behaviour. Endpoints stay: they are how the simulator was set up. */
    reset(): void {
      queue.reset()
      log.reset()
      behaviour.set({})
      changed()
    },

    snapshot: (): WebhooksSnapshot => ({ endpoints: endpoints.snapshot(), deliveries: log.snapshot() }),
  }
}
