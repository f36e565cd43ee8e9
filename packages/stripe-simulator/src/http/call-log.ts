import type { Call, CallFilter } from '../control/schemas.ts'
import type { Clock } from '../state/clock.ts'

// Enough for the longest random test; the oldest calls are dropped first.
const kept = 200_000

export type CallLog = ReturnType<typeof createCallLog>

/** The calls to Stripe's API, and their results. */
export function createCallLog({ clock }: { clock: Clock }) {
  let calls: Call[] = []
  return {
    /** Records a new call. The caller completes the entry later. */
    open(call: Pick<Call, 'api' | 'route' | 'method' | 'path' | 'requestId'>): Call {
      const time = new Date(clock.now()).toISOString()
      const entry: Call = { time, ...call, outcome: 'in_progress', executed: false, replayed: false }
      calls.push(entry)
      if (calls.length > kept) calls = calls.slice(kept / 10)
      return entry
    },

    list({ route, limit }: CallFilter = {}): Call[] {
      const wanted = route === undefined ? calls : calls.filter((call) => call.route === route)
      return (limit === undefined ? wanted : wanted.slice(-limit)).map((call) => ({ ...call }))
    },

    reset(): void {
      calls = []
    },
  }
}
