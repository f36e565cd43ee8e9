import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { ProblemCode } from '../../api/problem.ts'
import { measuring } from '../../observability/costs.ts'
import { networkOf } from './caller-network.ts'

/** Logs one line for each answered request, with the route's pattern and not the URL, which may hold a token. */
export function registerAccessLog(app: FastifyInstance): void {
  app.decorateRequest('caller', null)
  app.decorateRequest('logContext', null)
  app.decorateRequest('problemCode', null)
  app.decorateRequest('costs')
  app.addHook('onRequest', (request, _reply, done) => {
    request.costs = { databaseMs: 0, providerMs: 0 }
    done()
  })
  // Not in an earlier hook: socket events read the body, and they would lose the async context.
  app.addHook('preHandler', (request, _reply, done) => measuring(request.costs, done))
  app.addHook('onResponse', (request, reply, done) => {
    request.log.info(
      {
        method: request.method,
        route: request.routeOptions.url ?? 'none',
        status: reply.statusCode,
        durationMs: tenths(reply.elapsedTime),
        databaseMs: tenths(request.costs.databaseMs),
        providerMs: tenths(request.costs.providerMs),
        ...(request.costs.providerRequestId !== undefined && { providerRequestId: request.costs.providerRequestId }),
        ...request.logContext,
        ...refusalOf(request),
        ...(request.caller && { actor: request.caller.name }),
      },
      'request completed',
    )
    done()
  })
}

/** Refusals of callers that may be guessing or flooding. */
const SUSPICIOUS: ReadonlySet<ProblemCode> = new Set<ProblemCode>([
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'PREFETCH_REFUSED',
  'TOKEN_NOT_FOUND',
  'STATE_INVALID',
  'SIGNATURE_INVALID',
  'RATE_LIMITED',
])

/** Why a request was refused, and from which network a suspicious one came. */
function refusalOf({ problemCode, ip }: FastifyRequest) {
  if (problemCode === null) return {}
  return { code: problemCode, ...(SUSPICIOUS.has(problemCode) && { network: networkOf(ip) }) }
}

const tenths = (ms: number) => Math.round(ms * 10) / 10
