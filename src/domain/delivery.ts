/** The receiver's answer to one attempt, or why there is none. */
export type ReceiverAnswer =
  | { readonly status: number; readonly body: string }
  /** A code such as `timeout`, `connection_refused` or `private_address`. */
  | { readonly failure: string }

/** `given_up`: after the last attempt. It can be redelivered. */
export type DeliveryStatus = 'waiting' | 'delivered' | 'given_up'

/** What follows from an attempt. */
export interface Settlement {
  readonly status: DeliveryStatus
  readonly attempts: number
  /** When a waiting delivery is attempted again. */
  readonly nextAttemptAt?: Date
  /** The first of the endpoint's failures since its last success; absent after a success. */
  readonly failingSince?: Date
  /** The endpoint has failed for too long: no more events are sent to it. */
  readonly switchesOff: boolean
}

const SECOND_MS = 1000
const MINUTE_MS = 60 * SECOND_MS
const HOUR_MS = 60 * MINUTE_MS

/** The pauses between the attempts, in milliseconds: more than a day in all. */
export const PAUSES_MS: readonly number[] = [
  5 * SECOND_MS,
  5 * MINUTE_MS,
  30 * MINUTE_MS,
  2 * HOUR_MS,
  5 * HOUR_MS,
  10 * HOUR_MS,
  10 * HOUR_MS,
]

/** How long an endpoint may fail before it is switched off, in milliseconds. */
export const FAILING_MS = 5 * 24 * HOUR_MS

/** Attempts to one endpoint that may be under way, so that one that hangs takes no place of the others. */
export const IN_FLIGHT = { healthy: 16, failing: 2 } as const

/** Whether the receiver has accepted the event. A redirect is not followed, and accepts nothing. */
export const isAccepted = (answer: ReceiverAnswer): boolean =>
  'status' in answer && answer.status >= 200 && answer.status < 300

/** What follows from an attempt that ended now. `attempts`: those before it. */
export function settlementOf(
  { attempts, failingSince }: { readonly attempts: number; readonly failingSince?: Date | undefined },
  answer: ReceiverAnswer,
  now: Date,
): Settlement {
  if (isAccepted(answer)) return { status: 'delivered', attempts: attempts + 1, switchesOff: false }
  const since = failingSince ?? now
  const pause = PAUSES_MS[attempts]
  return {
    attempts: attempts + 1,
    failingSince: since,
    switchesOff: now.getTime() - since.getTime() >= FAILING_MS,
    ...(pause === undefined
      ? { status: 'given_up' }
      : { status: 'waiting', nextAttemptAt: new Date(now.getTime() + pause) }),
  }
}
