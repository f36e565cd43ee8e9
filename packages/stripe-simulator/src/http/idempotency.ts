import type { Clock } from '../state/clock.ts'

/** The request that a key belongs to: its endpoint and parameters. */
export interface Use {
  readonly endpoint: string
  readonly params: string
}

export type Known<Kept> =
  | { readonly kind: 'saved'; readonly kept: Kept }
  // Only v2: the request failed, and the same request does the work again.
  | { readonly kind: 'failed' }
  | { readonly kind: 'in_flight' }
  | { readonly kind: 'other_use'; readonly endpoint: string }

export interface KeyLock<Kept> {
  /** Keeps this. The key replays it from now on. */
  save(kept: Kept): void
  /** Keeps that the request failed. Only the same request can be sent again with the key. */
  fail(): void
  /** Forgets the key, unless `save` or `fail` was called: the next request with it is a new one. */
  release(): void
}

interface Entry<Kept> {
  readonly use: Use
  readonly since: number
  state: 'in_flight' | 'failed' | { readonly kept: Kept }
}

/** A key as stored; without `kept`, its request failed. */
export interface SavedKey<Kept> {
  readonly key: string
  readonly use: Use
  readonly since: number
  readonly kept?: Kept
}

interface KeyOptions<Kept> {
  readonly clock: Clock
  /** Stripe forgets a key once it is this old. */
  readonly keptMs: number
  readonly saved?: readonly SavedKey<Kept>[] | undefined
  readonly changed: () => void
}

export type IdempotencyKeys<Kept> = ReturnType<typeof createIdempotencyKeys<Kept>>

/** What Stripe keeps by idempotency key. */
export function createIdempotencyKeys<Kept>({ clock, keptMs, saved = [], changed }: KeyOptions<Kept>) {
  let entries = new Map<string, Entry<Kept>>(saved.map((entry) => [entry.key, restored(entry)]))
  const nameOf = (scope: string, key: string): string => `${scope} ${key}`

  // Keys are in the order of their first use, so the oldest come first.
  function prune(): void {
    for (const [key, { since, state }] of entries) {
      if (state === 'in_flight' || clock.now() - since < keptMs) return
      entries.delete(key)
    }
  }

  return {
    /** What is known of the key in this scope; `undefined` for a new one. */
    find(scope: string, key: string, use: Use): Known<Kept> | undefined {
      prune()
      const entry = entries.get(nameOf(scope, key))
      if (entry === undefined) return undefined
      const { endpoint, params } = entry.use
      if (endpoint !== use.endpoint || params !== use.params) return { kind: 'other_use', endpoint }
      return typeof entry.state === 'string' ? { kind: entry.state } : { kind: 'saved', kept: entry.state.kept }
    },

    /** Claims a new key, or one whose request failed, while its request is executed. */
    claim(scope: string, key: string, use: Use): KeyLock<Kept> {
      const name = nameOf(scope, key)
      const held = entries
      const entry: Entry<Kept> = { use, since: held.get(name)?.since ?? clock.now(), state: 'in_flight' }
      held.set(name, entry)
      return {
        save(kept) {
          entry.state = { kept }
          changed()
        },
        fail() {
          entry.state = 'failed'
          changed()
        },
        release() {
          if (entry.state === 'in_flight') held.delete(name)
        },
      }
    },

    reset(): void {
      entries = new Map()
      changed()
    },

    /** The keys with their results. Requests in flight are lost with the process, as at Stripe. */
    snapshot(): SavedKey<Kept>[] {
      prune()
      return [...entries].flatMap(([key, { use, since, state }]) =>
        state === 'in_flight' ? [] : [{ key, use, since, ...(state !== 'failed' && state) }],
      )
    },
  }
}

const restored = <Kept>({ use, since, kept }: SavedKey<Kept>): Entry<Kept> => ({
  use,
  since,
  state: kept === undefined ? 'failed' : { kept },
})
