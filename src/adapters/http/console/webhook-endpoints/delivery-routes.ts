import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import type { Static } from '@sinclair/typebox'
import { endpointProblem } from '../../../../api/endpoint-problem.ts'
import { ProblemError } from '../../../../api/problem.ts'
import { pageFor } from '../../../../api/schemas/page.ts'
import { DeliveriesQuery, DeliveryParams } from '../../../../api/schemas/webhook-endpoints.ts'
import { actorOf, mayDo } from '../../request-context.ts'
import { clientsUrl } from '../clients/place.ts'
import { endpointOf, ONE, SENT, SHOWN, type EndpointOptions } from './endpoint-of-request.ts'
import { endpointPage } from './endpoint-page.ts'
import type { Sent } from '../page-routes.ts'
import { formKeys } from '../show.ts'

type Query = Static<typeof DeliveriesQuery>

/** Deliveries on one page. */
const PAGE_SIZE = 20

/** An endpoint with what became of its events, and sending them again. */
export const deliveryRoutes: FastifyPluginAsync<EndpointOptions> = async (app, { useCases, show, act }) => {
  async function pageOf(
    request: FastifyRequest,
    reply: FastifyReply,
    query: Query,
    since?: { readonly typed: string; readonly fault: string },
  ) {
    const of = await endpointOf(useCases, request)
    const { status, cursor, limit = PAGE_SIZE } = query
    const wanted = { ...pageFor({ limit, ...(cursor !== undefined && { cursor }) }), status }
    const deliveries = await useCases.listDeliveries(of.endpoint.id, wanted, actorOf(request))
    if (deliveries === undefined) throw new ProblemError('ENDPOINT_NOT_FOUND')
    const shown = { deliveries, status, isLater: cursor !== undefined, ...(since && { since }) }
    const clientUrl = mayDo(request, 'clients:read') ? (id: string) => clientsUrl(request, id) : undefined
    return endpointPage({ ...of, ...shown, clientUrl, keys: formKeys(reply) })
  }

  const shown = { ...SHOWN, schema: { ...SHOWN.schema, querystring: DeliveriesQuery } }
  app.get<{ Querystring: Query }>(ONE, shown, async (request, reply) =>
    show(reply, await pageOf(request, reply, request.query)),
  )

  const one = { ...SENT, schema: { ...SENT.schema, params: DeliveryParams } }
  app.post<Sent & { Params: Static<typeof DeliveryParams> }>(
    `${ONE}/deliveries/:deliveryId/redeliver`,
    one,
    (request, reply) =>
      act(request, reply, async () => {
        const { at, endpoint } = await endpointOf(useCases, request)
        const { deliveryId } = request.params
        const again = await useCases.redeliver(endpoint.id, { deliveryId }, actorOf(request))
        if (again.outcome !== 'redelivered') throw endpointProblem(again)
        return { to: at, says: { title: 'The event is sent again, within seconds.' } }
      }),
  )

  app.post<Sent>(`${ONE}/redeliver`, SENT, (request, reply) =>
    act(request, reply, async (fields) => {
      const typed = fields.get('since')?.trim() ?? ''
      const since = readInstant(typed)
      if (since === undefined) {
        const fault = 'Enter a date and a time in UTC, such as 2026-11-25T10:00.'
        return { status: 400, again: await pageOf(request, reply, {}, { typed, fault }) }
      }
      const { at, endpoint } = await endpointOf(useCases, request)
      const again = await useCases.redeliver(endpoint.id, { since }, actorOf(request))
      if (again.outcome !== 'redelivered') throw endpointProblem(again)
      return { to: at, says: said(again.deliveries) }
    }),
  )
}

function said(deliveries: number) {
  if (deliveries === 0) return { title: 'No event since then was delivered or given up, so none is sent again.' }
  return { title: deliveries === 1 ? '1 event is sent again.' : `${deliveries} events are sent again, oldest first.` }
}

/** An instant in UTC, as browsers and people write it. */
function readInstant(text: string): Date | undefined {
  const [, date, clock] = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?)Z?$/i.exec(text) ?? []
  const at = new Date(`${date}T${clock}Z`)
  // A day that a month does not have becomes one of the next month.
  return date !== undefined && !Number.isNaN(at.getTime()) && at.toISOString().startsWith(date) ? at : undefined
}
