import type { FastifyInstance, FastifyReply } from 'fastify'
import { ProblemError } from '../../api/problem.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** How long a request of this route may take, in milliseconds, if not as long as others. */
    readonly handlerTimeoutMs?: number
  }
}

/**
 * Ends a request that has no reply after `ms` milliseconds, its upload included. Register it before everything that may
 * take time. Fastify's own `handlerTimeout` does the same, and aborts a signal at the end of every request, which makes
 * an exception with a stack: a twelfth of the CPU time of an opening.
 */
export function registerHandlerTimeout(app: FastifyInstance, ms: number): void {
  app.addHook('onRequest', ({ routeOptions }, reply, done) => {
    const timer = setTimeout(endLate, routeOptions.config.handlerTimeoutMs ?? ms, reply)
    reply.raw.once('close', () => clearTimeout(timer))
    done()
  })
}

function endLate(reply: FastifyReply): void {
  if (reply.sent) return
  if (reply.raw.headersSent) reply.raw.destroy()
  else void reply.send(new ProblemError('SERVICE_UNAVAILABLE', { retryAfterSeconds: 1 }))
}
