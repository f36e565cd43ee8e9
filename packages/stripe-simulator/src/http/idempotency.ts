import type { Clock } from '../state/clock.ts'
import type { Answer } from './errors.ts'

/** The request that a key belongs to: its endpoint and parameters. */
export interface Use {
  readonly endpoint: string
  readonly params: string
}

export type Known =
  | { readonly kind: 'saved'; readonly answer: Answer }
  | { readonly kind: 'in_flight' }
  | { readonly kind: 'other_use'; readonly endpoint: string }

export interface KeyLock {
  /** Stores the response. The key replays it from now on. */
  save(answer: Answer): void
  /** Forgets the key unless a response was saved: the next request with it starts again. */
  release(): void
}

interface Entry {
  readonly use: Use
  readonly since: number
  answer?: Answer
}

export interface SavedKey extends Required<Entry> {
  readonly key: string
}

// Stripe prunes keys once they are at least this old.
const keptMs = 24 * 60 * 60 * 1000

export type IdempotencyKeys = ReturnType<typeof createIdempotencyKeys>

/** The responses that Stripe stores by idempotency key. */
export function createIdempotencyKeys({
  clock,
  saved = [],
  changed,
}: {
  clock: Clock
  saved?: readonly SavedKey[] | undefined
  changed: () => void
}) {
  let entries = new Map<string, Entry>(saved.map(({ key, ...entry }) => [key, entry]))

  // Keys are in the order of their first use, so the oldest come first.
  function prune(): void {
    for (const [key, { since, answer }] of entries) {
      if (answer === undefined || clock.now() - since < keptMs) return
      entries.delete(key)
    }
  }

  return {
    /** What is known of the key; `undefined` for a new one. */
    find(key: string, use: Use): Known | undefined {
      prune()
      const entry = entries.get(key)
      if (entry === undefined) return undefined
      const { endpoint, params } = entry.use
      if (endpoint !== use.endpoint || params !== use.params) return { kind: 'other_use', endpoint }
      return entry.answer === undefined ? { kind: 'in_flight' } : { kind: 'saved', answer: entry.answer }
    },

    /** Claims a new key while its request is executed. */
    claim(key: string, use: Use): KeyLock {
      const entry: Entry = { use, since: clock.now() }
      const held = entries
      held.set(key, entry)
      return {
        save(answer) {
          entry.answer = answer
          changed()
        },
        release() {
          if (entry.answer === undefined) held.delete(key)
        },
      }
    },

    reset(): void {
      entries = new Map()
      changed()
    },

    /** The saved responses. Requests in flight are lost with the process, as at Stripe. */
    snapshot(): SavedKey[] {
      prune()
      return [...entries].flatMap(([key, { use, since, answer }]) =>
        answer === undefined ? [] : [{ key, use, since, answer }],
      )
    },
  }
}
