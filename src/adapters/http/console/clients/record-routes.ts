import type { FastifyPluginAsync } from 'fastify'
import { ProblemError } from '../../../../api/problem.ts'
import { EventsQuery } from '../../../../api/schemas/events.ts'
import { readTyped } from '../../../../api/typed-texts.ts'
import { routesOf } from '../page-routes.ts'
import type { ClientPages } from './options.ts'
import { historyPage } from './record-page.ts'
import { queryOf } from './list-query.ts'
import { eventsOf, pageOfRecord, recordOf, urlOf } from './record.ts'

const READ = routesOf('clients:read').shown

/** A client, and its history. */
export const recordRoutes: FastifyPluginAsync<ClientPages> = async (app, pages) => {
  const { show } = pages

  app.get('/clients/:clientId', READ, async (_request, reply) => show(reply, await pageOfRecord(pages, reply)))

  app.get('/clients/:clientId/history', READ, async (request, reply) => {
    const asked = readTyped(EventsQuery, queryOf(request.query), 'the address')
    if (asked.faults !== undefined) throw new ProblemError('VALIDATION_FAILED', { errors: asked.faults })
    const [record, events] = await Promise.all([recordOf(pages, request), eventsOf(pages, request, asked.value)])
    return show(reply, historyPage({ at: urlOf(request, record), name: record.client.name, events }))
  })
}
