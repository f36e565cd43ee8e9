// state/: the simulator's state, each part with its own reset and, if it outlives the process, its snapshot: accounts
// (world.ts), links, scheduled requirements, the platform, the clock, and the file that stores them. Parts of other
// subjects (idempotency, webhooks, faults …) are in their folders and are assembled here.
import { createEventLog, type EventLog } from '../events/event-log.ts'
import { createPublisher } from '../events/publisher.ts'
import { createFaults, type Faults } from '../faults/faults.ts'
import { type CallLog, createCallLog } from '../http/call-log.ts'
import type { Answer } from '../http/errors.ts'
import { createIdempotencyKeys, type IdempotencyKeys } from '../http/idempotency.ts'
import { createRateLimit, type RateLimit } from '../http/rate-limit.ts'
import type { WebhookEndpoint } from '../webhooks/schemas.ts'
import { createWebhooks, type Webhooks } from '../webhooks/webhooks.ts'
import { type Clock, createClock } from './clock.ts'
import { createLinks, type Links } from './links.ts'
import { createPlatform, type Platform } from './platform.ts'
import { createRequirementScheduler, type RequirementScheduler } from './requirement-schedule.ts'
import { type SavedState, stateVersion } from './state-schema.ts'
import { createWorld, type World } from './world.ts'

/** The simulator's whole state, for its routes. */
export interface Parts {
  readonly clock: Clock
  readonly world: World
  readonly links: Links
  readonly events: EventLog
  readonly schedule: RequirementScheduler
  readonly webhooks: Webhooks
  /** What is kept by idempotency key: by v1 answers, by v2 the ids of what was made. */
  readonly idempotency: { readonly v1: IdempotencyKeys<Answer>; readonly v2: IdempotencyKeys<string> }
  readonly faults: Faults
  readonly callLog: CallLog
  readonly rateLimit: RateLimit
  readonly platform: Platform
  /** Stripe's wall clock, in milliseconds: in the `Date` of answers and in signatures. */
  readonly realNow: () => number
  /** Base URL of the hosted pages. A function, because the port may be unknown until the server listens. */
  readonly publicUrl: () => string
  /** Aborts pending waits when the simulator closes. */
  readonly closing: AbortSignal
}

interface Edge {
  readonly now: () => number
  /** Real time, whatever `now` returns, because receivers of webhooks check it. */
  readonly realNow: () => number
  readonly webhookEndpoints: readonly WebhookEndpoint[] | undefined
  readonly publicUrl: () => string
  readonly closing: AbortSignal
  readonly saved: SavedState | undefined
  /** Called after each change of the state in `snapshotOf`. */
  readonly changed: () => void
}

// Stripe prunes keys of v1 once they are at least this old, and knows those of v2 for 30 days.
const v1KeysKeptMs = 24 * 60 * 60 * 1000
const v2KeysKeptMs = 30 * v1KeysKeptMs

export function createParts({ now, realNow, webhookEndpoints, publicUrl, closing, saved, changed }: Edge): Parts {
  const clock = createClock(now, { saved: saved?.clock, changed })
  const world = createWorld({ clock, saved: saved?.accounts, changed })
  const platform = createPlatform()
  const wallClock = (): number => realNow() + platform.state().wallClockAheadMs
  const webhooks = createWebhooks({
    clock,
    realNow: wallClock,
    closing,
    given: webhookEndpoints,
    saved: saved?.webhooks,
    changed,
  })
  const links = createLinks({ clock, world, saved: saved?.links, changed })
  const events = createEventLog({ clock, listLagMs: world.listLagMs, saved: saved?.events, changed })
  const publisher = createPublisher({ events, webhooks, platform, seconds: () => clock.seconds() })
  world.onChange((change) => publisher.change(change))
  links.onReturn((link) => {
    const record = world.find(link.account)
    if (record !== undefined) publisher.returned(link, record)
  })
  return {
    clock,
    world,
    links,
    events,
    schedule: createRequirementScheduler({ clock, world, closing, saved: saved?.steps, changed }),
    webhooks,
    idempotency: {
      v1: createIdempotencyKeys({ clock, keptMs: v1KeysKeptMs, saved: saved?.keys.v1, changed }),
      v2: createIdempotencyKeys({ clock, keptMs: v2KeysKeptMs, saved: saved?.keys.v2, changed }),
    },
    faults: createFaults(),
    callLog: createCallLog({ clock }),
    rateLimit: createRateLimit({ realNow: now }),
    platform,
    realNow: wallClock,
    publicUrl,
    closing,
  }
}

/** The state that outlives the process. Faults, limits, platform, webhook behaviour and the call log do not. */
export const snapshotOf = ({ clock, world, links, events, schedule, webhooks, idempotency }: Parts): SavedState => ({
  version: stateVersion,
  clock: clock.snapshot(),
  accounts: world.snapshot(),
  links: links.snapshot(),
  events: events.snapshot(),
  keys: { v1: idempotency.v1.snapshot(), v2: idempotency.v2.snapshot() },
  steps: schedule.snapshot(),
  webhooks: webhooks.snapshot(),
})
