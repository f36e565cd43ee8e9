/** The generations of Stripe's accounts API. */
export type AccountsApi = 'v1' | 'v2'
