import { IncomingMessage, ServerResponse, type OutgoingHttpHeaders } from 'node:http'
import { Socket } from 'node:net'
import cors from '@fastify/cors'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import helmet from 'helmet'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Whether the route serves a page, which may load its own scripts. */
    isPage?: boolean
  }
}

/** The Content-Security-Policy of replies that are not pages. */
const API_POLICY = {
  'default-src': ["'none'"],
  'frame-ancestors': ["'none'"],
  'base-uri': ["'none'"],
  'object-src': ["'none'"],
  'form-action': ["'none'"],
}

/** Pages may also load their own scripts, styles and images, and call our API. */
export const PAGE_POLICY = {
  ...API_POLICY,
  'script-src': ["'self'"],
  'style-src': ["'self'"],
  'connect-src': ["'self'"],
  'img-src': ["'self'", 'data:'],
}

/** Nothing of ours uses any of these features. */
export const PERMISSIONS = [
  'camera',
  'display-capture',
  'geolocation',
  'microphone',
  'payment',
  'usb',
  'browsing-topics',
]
  .map((feature) => `${feature}=()`)
  .join(', ')

/** A route's option: it serves a page. */
export const PAGE = { config: { isPage: true } }

/** The policy of pages, as a header. */
export const PAGE_POLICY_HEADER = Object.entries(PAGE_POLICY)
  .map(([directive, sources]) => `${directive} ${sources.join(' ')}`)
  .join('; ')

/** The policy of a page that shows these images. */
export function pagePolicyWith(...images: readonly (string | undefined)[]): string {
  const origins = new Set(images.flatMap((image) => (image === undefined ? [] : [new URL(image).origin])))
  return PAGE_POLICY_HEADER.replace('img-src ', ['img-src', ...origins, ''].join(' '))
}

/** The policy of a page that shows this image, and whose form is sent to its own address. */
export const formPolicyWith = (image: string | undefined): string =>
  pagePolicyWith(image).replace("form-action 'none'", "form-action 'self'")

/** Headers of every reply. No cache may store one: they hold links, or the state of a client at this moment. */
export const commonHeaders = ({ id }: FastifyRequest) => ({ 'cache-control': 'no-store', 'x-request-id': id })

/** The security headers of replies that are not pages. */
export const replyHeaders = ({ isHttps }: { isHttps: boolean }): OutgoingHttpHeaders =>
  securityHeaders({ directives: API_POLICY, isHttps })

/** Security headers on every reply, and CORS for the front ends. */
export async function registerSecurity(
  app: FastifyInstance,
  { isHttps, corsOrigins }: { isHttps: boolean; corsOrigins: () => readonly string[] },
): Promise<void> {
  const ofReplies = replyHeaders({ isHttps })
  const ofPages = securityHeaders({ directives: PAGE_POLICY, isHttps })
  app.addHook('onRequest', (request, reply, done) => {
    reply.headers({ ...(request.routeOptions.config.isPage ? ofPages : ofReplies), ...commonHeaders(request) })
    done()
  })
  await app.register(cors, {
    // Asked for each request, because platforms may be added.
    origin: (_origin, done) => done(null, [...corsOrigins()]),
    credentials: false,
    methods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
    allowedHeaders: [
      ...['authorization', 'platform', 'content-type', 'idempotency-key', 'api-version'],
      // Added to every request of a front end that traces: by Sentry, and by OpenTelemetry.
      ...['sentry-trace', 'baggage', 'traceparent', 'tracestate'],
      // Existing front ends send these through their tunnel.
      ...['ngrok-skip-browser-warning', 'x-setup-token'],
    ],
    exposedHeaders: ['api-version', 'deprecation', 'sunset', 'idempotent-replayed', 'retry-after', 'x-request-id'],
    maxAge: 600,
    // Otherwise the plugin replies to an OPTIONS that is not a preflight, and not with a problem.
    strictPreflight: false,
  })
}

/** The headers that helmet sets. They are the same for every request, so they are computed once. */
function securityHeaders({
  directives,
  isHttps,
}: {
  directives: typeof API_POLICY
  isHttps: boolean
}): OutgoingHttpHeaders {
  const set = helmet({
    contentSecurityPolicy: { useDefaults: false, directives },
    frameguard: { action: 'deny' },
    referrerPolicy: { policy: 'no-referrer' },
    strictTransportSecurity: isHttps ? { maxAge: 365 * 24 * 3600, includeSubDomains: true } : false,
    crossOriginResourcePolicy: { policy: 'cross-origin' },
  })
  const request = new IncomingMessage(new Socket())
  const response = new ServerResponse(request)
  set(request, response, () => {})
  return { ...response.getHeaders(), 'permissions-policy': PERMISSIONS }
}
