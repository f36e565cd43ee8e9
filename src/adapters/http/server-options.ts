import { randomUUID } from 'node:crypto'
import type { OutgoingHttpHeaders, Server } from 'node:http'
import type { Socket } from 'node:net'
import { LogController, type FastifyBaseLogger, type FastifyHttpOptions } from 'fastify'
import { problemOf, ProblemError } from '../../api/problem.ts'
import type { Platforms } from '../../ports/platforms.ts'
import { networkOf } from './caller-network.ts'
import { sendFailure } from './errors.ts'
import { IMPORT_TIMEOUT_MS } from './routes/client-import.ts'
import type { PlatformSettings } from './platform-settings.ts'
import { routedUrl } from './routes/pages.ts'
import { commonHeaders, replyHeaders } from './security.ts'
import { lazySerializers } from './serializers.ts'

/** The options of the Fastify server; durations are in milliseconds, sizes in bytes. */
export function serverOptions({
  log,
  trustProxy,
  apiBaseUrl,
  platforms,
}: {
  log: FastifyBaseLogger
  trustProxy: readonly string[] | number
  apiBaseUrl: string
  platforms: Platforms<PlatformSettings>
}) {
  const headers = replyHeaders({ isHttps: apiBaseUrl.startsWith('https:') })
  return {
    loggerInstance: log,
    // Fastify's own log lines contain the URL, and with it the token; `registerAccessLog` writes ours.
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'requestId' }),
    genReqId: () => randomUUID(),
    requestIdHeader: false,
    // On by default, which would run the handler that opens a link on a HEAD request.
    exposeHeadRoutes: false,
    rewriteUrl: routedUrl,
    trustProxy: isTrusted(trustProxy),
    // An external id of 200 characters, each of which may be 12 in a URL. By default a longer one than 100 is not found.
    routerOptions: { maxParamLength: 2400 },
    schemaController: { compilersFactory: { buildSerializer: lazySerializers() } },
    bodyLimit: 16 * 1024,
    // The longest upload. All other requests, uploads included, are ended by the timeout of their handler.
    requestTimeout: IMPORT_TIMEOUT_MS,
    // By default, Node checks for expired requests only every 30 s.
    http: { headersTimeout: 15_000, connectionsCheckingInterval: 1000 },
    // Longer than the 60 s of common load balancers, so that they close idle connections and we do not.
    keepAliveTimeout: 72_000,
    frameworkErrors: (error, request, reply) => {
      const code = error.code === 'FST_ERR_BAD_URL' ? 'NOT_FOUND' : 'VALIDATION_FAILED'
      // No hook runs for such a request.
      reply.headers({ ...headers, ...commonHeaders(request) })
      sendFailure(new ProblemError(code), { request, reply, platforms })
      request.log.info({ code, reason: error.code, network: networkOf(request.ip) }, 'a request could not be routed')
    },
    clientErrorHandler: unreadable({ log, headers }),
    // Fastify's own reply while it closes is not a problem (RFC 9457); `registerShutdown` sends ours.
    return503OnClosing: false,
  } satisfies FastifyHttpOptions<Server>
}

/** Fastify's form of the proxies. */
function isTrusted(
  proxies: readonly string[] | number,
): false | string[] | ((address: string, hop: number) => boolean) {
  if (typeof proxies === 'number') return (_address, hop) => hop < proxies
  return proxies.length > 0 && [...proxies]
}

/** Replies to bytes that are not HTTP: there is no request, so no hook runs. */
function unreadable({ log, headers }: { log: FastifyBaseLogger; headers: OutgoingHttpHeaders }) {
  const security = Object.entries(headers).map(([name, value]) => `${name}: ${String(value)}\r\n`)
  return (error: Error & { code?: string }, socket: Socket): void => {
    if (error.code === 'ECONNRESET' || socket.destroyed || !socket.writable) return
    const code = error.code === 'HPE_HEADER_OVERFLOW' ? 'REQUEST_HEADERS_TOO_LARGE' : 'VALIDATION_FAILED'
    const problem = problemOf(code, randomUUID())
    const body = JSON.stringify(problem)
    socket.end(
      `HTTP/1.1 ${problem.status} ${problem.title}\r\ncontent-type: application/problem+json; charset=utf-8\r\n` +
        `content-length: ${Buffer.byteLength(body)}\r\ncache-control: no-store\r\n${security.join('')}` +
        `connection: close\r\n\r\n${body}`,
    )
    const { requestId } = problem
    const network = networkOf(socket.remoteAddress)
    log.info({ code, reason: error.code, network, requestId }, 'a caller sent what is not HTTP')
  }
}
