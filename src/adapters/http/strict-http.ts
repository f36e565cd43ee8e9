import type { FastifyInstance } from 'fastify'
import { ProblemError } from '../../api/problem.ts'

/** Refuses what Node's parser lets through, and answers in our way what Node would answer in its own. */
export function registerStrictHttp(app: FastifyInstance): void {
  app.addHook('onRequest', ({ raw }, _reply, done) => {
    const isKnown = raw.httpVersion === '1.1' || raw.httpVersion === '1.0'
    done(isKnown && countHosts(raw.rawHeaders) <= 1 ? undefined : new ProblemError('VALIDATION_FAILED'))
  })
  // After a request to upgrade the connection, Node reads the next one differently; so there is none.
  app.addHook('onSend', ({ headers }, reply, _payload, done) => {
    if (headers.upgrade !== undefined) reply.header('connection', 'close')
    done()
  })
  // An expectation other than 100-continue may be ignored (RFC 9110, 10.1.1); Node would answer 417 without a body.
  app.server.on('checkExpectation', (request, response) => app.routing(request, response))
}

/** A proxy in front may have decided by the other one. */
function countHosts(rawHeaders: readonly string[]): number {
  let hosts = 0
  for (let n = 0; n < rawHeaders.length; n += 2) {
    const name = rawHeaders[n] ?? ''
    if (name.length === 4 && name.toLowerCase() === 'host') hosts += 1
  }
  return hosts
}
