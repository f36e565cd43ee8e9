import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import * as operations from '../../../api/operations/audit-events.ts'
import { eventReply, pageReply } from '../../../api/replies.ts'
import { pageFor } from '../../../api/schemas/page.ts'
import type { UseCases } from '../../../usecases/all.ts'
import { actorOf } from '../request-context.ts'

/** Reads the audit events that are not about a single client. */
export const auditEventRoutes: FastifyPluginAsyncTypebox<Pick<UseCases, 'listAuditEvents'>> = async (
  app,
  { listAuditEvents },
) => {
  app.get('/audit-events', operations.listAuditEvents, async (request) =>
    pageReply(await listAuditEvents(pageFor(request.query), actorOf(request)), eventReply),
  )
}
