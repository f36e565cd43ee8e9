import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { endpointProblem } from '../../../../api/endpoint-problem.ts'
import { actorOf } from '../../request-context.ts'
import { changePage } from './act-pages.ts'
import { EMPTY, readChange, readEndpoint, withFault, type Typed } from './endpoint-fields.ts'
import { listPage } from './list-page.ts'
import { endpointOf, listUrl, LIST, ONE, SENT, SHOWN, type EndpointOptions } from './endpoint-of-request.ts'
import type { Sent } from '../page-routes.ts'
import { formKeys } from '../show.ts'

/** The receivers of a platform's outgoing events: adding one, and changing it. */
export const endpointRoutes: FastifyPluginAsync<EndpointOptions> = async (app, { useCases, show, act }) => {
  async function list(request: FastifyRequest, reply: FastifyReply, typed: Typed) {
    const actor = actorOf(request)
    const endpoints = await useCases.listWebhookEndpoints(actor)
    const canAdd = useCases.signsEvents(actor)
    return listPage({ at: listUrl(request), endpoints, typed: canAdd ? typed : undefined, keys: formKeys(reply) })
  }

  app.get(LIST, SHOWN, async (request, reply) => show(reply, await list(request, reply, EMPTY)))

  app.post<Sent>(LIST, SENT, (request, reply) =>
    act(request, reply, async (fields) => {
      const typed = readEndpoint(fields)
      const created = await useCases.createWebhookEndpoint(typed, actorOf(request))
      if (created.outcome === 'refused')
        return { status: 400, again: await list(request, reply, withFault(typed, endpointProblem(created))) }
      if (created.outcome !== 'created') throw endpointProblem(created)
      const to = `${listUrl(request)}/${created.endpoint.id}`
      return { to, says: { title: 'The endpoint was added. This is its secret:', secret: created.secret, text: HOW } }
    }),
  )

  app.get(`${ONE}/change`, SHOWN, async (request, reply) => {
    const of = await endpointOf(useCases, request)
    return show(reply, changePage({ ...of, keys: formKeys(reply) }, { ...EMPTY, ...of.endpoint }))
  })

  app.post<Sent>(`${ONE}/change`, SENT, (request, reply) =>
    act(request, reply, async (fields) => {
      const of = await endpointOf(useCases, request)
      const typed = readChange(fields, of.endpoint)
      const { url, eventTypes } = typed
      const changed = await useCases.changeWebhookEndpoint(of.endpoint.id, { url, eventTypes }, actorOf(request))
      if (changed.outcome === 'refused') {
        const again = changePage({ ...of, keys: formKeys(reply) }, withFault(typed, endpointProblem(changed)))
        return { status: 400, again }
      }
      if (changed.outcome !== 'changed') throw endpointProblem(changed)
      return { to: of.at, says: { title: 'The endpoint was changed.' } }
    }),
  )

  app.post<Sent>(`${ONE}/switch`, SENT, (request, reply) =>
    act(request, reply, async (fields) => {
      const { endpoint, at } = await endpointOf(useCases, request)
      const enabled = fields.get('enabled') === 'on'
      const changed = await useCases.changeWebhookEndpoint(endpoint.id, { enabled }, actorOf(request))
      if (changed.outcome !== 'changed') throw endpointProblem(changed)
      return { to: at, says: enabled ? SWITCHED_ON : SWITCHED_OFF }
    }),
  )
}

const HOW = 'Your service verifies events with it, as this page says below.'
const SWITCHED_ON = { title: 'The endpoint is on.', text: 'What waited for it is sent, as soon as it is due.' }
const SWITCHED_OFF = { title: 'The endpoint is off.', text: 'Its events wait until you switch it on again.' }
