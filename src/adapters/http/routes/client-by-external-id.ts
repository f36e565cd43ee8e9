import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import * as operations from '../../../api/operations/client-by-external-id.ts'
import { notPut } from '../../../api/refusals.ts'
import { changedReply, invitedReply } from '../../../api/replies.ts'
import type { Platforms } from '../../../ports/platforms.ts'
import type { UseCases } from '../../../usecases/all.ts'
import { actorOf, mayDo, requireScope, setLogContext } from '../request-context.ts'
import { linkOfCaller, type PlatformSettings } from '../platform-settings.ts'

interface Options extends Pick<UseCases, 'putClient'> {
  readonly platforms: Platforms<PlatformSettings>
  /** How long a link can be opened if the request does not say, in hours. */
  readonly linkLifetimeHours: number
}

/** Creates or changes the client with an external id, for platforms that send their clients again and again. */
export const clientByExternalIdRoutes: FastifyPluginAsyncTypebox<Options> = async (
  app,
  { putClient, platforms, linkLifetimeHours },
) => {
  app.put('/clients/by-external-id/:externalId', operations.putClient, async (request, reply) => {
    const { expiresInHours = linkLifetimeHours, ...client } = request.body
    if (client.sendEmail) requireScope(request, 'emails:send')
    const result = await putClient({ ...client, ...request.params, expiresInHours }, actorOf(request))
    switch (result.outcome) {
      case 'invited': {
        const { client: created, token } = result
        setLogContext(request, { clientId: created.id, tokenId: token.id })
        reply.code(201).header('location', `/api/v1/clients/${created.id}`)
        return invitedReply(result, linkOfCaller(platforms, request))
      }
      case 'changed':
        setLogContext(request, { clientId: result.record.client.id })
        return changedReply(result.record, mayDo(request, 'clients:read'))
      default:
        throw notPut(result)
    }
  })
}
