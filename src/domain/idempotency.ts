/** How long an idempotency key is remembered, in milliseconds. Stripe's v1 API remembers its keys as long. */
export const REMEMBERED_MS = 24 * 3_600_000
