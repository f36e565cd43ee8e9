import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Api, Call, Fault } from '../control/schemas.ts'
import type { Dialect } from '../http/dialect.ts'
import type { Answer, FailureDetails } from '../http/errors.ts'

interface Struck {
  readonly dialect: Pick<Dialect<never, never, never>, 'api' | 'errorAnswer' | 'rateLimited'>
  readonly request: FastifyRequest
  readonly reply: FastifyReply
  readonly call: Call
  readonly logUrl: string
}

/** Applies a fault to the response. `answer`: the response without the fault. */
export function strike(
  fault: Fault,
  answer: Answer,
  { dialect, request, reply, call, logUrl }: Struck,
): Answer | undefined {
  switch (fault.kind) {
    case 'error':
      return dialect.errorAnswer(failureOf(fault, dialect.api), answer.requestId, logUrl)
    case 'rate_limit': {
      const { details } = dialect.rateLimited(fault.lockTimeout === true ? 'lock' : 'endpoint-rate')
      return dialect.errorAnswer(details, answer.requestId, logUrl)
    }
    case 'html':
      call.outcome = 'answered'
      call.status = fault.status
      reply.code(fault.status).type('text/html').send(proxyPage(fault.status))
      return undefined
    case 'json':
      call.outcome = 'answered'
      call.status = fault.status
      // No other headers of Stripe: an intermediary that replaces the response does not know them.
      if (fault.requestId === true) reply.header('request-id', call.requestId)
      reply.code(fault.status).type('application/json').send(fault.body)
      return undefined
    case 'garbage':
      // A complete HTTP message with half of a JSON document.
      return { ...answer, status: 200, body: answer.body.slice(0, Math.floor(answer.body.length / 2)) }
    case 'reset':
      call.outcome = 'lost'
      reply.hijack()
      request.raw.socket.resetAndDestroy()
      return undefined
    case 'timeout':
      call.outcome = 'held'
      reply.hijack()
      if (fault.ms !== undefined) setTimeout(() => request.raw.socket.destroy(), fault.ms).unref()
      return undefined
    case 'latency':
      return answer
  }
}

/** The error that an `error` fault produces. */
export function failureOf(fault: Extract<Fault, { kind: 'error' }>, api: Api): FailureDetails {
  const { status, error = {}, saved } = fault
  const type = status >= 500 ? 'api_error' : 'invalid_request_error'
  // The keys of v1 replay this response, so retries are useless. Stripe says so for its own errors, and SDKs follow it.
  const headers = api === 'v1' && saved && status >= 500 ? { 'stripe-should-retry': 'false' } : {}
  const message = `The simulator was asked to fail this request with ${status}.`
  // Errors of v2 have no type, as a rule.
  return { ...(api === 'v1' && { type }), message, ...error, status, headers }
}

const proxyPage = (status: number): string =>
  `<html>\r\n<head><title>${status}</title></head>\r\n<body>\r\n<center><h1>${status}</h1></center>\r\n` +
  '<hr><center>a proxy in front of Stripe</center>\r\n</body>\r\n</html>\r\n'
