/** The introduction of the OpenAPI document. */
export const DESCRIPTION = `
Onboards clients to Stripe Connect. Staff invite a client; the client opens the link, enters its details on Stripe's pages,
and can then be paid. The status of a token changes only when Stripe has done its part, and whatever fails can be retried.

**Authentication.** Routes for staff require an API key, sent as \`Authorization: Bearer <key>\`, with the scope that the
route names; a key with the scope \`admin\` is accepted by all of them. Routes for clients require only the token of the
link.

**Platforms.** A deployment may serve several platforms. A key is of one of them, whose clients are all that it finds, or of
all; then each request names one in the header \`Platform: <id>\`. With a single platform the header is not needed.

**Errors** are RFC 9457 problems, \`application/problem+json\`. Decide by \`code\`, which is stable; \`retryable\` says whether
the same request can succeed later, and \`Retry-After\` says when. A path without a route is answered with 404
\`NOT_FOUND\`, and headers that are too large with 431 \`REQUEST_HEADERS_TOO_LARGE\`.

**Retries.** Opening, previewing and revoking a link, and all reads, can be repeated safely. Routes that take an
\`Idempotency-Key\` execute a request once for each key and body: if it is sent again within 24 hours, the reply describes
what the first one did, with a fresh link. The same key with another body is refused.

**Requests** are validated strictly: unknown fields in a body or a query are refused, and \`errors\` lists everything that
is wrong. Null in a body counts as absent. Instants are ISO 8601 in UTC.
`.trim()

/** The groups of its operations. */
export const TAGS = [
  {
    name: 'links',
    description: 'For clients: preview and open a link. The token in the link is the only permission that is needed.',
  },
  { name: 'clients', description: 'For staff: invite clients, and follow their progress.' },
  { name: 'tokens', description: 'For staff: issue and revoke links.' },
  { name: 'stripe', description: 'For Stripe: its return and refresh URLs, and its webhooks.' },
  { name: 'events', description: 'For the services of the platform: what happens to its clients, as signed events.' },
  { name: 'operations', description: 'For operators: health checks.' },
] as const

export type Tag = (typeof TAGS)[number]['name']
