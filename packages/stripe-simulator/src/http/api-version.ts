import type { Stripe } from 'stripe'

/** The API version of responses and events: the SDK's own. */
export const apiVersion = '2026-10-28.endive' satisfies Stripe.LatestApiVersion
