import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import * as operations from '../../../api/operations/dead-jobs.ts'
import * as events from '../../../api/operations/provider-events.ts'
import { ProblemError } from '../../../api/problem.ts'
import { deadJobReply, providerEventReply } from '../../../api/dead-job-replies.ts'
import { pageReply } from '../../../api/replies.ts'
import { deadJobFilter } from '../../../api/schemas/dead-jobs.ts'
import { pageFor } from '../../../api/schemas/page.ts'
import type { UseCases } from '../../../usecases/all.ts'
import { actorOf } from '../request-context.ts'

/** What was given up after its retries, and again. */
export const deadJobRoutes: FastifyPluginAsyncTypebox<
  Pick<UseCases, 'listDeadJobs' | 'replayDeadJobs' | 'listProviderEvents'>
> = async (app, { listDeadJobs, replayDeadJobs, listProviderEvents }) => {
  app.get('/jobs/dead', operations.listDeadJobs, async (request) =>
    pageReply(await listDeadJobs(deadJobFilter(request.query), pageFor(request.query), actorOf(request)), deadJobReply),
  )

  app.post('/jobs/dead/replay', operations.replayDeadJobs, async (request) => ({
    replayed: await replayDeadJobs(deadJobFilter(request.body), actorOf(request)),
  }))

  app.post('/jobs/dead/:jobId/replay', operations.replayDeadJob, async (request) => {
    const replayed = await replayDeadJobs({ id: request.params.jobId }, actorOf(request))
    if (replayed === 0) throw new ProblemError('JOB_NOT_FOUND')
    return { replayed }
  })

  app.get('/provider-events', events.listProviderEvents, async (request) =>
    pageReply(
      await listProviderEvents(request.query.state, pageFor(request.query), actorOf(request)),
      providerEventReply,
    ),
  )

  app.post('/provider-events/:eventId/replay', events.replayProviderEvent, async (request) => {
    const { eventId } = request.params
    const replayed = await replayDeadJobs({ kind: 'provider_event', eventId }, actorOf(request))
    if (replayed === 0) throw new ProblemError('EVENT_NOT_FOUND')
    return { replayed }
  })
}
