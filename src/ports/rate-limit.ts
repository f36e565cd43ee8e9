/** At most `times` events in `seconds` for each key. */
export interface Limit {
  /** Separates the counters of different limits. */
  readonly name: string
  readonly times: number
  readonly seconds: number
}

export interface RateLimit {
  /** Counts one event under the key. Returns the seconds to wait if the limit is exceeded. Never fails. */
  count(key: string): Promise<number | undefined>
}
