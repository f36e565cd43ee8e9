import { Type, type FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { ProblemError } from '../problem.ts'
import { answer, OneOf } from '../schemas/common.ts'
import { problems } from '../schemas/problems.ts'

interface Options {
  /** Whether the service can do its work now. */
  readonly isReady: () => Promise<boolean>
}

const Healthy = Type.Object({ status: OneOf(['ok'], { description: 'Always `ok`.' }) })
const healthy = (description: string) => answer(description, Healthy, { status: 'ok' })

/** What an orchestrator asks: is the process alive, and may it get traffic. */
export const healthRoutes: FastifyPluginAsyncTypebox<Options> = async (app, { isReady }) => {
  app.get(
    '/livez',
    {
      logLevel: 'warn',
      schema: {
        operationId: 'isAlive',
        summary: 'Is the process alive',
        description: 'Asks nobody else. Restart an instance that does not answer.',
        tags: ['operations'],
        response: { 200: healthy('It is.'), ...problems() },
      },
    },
    async () => ({
      status: 'ok' as const,
    }),
  )

  app.get(
    '/readyz',
    {
      logLevel: 'warn',
      schema: {
        operationId: 'isReady',
        summary: 'Can it do its work',
        description: 'Asks the database. Send an instance traffic only while this answers 200.',
        tags: ['operations'],
        response: { 200: healthy('It can.'), ...problems() },
      },
    },
    async () => {
      if (!(await isReady())) throw new ProblemError('SERVICE_UNAVAILABLE', { retryAfterSeconds: 2 })
      return { status: 'ok' as const }
    },
  )
}
