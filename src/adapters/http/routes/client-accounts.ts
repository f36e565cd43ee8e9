import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import * as operations from '../../../api/operations/client-accounts.ts'
import { ProblemError } from '../../../api/problem.ts'
import { providerFailed } from '../../../api/refusals.ts'
import { syncedReply } from '../../../api/replies.ts'
import type { UseCases } from '../../../usecases/all.ts'
import { actorOf, mayDo, setLogContext } from '../request-context.ts'

/** Acts on the accounts of clients for staff. */
export const clientAccountRoutes: FastifyPluginAsyncTypebox<Pick<UseCases, 'syncClient'>> = async (
  app,
  { syncClient },
) => {
  app.post('/clients/:clientId/sync', operations.syncClient, async (request) => {
    const { clientId } = request.params
    setLogContext(request, { clientId })
    const synced = await syncClient(clientId, actorOf(request))
    if (synced.outcome === 'unknown_client') throw new ProblemError('CLIENT_NOT_FOUND')
    if (synced.outcome === 'provider_failed') throw providerFailed(synced.failure)
    return syncedReply(synced.record, mayDo(request, 'clients:read'))
  })
}
