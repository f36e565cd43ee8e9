import type { FastifyInstance } from 'fastify'
import pino, { type Logger } from 'pino'
import { measuring } from '../measure.ts'

/** The service's log: a JSON line for each event. Errors lose whatever a library hung on them. */
export function createLog(level: string, destination?: pino.DestinationStream): Logger {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { err: errorFacts, req: () => undefined, res: () => undefined },
    },
    destination ?? pino.destination(1),
  )
}

/**
 * What may be said of an error. Others' errors carry whole requests, headers and rows, and the message of a JSON parser
 * repeats the body, so only types, codes and places in the code are kept of what we did not write ourselves.
 */
function errorFacts(error: unknown): object {
  if (!(error instanceof Error)) return { type: typeof error }
  const code = 'code' in error ? error.code : undefined
  return {
    type: error.name,
    ...(typeof code === 'string' && { code }),
    message: error instanceof SyntaxError ? 'not valid JSON' : withoutSecrets(error.message),
    stack: error.stack?.split('\n').filter((line) => line.startsWith('    at ')),
    ...(error.cause !== undefined && { cause: errorFacts(error.cause) }),
  }
}

/** A message that we did not write, without what may be secret or personal in it. */
export const withoutSecrets = (message: string): string => message.replace(TELLTALE, '[…]')

/** What opens something or names somebody, in a message that we did not write: URLs, our secrets, keys, addresses. */
const TELLTALE =
  /[a-z][a-z0-9+.-]*:\/\/[^\s'"`<>]+|\b(?:obt|obk|sk|rk|whsec)_[\w-]+|\bBearer\s+[^\s'"`]+|\bstate=[\w-]+|[^\s'"`<>@]+@[^\s'"`<>@]+/gi

/** One line for each answered request: the route's pattern, never the URL, which may hold a token. */
export function registerAccessLog(app: FastifyInstance): void {
  app.decorateRequest('actor', '')
  app.decorateRequest('subject', null)
  app.decorateRequest('costs')
  app.addHook('onRequest', async (request) => {
    request.costs = { databaseMs: 0, providerMs: 0 }
  })
  // Not earlier: the body is read by events of the socket, which would lose the context.
  app.addHook('preHandler', (request, _reply, done) => measuring(request.costs, done))
  app.addHook('onResponse', async (request, reply) => {
    request.log.info(
      {
        method: request.method,
        route: request.routeOptions.url ?? 'none',
        status: reply.statusCode,
        durationMs: tenths(reply.elapsedTime),
        databaseMs: tenths(request.costs.databaseMs),
        providerMs: tenths(request.costs.providerMs),
        ...(request.costs.providerRequestId !== undefined && { providerRequestId: request.costs.providerRequestId }),
        ...request.subject,
        ...(request.actor !== '' && { actor: request.actor }),
      },
      'answered',
    )
  })
}

const tenths = (ms: number) => Math.round(ms * 10) / 10
