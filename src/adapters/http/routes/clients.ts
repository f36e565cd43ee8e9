import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import * as operations from '../../../api/operations/clients.ts'
import { ProblemError } from '../../../api/problem.ts'
import { duplicate, notChanged, otherOrder } from '../../../api/refusals.ts'
import { notErased, notInvited } from '../../../api/refused-acts.ts'
import { changedReply, invitedReply, pageReply, recordReply } from '../../../api/replies.ts'
import { listOf } from '../../../api/schemas/client-list.ts'
import type { Platforms } from '../../../ports/platforms.ts'
import type { UseCases } from '../../../usecases/all.ts'
import { idempotencyOf, markReplayed } from '../idempotency.ts'
import { actorOf, mayDo, requireScope, setLogContext } from '../request-context.ts'
import { linkOfCaller, type PlatformSettings } from '../platform-settings.ts'
import { SEARCHES, turns } from '../turns.ts'
import type { TypeboxApp } from '../typebox.ts'

interface Options extends Pick<
  UseCases,
  'inviteClient' | 'showClient' | 'listClients' | 'countClients' | 'changeClient' | 'eraseClient'
> {
  readonly platforms: Platforms<PlatformSettings>
  /** How long a link can be opened if the request does not say, in hours. */
  readonly linkLifetimeHours: number
}

/** Invites, reads, changes and erases clients for staff. */
export const clientRoutes: FastifyPluginAsyncTypebox<Options> = async (app, options) => {
  inviteRoute(app, options)

  app.get('/clients/:clientId', operations.showClient, async (request) => {
    const record = await options.showClient(request.params.clientId, actorOf(request))
    if (record === undefined) throw new ProblemError('CLIENT_NOT_FOUND')
    setLogContext(request, { clientId: record.client.id, tokenId: record.token.id })
    return recordReply(record)
  })

  const search = turns(SEARCHES)
  app.get('/clients', operations.listClients, async (request, reply) => {
    const { filter, page } = listOf(request.query)
    const actor = actorOf(request)
    const list = () => options.listClients(filter, page, actor)
    const found = await (filter.text === undefined
      ? list()
      : search(`${actor.platform} ${actor.name}`, reply.raw, list))
    if (found === undefined) throw otherOrder()
    return pageReply(found, recordReply)
  })

  // Counting reads a row for each client.
  const count = turns(SEARCHES)
  app.get('/clients/counts', operations.countClients, async (request, reply) => {
    const actor = actorOf(request)
    return count(actor.name, reply.raw, () => options.countClients(actor))
  })

  changeRoute(app, options)

  app.delete('/clients/:clientId', operations.eraseClient, async (request, reply) => {
    const { clientId } = request.params
    setLogContext(request, { clientId })
    const erased = await options.eraseClient(clientId, actorOf(request))
    if (erased !== 'erased') throw notErased(erased)
    reply.code(204)
  })
}

function inviteRoute(app: TypeboxApp, { inviteClient, platforms, linkLifetimeHours }: Options): void {
  app.post('/clients', operations.inviteClient, async (request, reply) => {
    const { expiresInHours = linkLifetimeHours, ...client } = request.body
    if (client.sendEmail) requireScope(request, 'emails:send')
    const invited = await inviteClient({ ...client, expiresInHours }, actorOf(request), idempotencyOf(request))
    if (invited.outcome !== 'invited') throw notInvited(invited, mayDo(request, 'clients:read'))

    setLogContext(request, { clientId: invited.client.id, tokenId: invited.token.id })
    markReplayed(reply, invited)
    reply.code(201).header('location', `/api/v1/clients/${invited.client.id}`)
    return invitedReply(invited, linkOfCaller(platforms, request))
  })
}

function changeRoute(app: TypeboxApp, { changeClient }: Options): void {
  app.patch('/clients/:clientId', operations.changeClient, async (request) => {
    const { clientId } = request.params
    setLogContext(request, { clientId })
    const changed = await changeClient(clientId, request.body, actorOf(request))
    switch (changed.outcome) {
      case 'changed':
        return changedReply(changed.record, mayDo(request, 'clients:read'))
      case 'client_exists':
      case 'external_id_exists':
        throw duplicate(changed, mayDo(request, 'clients:read'))
      default:
        throw notChanged(changed)
    }
  })
}
