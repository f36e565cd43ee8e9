import { randomUUID } from 'node:crypto'
import type { Socket } from 'node:net'
import cors from '@fastify/cors'
import helmet from '@fastify/helmet'
import { fastify, LogController, type FastifyBaseLogger, type FastifyInstance, type FastifyRequest } from 'fastify'
import { guardAdminRoutes } from './adapters/http/admin-guard.ts'
import { describeApi } from './adapters/http/api-description.ts'
import type { Authenticate } from './adapters/http/authenticator.ts'
import { registerErrors, sendProblem } from './adapters/http/errors.ts'
import type { Limits } from './adapters/http/limits.ts'
import { registerAccessLog } from './adapters/http/logging.ts'
import { atMost } from './adapters/http/overload.ts'
import { problemOf, ProblemError } from './adapters/http/problem.ts'
import { clientImportRoutes, IMPORT_TIMEOUT_MS } from './adapters/http/routes/client-import.ts'
import { clientRoutes } from './adapters/http/routes/clients.ts'
import { connectRoutes } from './adapters/http/routes/connect.ts'
import { devInboxRoutes } from './adapters/http/routes/dev-inbox.ts'
import { docsRoutes } from './adapters/http/routes/docs.ts'
import { healthRoutes } from './adapters/http/routes/health.ts'
import { onboardClientRoutes } from './adapters/http/routes/onboard-client.ts'
import { onboardingTokenRoutes } from './adapters/http/routes/onboarding-tokens.ts'
import { pageRoutes } from './adapters/http/routes/pages.ts'
import { webhookRoutes } from './adapters/http/routes/webhooks.ts'
import { COMPONENTS } from './adapters/http/schemas/components.ts'
import { registerValidation } from './adapters/http/validation.ts'
import type { MemoryMail } from './adapters/memory/mailer.ts'
import type { AuditTrail } from './ports/audit-trail.ts'
import type { UseCases } from './usecases/all.ts'

export interface AppOptions {
  readonly useCases: UseCases
  readonly auditTrail: AuditTrail
  readonly authenticate: Authenticate
  readonly limits: Limits
  readonly isReady: () => Promise<boolean>
  /** Shows these mails at `/dev/inbox`: for the demo, which sends none. */
  readonly devInbox?: { readonly mails: () => readonly MemoryMail[] } | undefined
  readonly log: FastifyBaseLogger
  readonly settings: {
    readonly apiBaseUrl: string
    /** The origins that may call the API from a browser. */
    readonly corsOrigins: readonly string[]
    /** The origin that people are sent to when they come back from Stripe. */
    readonly landingOrigin: string
    readonly linkFor: (linkSecret: string) => string
    readonly linkLifetimeHours: number
    readonly platformName: string
    readonly openByGet: boolean
    /** Whether the API's description is served. */
    readonly docs: boolean
    /** How many openings may be under way at once, and when to come back if there are. */
    readonly openings: { readonly most: number; readonly retryAfterSeconds: number }
    /** How long opening a link may take, in milliseconds. */
    readonly openingDeadlineMs: number
    /** Addresses of the proxies whose word on the caller's address is believed; none unless said. */
    readonly trustProxy: readonly string[]
  }
}

