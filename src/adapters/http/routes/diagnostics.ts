import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import * as operations from '../../../api/operations/diagnostics.ts'
import { checkReply } from '../../../api/schemas/diagnostics.ts'
import { summaryOf } from '../../../api/setup-summary.ts'
import type { UseCases } from '../../../usecases/all.ts'

/** In milliseconds. What Stripe has not answered by then counts as not checked. */
const DEADLINE_MS = 15_000

/** Checks the set-up, here and at Stripe. */
export const diagnosticsRoutes: FastifyPluginAsyncTypebox<Pick<UseCases, 'diagnose'>> = async (app, { diagnose }) => {
  app.get('/diagnostics', operations.diagnose, async () => {
    const checks = await diagnose(AbortSignal.timeout(DEADLINE_MS))
    return { healthy: summaryOf(checks).healthy, checks: checks.map(checkReply) }
  })
}
