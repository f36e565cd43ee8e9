import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import * as operations from '../../../api/operations/client-accounts.ts'
import { ProblemError } from '../../../api/problem.ts'
import { notAdopted, providerFailed } from '../../../api/refusals.ts'
import { syncedReply } from '../../../api/replies.ts'
import type { UseCases } from '../../../usecases/all.ts'
import { actorOf, mayDo, setLogContext } from '../request-context.ts'

/** Acts on the accounts of clients for staff. */
export const clientAccountRoutes: FastifyPluginAsyncTypebox<Pick<UseCases, 'syncClient' | 'adoptAccount'>> = async (
  app,
  { syncClient, adoptAccount },
) => {
  app.post('/clients/:clientId/sync', operations.syncClient, async (request) => {
    const { clientId } = request.params
    setLogContext(request, { clientId })
    const synced = await syncClient(clientId, actorOf(request))
    if (synced.outcome === 'unknown_client') throw new ProblemError('CLIENT_NOT_FOUND')
    if (synced.outcome === 'provider_failed') throw providerFailed(synced.failure)
    return syncedReply(synced.record, mayDo(request, 'clients:read'))
  })

  app.post('/clients/:clientId/account/adopt', operations.adoptAccount, async (request) => {
    const { clientId } = request.params
    setLogContext(request, { clientId })
    const adopted = await adoptAccount({ clientId, ...request.body }, actorOf(request))
    if (adopted.outcome === 'provider_failed') throw providerFailed(adopted.failure)
    if (adopted.outcome !== 'adopted') throw notAdopted(adopted.outcome)
    return syncedReply(adopted.record, mayDo(request, 'clients:read'))
  })
}
