import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import * as operations from '../../../api/operations/client-events.ts'
import { ProblemError } from '../../../api/problem.ts'
import { eventReply, pageReply } from '../../../api/replies.ts'
import { pageFor } from '../../../api/schemas/page.ts'
import type { UseCases } from '../../../usecases/all.ts'
import { actorOf, setLogContext } from '../request-context.ts'

/** Reads the audit events of clients for staff. */
export const clientEventRoutes: FastifyPluginAsyncTypebox<Pick<UseCases, 'listClientEvents'>> = async (
  app,
  { listClientEvents },
) => {
  app.get('/clients/:clientId/events', operations.listClientEvents, async (request) => {
    const { clientId } = request.params
    setLogContext(request, { clientId })
    const page = await listClientEvents(clientId, pageFor(request.query), actorOf(request))
    if (page === undefined) throw new ProblemError('CLIENT_NOT_FOUND')
    return pageReply(page, eventReply)
  })
}
