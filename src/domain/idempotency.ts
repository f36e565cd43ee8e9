/** How long an idempotency key of a caller is remembered, in milliseconds: a day, as is usual. */
export const REMEMBERED_MS = 24 * 3_600_000
