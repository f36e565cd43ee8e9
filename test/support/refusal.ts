import type { Fault } from '#stripe-simulator'

/** A refusal by Stripe itself: v1 marks its errors by a type, v2 by a code. */
export const REFUSAL = {
  kind: 'error',
  status: 400,
  saved: false,
  error: { code: 'email_invalid' },
} as const satisfies Fault
