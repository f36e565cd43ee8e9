import type { Stripe } from 'stripe'
import { rendered } from '../accounts/account.ts'
import { isV2 } from '../accounts/v2/account-view.ts'
import { apiVersion } from '../http/api-version.ts'
import type { AccountChange } from '../state/world.ts'

interface Occasion {
  readonly id: string
  readonly created: number
  readonly pendingWebhooks: number
}

// A Connect platform, in the events of its accounts.
const application = {
  id: 'ca_SimulatedPlatform',
  object: 'application',
  name: 'Simulated platform',
} satisfies Stripe.Application

/** A change that has an event in v1. */
type SnapshotChange = Exclude<AccountChange, { kind: 'created' }>

export const eventTypes = { updated: 'account.updated', lost: 'account.application.deauthorized' } as const

/** Whether v1 has an event for the change: for all but the creation of an account and the closing of an account of v2. */
export const hasSnapshotEvent = (change: AccountChange): change is SnapshotChange =>
  change.kind === 'updated' || (change.kind === 'lost' && !(isV2(change.after) && change.after.access === 'deleted'))

/** The event about a change, as it is sent. */
export function snapshotEvent(change: SnapshotChange, occasion: Occasion): string {
  const event = eventOf(change, occasion)
  if (event.type !== 'account.updated') return JSON.stringify(event, undefined, 2)
  // Instead of the typed account: a test may have set a reason that Stripe's types do not know.
  const object = rendered(change.after)
  const data = { object, previous_attributes: replaced(rendered(change.before), object) }
  return JSON.stringify({ ...event, data }, undefined, 2)
}

function eventOf({ kind, after, cause }: SnapshotChange, { id, created, pendingWebhooks }: Occasion) {
  const base = {
    id,
    object: 'event',
    account: after.account.id,
    api_version: apiVersion,
    created,
    livemode: after.livemode,
    pending_webhooks: pendingWebhooks,
    request: { id: cause?.requestId ?? null, idempotency_key: cause?.idempotencyKey ?? null },
  } as const
  if (kind === 'lost') {
    return { ...base, type: eventTypes[kind], data: { object: application } } satisfies Stripe.Event
  }
  return { ...base, type: eventTypes[kind], data: { object: after.account } } satisfies Stripe.Event
}

/** The previous values of the changed fields: of nested objects only the differences, of lists the whole list. */
function replaced(before: object, after: object): Record<string, unknown> {
  const olds = Object.entries(before).flatMap(([name, old]: [string, unknown]) => {
    const now: unknown = Reflect.get(after, name)
    if (isGroup(old) && isGroup(now)) {
      const inside = replaced(old, now)
      return Object.keys(inside).length === 0 ? [] : [[name, inside] as const]
    }
    return JSON.stringify(old) === JSON.stringify(now) ? [] : [[name, old] as const]
  })
  return Object.fromEntries(olds)
}

const isGroup = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
