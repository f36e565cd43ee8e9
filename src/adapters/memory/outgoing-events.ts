import { randomUUID } from 'node:crypto'
import type { Settlement } from '../../domain/delivery.ts'
import { endpointSwitchedOff } from '../../domain/service-audit.ts'
import type { WebhookEndpoint } from '../../domain/webhook-endpoint.ts'
import type { ClaimedDelivery, Delivery, OutgoingEvents, StoredOutgoingEvent } from '../../ports/outgoing-events.ts'
import { pageOf } from '../../shared/page.ts'
import { recordAudit } from './audit-trail.ts'
import { copyOf, type MemoryStore, type StoredDelivery } from './store.ts'

const whole = ({ delivery, told: { event } }: StoredDelivery): Delivery => copyOf({ ...delivery, event })

/** The outgoing events and their deliveries in memory. */
export function memoryOutgoingEvents(store: MemoryStore): OutgoingEvents {
  const { endpoints } = store
  return {
    claim: async (options) => claim(store, options),

    async settle({ delivery, endpoint }, { answer, at, settlement, actor }) {
      const stored = store.deliveries.find((one) => one.delivery.id === delivery.id)
      if (stored?.isSending === true && stored.delivery.attempts === delivery.attempts) {
        const { id, endpointId } = stored.delivery
        const { status, attempts, nextAttemptAt } = settlement
        const next = nextAttemptAt === undefined ? {} : { nextAttemptAt }
        stored.isSending = false
        stored.delivery = copyOf({ id, endpointId, status, attempts, ...next, attemptedAt: at, answer })
      }
      const current = endpoints.get(endpoint.id)
      if (current === undefined || current.off !== undefined) return false
      if (current.failingSince?.getTime() !== endpoint.failingSince?.getTime()) return false
      endpoints.set(endpoint.id, settledEndpoint(current, settlement, at))
      if (!settlement.switchesOff) return false
      recordAudit(store, endpointSwitchedOff(endpoint.id, settlement.failingSince), { actor, at })
      return true
    },

    async list({ platform, endpointId }, { limit, after, status }) {
      const rest = store.deliveries
        .filter(({ delivery, told: { event } }) => delivery.endpointId === endpointId && event.platform === platform)
        .filter(({ delivery }) => status === undefined || delivery.status === status)
        .filter(({ delivery }) => after === undefined || Number(delivery.id) < Number(after))
        .toReversed()
      return pageOf(rest.map(whole), limit, ({ id }) => id)
    },

    async redeliver({ platform, endpointId }, which) {
      const chosen = store.deliveries.filter(({ delivery, told: { event } }) => {
        const isOfEndpoint = delivery.endpointId === endpointId && event.platform === platform
        if (!isOfEndpoint || delivery.status === 'waiting') return false
        if ('deliveryId' in which) return delivery.id === which.deliveryId
        const isAttemptedSince = delivery.attemptedAt !== undefined && delivery.attemptedAt >= which.before
        return event.at >= which.since && event.at < which.before && !isAttemptedSince
      })
      for (const one of chosen) {
        one.delivery = { ...one.delivery, status: 'waiting', attempts: 0, nextAttemptAt: store.now() }
      }
      return chosen.length
    },
  }
}

type Claim = Parameters<OutgoingEvents['claim']>[0]

function claim(store: MemoryStore, { limit, leaseMs, inFlight }: Claim): readonly ClaimedDelivery[] {
  const now = store.now()
  const taken = new Map<string, number>()
  const count = (endpointId: string) => taken.set(endpointId, (taken.get(endpointId) ?? 0) + 1)
  for (const one of store.deliveries) if (isUnderWay(one, now)) count(one.delivery.endpointId)
  const due = store.deliveries
    .filter((one) => isDue(one, now) && !store.deliveries.some((other) => isWaitedFor(other, one, now)))
    .toSorted((one, other) => Number(one.delivery.nextAttemptAt) - Number(other.delivery.nextAttemptAt))
  return due
    .flatMap((one) => {
      const endpoint = store.endpoints.get(one.delivery.endpointId)
      if (endpoint === undefined || endpoint.off !== undefined) return []
      const most = endpoint.failingSince === undefined ? inFlight.healthy : inFlight.failing
      if ((taken.get(endpoint.id) ?? 0) >= most) return []
      count(endpoint.id)
      return [{ one, endpoint }]
    })
    .slice(0, limit)
    .map(({ one, endpoint }) => {
      one.isSending = true
      one.delivery = { ...one.delivery, nextAttemptAt: new Date(now.getTime() + leaseMs) }
      return { delivery: whole(one), endpoint: copyOf(endpoint), now }
    })
}

const isDue = ({ delivery: { nextAttemptAt } }: StoredDelivery, now: Date) =>
  nextAttemptAt !== undefined && nextAttemptAt <= now

const isUnderWay = (one: StoredDelivery, now: Date) => one.isSending && !isDue(one, now)

/** Whether `other` has to wait for `one`, an earlier delivery of the same client. */
const isWaitedFor = (one: StoredDelivery, other: StoredDelivery, now: Date) =>
  one.delivery.status === 'waiting' &&
  one.delivery.endpointId === other.delivery.endpointId &&
  one.told.event.data.clientId === other.told.event.data.clientId &&
  one.told.event.sequence < other.told.event.sequence &&
  (one.delivery.attempts === 0 || isUnderWay(one, now))

function settledEndpoint(
  { failingSince: _before, ...endpoint }: WebhookEndpoint,
  { failingSince, switchesOff }: Settlement,
  at: Date,
): WebhookEndpoint {
  return {
    ...endpoint,
    ...(failingSince && { failingSince }),
    ...(switchesOff && { off: { since: at, reason: 'failing' as const } }),
  }
}

/** Adds the deliveries of a new event to the endpoints that get it. */
export function addDeliveries(store: MemoryStore, event: Omit<StoredOutgoingEvent, 'id'>): void {
  const told = { event: copyOf({ ...event, id: randomUUID() }) }
  for (const { id: endpointId, platform, eventTypes } of store.endpoints.values()) {
    if (platform !== event.platform || (eventTypes.length > 0 && !eventTypes.includes(event.type))) continue
    const id = String(Number(store.deliveries.at(-1)?.delivery.id ?? 0) + 1)
    const delivery = { id, endpointId, status: 'waiting' as const, attempts: 0, nextAttemptAt: event.at }
    store.deliveries.push({ delivery, isSending: false, told })
  }
}

/** Removes the platform's own values of an erased client from its events. */
export function forgetClient(store: MemoryStore, clientId: string): void {
  for (const { told } of store.deliveries) {
    const { externalId: _id, metadata: _values, ...data } = told.event.data
    if (data.clientId === clientId) told.event = { ...told.event, data }
  }
}
