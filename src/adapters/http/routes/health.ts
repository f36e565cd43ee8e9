import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import * as operations from '../../../api/operations/health.ts'
import { ProblemError } from '../../../api/problem.ts'

interface Options {
  /** Whether the service can do its work now. */
  readonly isReady: () => Promise<boolean>
}

/** Monitors often send HEAD. A check of health has no effect. */
const CHECK = { logLevel: 'warn', exposeHeadRoute: true } as const

/** For an orchestrator: is the process alive, and may it receive traffic. */
export const healthRoutes: FastifyPluginAsyncTypebox<Options> = async (app, { isReady }) => {
  app.get('/livez', { ...operations.isAlive, ...CHECK }, async () => ({ status: 'ok' as const }))

  app.get('/readyz', { ...operations.isReady, ...CHECK }, async () => {
    if (!(await isReady())) throw new ProblemError('SERVICE_UNAVAILABLE', { retryAfterSeconds: 2 })
    return { status: 'ok' as const }
  })
}
