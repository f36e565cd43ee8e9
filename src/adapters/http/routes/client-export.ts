import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { writtenClients } from '../../../api/client-file/written-clients.ts'
import * as operations from '../../../api/operations/client-export.ts'
import { ProblemError } from '../../../api/problem.ts'
import { clientDataReply } from '../../../api/client-data-reply.ts'
import { listOf } from '../../../api/schemas/client-list.ts'
import type { UseCases } from '../../../usecases/all.ts'
import { actorOf, setLogContext } from '../request-context.ts'
import { FILE_TIMEOUT_MS, type SendFile } from '../send-file.ts'

const TYPES = { csv: 'text/csv; charset=utf-8', ndjson: 'application/x-ndjson' } as const

/** Clients as files, for platforms that move, report, or have to answer a request of access. */
export const clientExportRoutes: FastifyPluginAsyncTypebox<
  Pick<UseCases, 'exportClients' | 'exportClientData'> & { readonly sendFile: SendFile }
> = async (app, { exportClients, exportClientData, sendFile }) => {
  const { config } = operations.exportClients
  const route = { ...operations.exportClients, config: { ...config, handlerTimeoutMs: FILE_TIMEOUT_MS } }

  app.get('/clients/export', route, async (request, reply) => {
    const { format = 'ndjson', ...query } = request.query
    const { filter } = listOf(query)
    const texts = writtenClients(exportClients(filter, actorOf(request)), format)
    await sendFile(reply, { name: `clients.${format}`, type: TYPES[format], texts })
    return reply
  })

  app.get('/clients/:clientId/export', operations.exportClientData, async (request) => {
    const { clientId } = request.params
    setLogContext(request, { clientId })
    const data = await exportClientData(clientId, actorOf(request))
    if (data === undefined) throw new ProblemError('CLIENT_NOT_FOUND')
    return clientDataReply(data)
  })
}
