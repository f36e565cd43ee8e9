import { Readable } from 'node:stream'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { writtenClients } from '../../../api/client-file/written-clients.ts'
import * as operations from '../../../api/operations/client-export.ts'
import { ProblemError } from '../../../api/problem.ts'
import { clientDataReply } from '../../../api/client-data-reply.ts'
import { listOf } from '../../../api/schemas/client-list.ts'
import type { UseCases } from '../../../usecases/all.ts'
import { atMost } from '../overload.ts'
import { actorOf, setLogContext } from '../request-context.ts'
import { IMPORT_TIMEOUT_MS } from './client-import.ts'

/** Exports at the same time. Each reads pages as fast as its caller takes them. */
const CONCURRENCY = { most: 2, retryAfterSeconds: 30 }

const TYPES = { csv: 'text/csv; charset=utf-8', ndjson: 'application/x-ndjson' } as const

/** Clients as files, for platforms that move, report, or have to answer a request of access. */
export const clientExportRoutes: FastifyPluginAsyncTypebox<
  Pick<UseCases, 'exportClients' | 'exportClientData'>
> = async (app, { exportClients, exportClientData }) => {
  const limited = atMost(CONCURRENCY)
  const { config } = operations.exportClients
  const route = { ...operations.exportClients, config: { ...config, handlerTimeoutMs: IMPORT_TIMEOUT_MS } }

  app.get('/clients/export', route, async (request, reply) => {
    const { format = 'ndjson', ...query } = request.query
    const { filter } = listOf(query)
    const send = limited(async () => {
      // It reads ahead by some lines only. If the caller hangs up, it is destroyed, which ends the export.
      const content = Readable.from(writtenClients(exportClients(filter, actorOf(request)), format), {
        objectMode: false,
      })
      const ended = new Promise<void>((resolve) => content.once('close', resolve))
      reply.header('content-disposition', `attachment; filename="clients.${format}"`)
      void reply.type(TYPES[format]).send(content)
      await ended
    })
    await send()
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
