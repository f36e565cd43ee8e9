import type { FastifyError, FastifyInstance } from 'fastify'
import { randomId } from '../support/random-id.ts'
import { errorAnswer, invalidRequest, unknownUrl } from './errors.ts'
import { commonHeaders } from './stripe-endpoint.ts'

/** Responds as Stripe would to requests that no endpoint handles. */
export function stripeAnswers(app: FastifyInstance, publicUrl: () => string): void {
  app.setNotFoundHandler((request, reply) => {
    const requestId = `req_${randomId(14)}`
    const { details } = unknownUrl(request.method, request.url.split('?')[0] ?? '')
    const answer = errorAnswer(details, requestId, `${publicUrl()}/#${requestId}`)
    return reply
      .code(answer.status)
      .headers({ ...commonHeaders(request), 'request-id': requestId })
      .type('application/json')
      .send(answer.body)
  })

  app.setErrorHandler<FastifyError>((error, request, reply) => {
    const requestId = `req_${randomId(14)}`
    const status = error.statusCode ?? 500
    if (status >= 500) request.log.error(error)
    const message = status >= 500 ? 'The simulator failed: this is a bug in it.' : error.message
    const details = { ...invalidRequest(message, { status }).details, ...(status >= 500 && { type: 'api_error' }) }
    const answer = errorAnswer(details, requestId, `${publicUrl()}/#${requestId}`)
    return reply
      .code(status)
      .headers({ ...commonHeaders(request), 'request-id': requestId })
      .type('application/json')
      .send(answer.body)
  })
}
