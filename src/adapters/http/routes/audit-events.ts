import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import * as operations from '../../../api/operations/audit-events.ts'
import { eventReply, pageReply } from '../../../api/replies.ts'
import { spanOf } from '../../../api/schemas/audit-export.ts'
import { pageFor } from '../../../api/schemas/page.ts'
import { writtenEvents } from '../../../api/written-events.ts'
import type { UseCases } from '../../../usecases/all.ts'
import { actorOf } from '../request-context.ts'
import { FILE_TIMEOUT_MS, type SendFile } from '../send-file.ts'

/** Reads the audit events that are not about a single client, and all events of the platform as a file. */
export const auditEventRoutes: FastifyPluginAsyncTypebox<
  Pick<UseCases, 'listAuditEvents' | 'exportAuditEvents'> & { readonly sendFile: SendFile }
> = async (app, { listAuditEvents, exportAuditEvents, sendFile }) => {
  app.get('/audit-events', operations.listAuditEvents, async (request) =>
    pageReply(await listAuditEvents(pageFor(request.query), actorOf(request)), eventReply),
  )

  const { config } = operations.exportAuditEvents
  const route = { ...operations.exportAuditEvents, config: { ...config, handlerTimeoutMs: FILE_TIMEOUT_MS } }

  app.get('/audit-events/export', route, async (request, reply) => {
    const texts = writtenEvents(exportAuditEvents(spanOf(request.query), actorOf(request)))
    await sendFile(reply, { name: 'audit-events.ndjson', type: 'application/x-ndjson', texts })
    return reply
  })
}
