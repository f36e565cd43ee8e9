import cors from '@fastify/cors'
import helmet from '@fastify/helmet'
import type { FastifyInstance, FastifyRequest } from 'fastify'

/** The Content-Security-Policy of replies that are not pages. */
const API_POLICY = {
  'default-src': ["'none'"],
  'frame-ancestors': ["'none'"],
  'base-uri': ["'none'"],
  'object-src': ["'none'"],
  'form-action': ["'none'"],
}

/** Pages may also load their own scripts, styles and images, and call our API. */
const PAGE_POLICY = {
  ...API_POLICY,
  'script-src': ["'self'"],
  'style-src': ["'self'"],
  'connect-src': ["'self'"],
  'img-src': ["'self'", 'data:'],
}

/** A route's option: it serves a page. */
export const PAGE = { helmet: { contentSecurityPolicy: { useDefaults: false, directives: PAGE_POLICY } } }

/** The policy of pages, as a header. */
export const PAGE_POLICY_HEADER = Object.entries(PAGE_POLICY)
  .map(([directive, sources]) => `${directive} ${sources.join(' ')}`)
  .join('; ')

/** Headers of every reply. No cache may store one: they hold links, or the state of a client at this moment. */
export const commonHeaders = ({ id }: FastifyRequest) => ({ 'cache-control': 'no-store', 'x-request-id': id })

/** Security headers on every reply, and CORS for the front ends. */
export async function registerSecurity(
  app: FastifyInstance,
  { isHttps, corsOrigins }: { isHttps: boolean; corsOrigins: readonly string[] },
): Promise<void> {
  app.addHook('onRequest', async (request, reply) => {
    reply.headers(commonHeaders(request))
  })
  await app.register(helmet, {
    global: true,
    contentSecurityPolicy: { useDefaults: false, directives: API_POLICY },
    frameguard: { action: 'deny' },
    referrerPolicy: { policy: 'no-referrer' },
    strictTransportSecurity: isHttps ? { maxAge: 365 * 24 * 3600, includeSubDomains: true } : false,
    crossOriginResourcePolicy: { policy: 'cross-origin' },
  })
  await app.register(cors, {
    origin: [...corsOrigins],
    credentials: false,
    methods: ['GET', 'POST', 'PATCH', 'DELETE'],
    // Existing front ends send the last two through their tunnel.
    allowedHeaders: ['authorization', 'content-type', 'idempotency-key', 'ngrok-skip-browser-warning', 'x-setup-token'],
    exposedHeaders: ['idempotent-replayed', 'retry-after', 'x-request-id'],
    maxAge: 600,
    // Otherwise the plugin replies to an OPTIONS that is not a preflight, and not with a problem.
    strictPreflight: false,
  })
}
