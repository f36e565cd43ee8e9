import type { FastifyInstance } from 'fastify'
import { ProblemError } from '../../api/problem.ts'

/** Refuses new requests while the server closes, and closes connections so that it can end. */
export function registerShutdown(app: FastifyInstance): void {
  let closing = false
  app.addHook('preClose', async () => {
    closing = true
  })
  app.addHook('onRequest', (_request, _reply, done) => {
    done(closing ? new ProblemError('SERVICE_UNAVAILABLE', { retryAfterSeconds: 1 }) : undefined)
  })
  // Node keeps a connection with a running request open until it has been idle for `keepAliveTimeout`, longer than a
  // shutdown may take. It also waits for the rest of a request that was replied to early, because it took too long.
  app.addHook('onSend', ({ raw }, reply, _payload, done) => {
    if (closing || !raw.complete) reply.header('connection', 'close')
    done()
  })
}
