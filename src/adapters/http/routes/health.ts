import { Type, type FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { ProblemError } from '../problem.ts'
import { problems } from '../schemas/problems.ts'

interface Options {
  /** Whether the service can do its work now. */
  readonly isReady: () => Promise<boolean>
}

const Healthy = Type.Object({ status: Type.Literal('ok') })

/** What an orchestrator asks: is the process alive, and may it get traffic. */
export const healthRoutes: FastifyPluginAsyncTypebox<Options> = async (app, { isReady }) => {
  app.get('/livez', { logLevel: 'warn', schema: { response: { 200: Healthy, ...problems() } } }, async () => ({
    status: 'ok' as const,
  }))

  app.get('/readyz', { logLevel: 'warn', schema: { response: { 200: Healthy, ...problems() } } }, async () => {
    if (!(await isReady())) throw new ProblemError('SERVICE_UNAVAILABLE', { retryAfterSeconds: 2 })
    return { status: 'ok' as const }
  })
}
