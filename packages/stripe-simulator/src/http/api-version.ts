import type { Stripe } from 'stripe'

/** The version that answers and events are rendered in: the SDK's own. */
export const apiVersion = '2026-10-28.endive' satisfies Stripe.LatestApiVersion
