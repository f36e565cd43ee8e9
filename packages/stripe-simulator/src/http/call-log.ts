import type { Call, CallFilter } from '../control/schemas.ts'
import type { Clock } from '../state/clock.ts'

// Enough for the longest random test; the oldest go first.
const kept = 200_000

export type CallLog = ReturnType<typeof createCallLog>

/** What was asked of Stripe's API, and what came of it. */
export function createCallLog({ clock }: { clock: Clock }) {
  let calls: Call[] = []
  return {
    /** Notes a call that has just come in; the caller completes the entry as it goes on. */
    open(call: Pick<Call, 'route' | 'method' | 'path' | 'requestId'>): Call {
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
