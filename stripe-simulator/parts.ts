import { type CallLog, createCallLog } from './call-log.ts'
import { type Clock, createClock } from './clock.ts'
import { createFaults, type Faults } from './faults.ts'
import { createIdempotencyKeys, type IdempotencyKeys } from './idempotency.ts'
import { createRateLimit, type RateLimit } from './rate-limit.ts'
import { createWorld, type World } from './world.ts'

/** All that the simulator remembers, and what its routes work with. */
export interface Parts {
  readonly clock: Clock
  readonly world: World
  readonly idempotency: IdempotencyKeys
  readonly faults: Faults
  readonly callLog: CallLog
  readonly rateLimit: RateLimit
  /** Base of the hosted pages; a function, because the port may not be known before the server listens. */
  readonly publicUrl: () => string
  /** Ends what is waiting when the simulator closes. */
  readonly closing: AbortSignal
}

export function createParts(edge: { now: () => number; publicUrl: () => string; closing: AbortSignal }): Parts {
  const clock = createClock(edge.now)
  return {
    clock,
    world: createWorld({ clock }),
    idempotency: createIdempotencyKeys({ clock }),
    faults: createFaults(),
    callLog: createCallLog({ clock }),
    rateLimit: createRateLimit({ realNow: edge.now }),
    publicUrl: edge.publicUrl,
    closing: edge.closing,
  }
}
