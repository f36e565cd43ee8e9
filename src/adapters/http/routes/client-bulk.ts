import { Readable } from 'node:stream'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { bulkFaults, bulkLine, bulkRequestOf, bulkSummary, SCOPE_OF } from '../../../api/client-bulk.ts'
import * as operations from '../../../api/operations/client-bulk.ts'
import { ProblemError } from '../../../api/problem.ts'
import type { Platforms } from '../../../ports/platforms.ts'
import type { UseCases } from '../../../usecases/all.ts'
import type { BulkEnd, BulkRequest, BulkResult } from '../../../usecases/clients/act-on-clients.ts'
import { atMost } from '../overload.ts'
import { linkOfCaller, type PlatformSettings } from '../platform-settings.ts'
import { actorOf, requireScope } from '../request-context.ts'
import { FILE_TIMEOUT_MS } from '../send-file.ts'

interface Options extends Pick<UseCases, 'actOnClients'> {
  readonly platforms: Platforms<PlatformSettings>
  /** How long a link can be opened if the request does not say, in hours. */
  readonly linkLifetimeHours: number
}

/** Runs of a platform at the same time. */
const CONCURRENCY = { most: 2, retryAfterSeconds: 30 }

/** A thousand ids, and what is between them, in bytes. */
const LARGEST_BODY = 64 * 1024

/** How far a run is ahead of its reader, in bytes: some lines. A run without a reader stands still. */
const READ_AHEAD = 1024

/** Acts on all clients that match a filter: acts and replies client by client, so their number does not matter. */
export const clientBulkRoutes: FastifyPluginAsyncTypebox<Options> = async (app, options) => {
  const limitedOn = new Map<string, ReturnType<typeof atMost>>()
  const { config } = operations.actOnClients
  const route = {
    ...operations.actOnClients,
    config: { ...config, handlerTimeoutMs: FILE_TIMEOUT_MS },
    bodyLimit: LARGEST_BODY,
  }

  app.post('/clients/bulk', route, async (request, reply) => {
    const { body } = request
    requireScope(request, SCOPE_OF[body.action])
    if (body.sendEmail) requireScope(request, 'emails:send')
    const errors = bulkFaults(body)
    if (errors.length > 0) throw new ProblemError('VALIDATION_FAILED', { errors })
    const actor = actorOf(request)
    const limited = limitedOn.get(actor.platform) ?? atMost(CONCURRENCY)
    limitedOn.set(actor.platform, limited)
    const linkFor = linkOfCaller(options.platforms, request)
    await limited(async () => {
      const asked = bulkRequestOf(body, options)
      const run = options.actOnClients(asked, actor)
      if (run.outcome === 'mail_not_configured') throw new ProblemError('MAIL_NOT_CONFIGURED')
      const content = Readable.from(linesOf(run.results, asked, linkFor), {
        objectMode: false,
        highWaterMark: READ_AHEAD,
      })
      // If the caller hangs up, it is destroyed, which ends the run.
      const ended = new Promise<void>((resolve) => content.once('close', resolve))
      void reply.type('application/x-ndjson').send(content)
      await ended
    })()
    return reply
  })
}

async function* linesOf(
  results: AsyncIterable<BulkResult | BulkEnd>,
  asked: BulkRequest,
  linkFor: (linkSecret: string) => string,
): AsyncGenerator<string> {
  const summary = bulkSummary(asked)
  for await (const each of results) {
    const result = summary.add(each)
    if (result !== undefined) yield `${JSON.stringify(bulkLine(result, asked.act, linkFor))}\n`
  }
  yield `${JSON.stringify(summary.reply())}\n`
}