/** Builds the HTTP side of the service. Listens to nothing: call `listen` or `inject` on it, and `close` in the end. */
export async function buildApp({
  useCases,
  auditTrail,
  authenticate,
  limits,
  isReady,
  devInbox,
  log,
  settings,
}: AppOptions): Promise<FastifyInstance> {
  const app = fastify({
    loggerInstance: log,
    // Fastify's own lines hold the URL, and so the token; `registerAccessLog` writes ours.
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'requestId' }),
    genReqId: () => randomUUID(),
    requestIdHeader: false,
    // On by default, which would let a HEAD run the handler that opens a link.
    exposeHeadRoutes: false,
    trustProxy: settings.trustProxy.length > 0 ? [...settings.trustProxy] : false,
    bodyLimit: 16 * 1024,
    // The longest upload that there is; all other requests end by their handler's timeout, uploads included.
    requestTimeout: IMPORT_TIMEOUT_MS,
    // Node would look only every 30 s whether one is over.
    http: { headersTimeout: 15_000, connectionsCheckingInterval: 1000 },
    // Opening a link takes longest; its statements in the database come on top.
    handlerTimeout: settings.openingDeadlineMs + 10_000,
    // Longer than the 60 s of common load balancers, so that they close idle connections and not we.
    keepAliveTimeout: 72_000,
    frameworkErrors: (error, request, reply) => {
      const code = error.code === 'FST_ERR_BAD_URL' ? 'NOT_FOUND' : 'VALIDATION_FAILED'
      sendProblem(new ProblemError(code), request, reply.headers(alwaysSaid(request)))
    },
    clientErrorHandler: answerUnreadable,
    // Fastify's own answer while it closes is no problem (RFC 9457); the hook below gives ours.
    return503OnClosing: false,
  })

  app.addHook('onRequest', async (request, reply) => {
    reply.headers(alwaysSaid(request))
  })
  await app.register(helmet, {
    global: true,
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        frameAncestors: ["'none'"],
        baseUri: ["'none'"],
        objectSrc: ["'none'"],
        formAction: ["'none'"],
      },
    },
    frameguard: { action: 'deny' },
    referrerPolicy: { policy: 'no-referrer' },
    strictTransportSecurity: settings.apiBaseUrl.startsWith('https:')
      ? { maxAge: 365 * 24 * 3600, includeSubDomains: true }
      : false,
    crossOriginResourcePolicy: { policy: 'cross-origin' },
  })
  await app.register(cors, {
    origin: [...settings.corsOrigins],
    credentials: false,
    methods: ['GET', 'POST', 'PATCH', 'DELETE'],
    // The last two are what the existing front end sends through its tunnel.
    allowedHeaders: ['authorization', 'content-type', 'idempotency-key', 'ngrok-skip-browser-warning', 'x-setup-token'],
    exposedHeaders: ['idempotent-replayed', 'retry-after', 'x-request-id'],
    maxAge: 600,
    // Otherwise an OPTIONS that is no preflight is answered in the plugin's own words.
    strictPreflight: false,
  })
  let closing = false
  app.addHook('preClose', async () => {
    closing = true
  })
  app.addHook('onRequest', async () => {
    if (closing) throw new ProblemError('SERVICE_UNAVAILABLE', { retryAfterSeconds: 1 })
  })
  // Node keeps a connection whose request was under way when the server began to close, until it has been idle for
  // `keepAliveTimeout`: closing would take longer than anybody waits.
  // And it goes on to wait for the rest of a request that was answered before its end, because it took too long.
  app.addHook('onSend', async ({ raw }, reply) => {
    if (closing || !raw.complete) reply.header('connection', 'close')
  })

  registerAccessLog(app)
  registerErrors(app)
  registerValidation(app)
  for (const schema of COMPONENTS) app.addSchema(schema)
  if (settings.docs) await describeApi(app)

  await app.register(healthRoutes, { isReady })
  await app.register(pageRoutes)
  if (settings.docs) await app.register(docsRoutes)
  if (devInbox !== undefined) await app.register(devInboxRoutes, devInbox)
  const underWay = atMost(settings.openings)
  const openLink = underWay(useCases.openLink)
  const refreshLink = underWay(useCases.refreshLink)
  const prefix = '/api/v1'
  await app.register(onboardClientRoutes, { prefix, limits, ...useCases, ...settings, openLink })
  await app.register(connectRoutes, { prefix, ...useCases, ...settings, refreshLink })
  await app.register(webhookRoutes, { prefix, ...useCases })
  await app.register(
    async (admin) => {
      guardAdminRoutes(admin, { authenticate, failures: limits.strangers })
      await admin.register(clientRoutes, { auditTrail, ...useCases, ...settings })
      await admin.register(clientImportRoutes, { ...useCases, ...settings })
      await admin.register(onboardingTokenRoutes, { ...useCases, ...settings })
    },
    { prefix },
  )
  return app
}

/** Nothing that we answer is for a cache: it holds links, or what a client is at this moment. */
const alwaysSaid = ({ id }: FastifyRequest) => ({ 'cache-control': 'no-store', 'x-request-id': id })

/** Answers what is not even HTTP, where there is no request yet and no hook runs. */
function answerUnreadable(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed || !socket.writable) return
  const code = error.code === 'HPE_HEADER_OVERFLOW' ? 'REQUEST_HEADERS_TOO_LARGE' : 'VALIDATION_FAILED'
  const problem = problemOf(code, randomUUID())
  const body = JSON.stringify(problem)
  socket.end(
    `HTTP/1.1 ${problem.status} ${problem.title}\r\nContent-Type: application/problem+json; charset=utf-8\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\nCache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\n` +
      `Connection: close\r\n\r\n${body}`,
  )
}
