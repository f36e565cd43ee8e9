import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import * as operations from '../../../api/operations/client-accounts.ts'
import { notAdopted, providerFailed } from '../../../api/refusals.ts'
import { notSynced } from '../../../api/refused-acts.ts'
import { adoptedReply, syncedReply } from '../../../api/replies.ts'
import type { Platforms } from '../../../ports/platforms.ts'
import type { UseCases } from '../../../usecases/all.ts'
import { actorOf, mayDo, requireScope, setLogContext } from '../request-context.ts'
import { linkOfCaller, type PlatformSettings } from '../platform-settings.ts'

interface Options extends Pick<UseCases, 'syncClient' | 'adoptAccount'> {
  readonly platforms: Platforms<PlatformSettings>
  /** How long a link can be opened if the request does not say, in hours. */
  readonly linkLifetimeHours: number
}

/** Acts on the accounts of clients for staff. */
export const clientAccountRoutes: FastifyPluginAsyncTypebox<Options> = async (
  app,
  { syncClient, adoptAccount, platforms, linkLifetimeHours },
) => {
  app.post('/clients/:clientId/sync', operations.syncClient, async (request) => {
    const { clientId } = request.params
    setLogContext(request, { clientId })
    const synced = await syncClient(clientId, actorOf(request))
    if (synced.outcome !== 'synced') throw notSynced(synced)
    return syncedReply(synced.record, mayDo(request, 'clients:read'))
  })

  app.post('/clients/:clientId/account/adopt', operations.adoptAccount, async (request) => {
    const { clientId } = request.params
    setLogContext(request, { clientId })
    const { accountId, dryRun, sendEmail, expiresInHours = linkLifetimeHours } = request.body
    if (sendEmail) {
      requireScope(request, 'emails:send')
      requireScope(request, 'tokens:write')
    }
    const link = mayDo(request, 'tokens:write') ? { expiresInHours, sendEmail } : undefined
    const adopted = await adoptAccount({ clientId, accountId, dryRun, link }, actorOf(request))
    if (adopted.outcome === 'provider_failed') throw providerFailed(adopted.failure)
    if (adopted.outcome !== 'adopted') throw notAdopted(adopted.outcome)
    return adoptedReply(adopted, linkOfCaller(platforms, request), mayDo(request, 'clients:read'))
  })
}
