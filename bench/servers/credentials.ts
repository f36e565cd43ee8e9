/** Both servers get these. They open nothing but the servers of a bench. */
export const ADMIN_API_KEY = 'bench-admin-key-0123456789abcdef0123456789abcdef'

/** The headers of a request that reads clients. */
export const READER = { authorization: `Bearer ${ADMIN_API_KEY}` }

export const WEBHOOK_SECRET = 'whsec_bench0123456789abcdef'
export const STRIPE_KEY = 'sk_test_bench0123456789abcdef'

/** The secrets of endpoints are derived from it. */
export const WEBHOOK_MASTER_KEY = 'bench-master-key-0123456789abcdef0123456789abcdef'
