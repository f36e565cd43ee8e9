const MINUTE_MS = 60_000

/**
 * How long an event may take to appear in the provider's list, with some reserve for clocks that differ. Each run
 * fetches this part of the previous one again. In milliseconds.
 */
const OVERLAP_MS = 5 * MINUTE_MS

/** How far back the first run of a new database goes, in milliseconds. */
const FIRST_RUN_MS = 60 * MINUTE_MS

/** The provider keeps its events this long, in milliseconds. */
const KEPT_MS = 30 * 24 * 60 * MINUTE_MS

/** The instant from which a run fetches events. `fetchedUntil`: the start of the last complete run, if there was one. */
export function fetchesEventsSince({ fetchedUntil, now }: { readonly fetchedUntil?: Date; readonly now: Date }): Date {
  const since = fetchedUntil === undefined ? now.getTime() - FIRST_RUN_MS : fetchedUntil.getTime() - OVERLAP_MS
  return new Date(Math.max(since, now.getTime() - KEPT_MS))
}
