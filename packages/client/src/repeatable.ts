// Generated from docs/openapi.json by npm run openapi.

/** POSTs that have no further effect when they are sent again. */
export const SAFE: ReadonlySet<string> = new Set([
  '/api/v1/onboard-client',
  '/api/v1/onboard-client/session',
  '/api/v1/onboard-client/session/exit',
  '/api/v1/onboard-client/preview',
  '/api/v1/notice',
  '/api/v1/webhooks/stripe',
  '/api/v1/webhooks/stripe/{platformId}',
  '/api/v1/clients/{clientId}/sync',
  '/api/v1/clients/{clientId}/account/close',
  '/api/v1/clients/{clientId}/account/login-link',
  '/api/v1/clients/{clientId}/notice-token',
  '/api/v1/onboarding-tokens/{tokenId}/extend',
  '/api/v1/onboarding-tokens/{tokenId}/revoke',
])

/** POSTs that take effect once for each `Idempotency-Key`. */
export const KEYED: ReadonlySet<string> = new Set([
  '/api/v1/clients',
  '/api/v1/clients/{clientId}/onboarding-tokens',
])
