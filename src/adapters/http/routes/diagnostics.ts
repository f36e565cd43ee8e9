import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import * as operations from '../../../api/operations/diagnostics.ts'
import { checkReply } from '../../../api/schemas/diagnostics.ts'
import { summaryOf } from '../../../api/setup-summary.ts'
import { ProblemError } from '../../../api/problem.ts'
import type { ServiceUseCases } from '../../../usecases/by-platform.ts'
import { actorOf } from '../request-context.ts'

/** In milliseconds. What Stripe has not answered by then counts as not checked. */
const DEADLINE_MS = 15_000

/** Checks the set-up, here and at Stripe. */
export const diagnosticsRoutes: FastifyPluginAsyncTypebox<{ readonly useCases: Pick<ServiceUseCases, 'at'> }> = async (
  app,
  { useCases },
) => {
  app.get('/diagnostics', operations.diagnose, async (request) => {
    const own = useCases.at(actorOf(request).platform)
    if (own === undefined) throw new ProblemError('PLATFORM_NOT_FOUND')
    const checks = await own.diagnose(AbortSignal.timeout(DEADLINE_MS))
    return { healthy: summaryOf(checks).healthy, checks: checks.map(checkReply) }
  })
}
