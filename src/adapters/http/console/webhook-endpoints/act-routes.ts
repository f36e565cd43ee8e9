import type { FastifyPluginAsync } from 'fastify'
import { endpointProblem } from '../../../../api/endpoint-problem.ts'
import { actorOf } from '../../request-context.ts'
import { removePage, rotatePage } from './act-pages.ts'
import { endpointOf, ONE, SENT, SHOWN, type EndpointOptions } from './endpoint-of-request.ts'
import { utc } from '../parts.ts'
import type { Sent } from '../page-routes.ts'
import { formKeys } from '../show.ts'

/** What is done to an endpoint after a second thought: a new secret, and its removal. */
export const endpointActRoutes: FastifyPluginAsync<EndpointOptions> = async (app, { useCases, show, act }) => {
  app.get(`${ONE}/rotate-secret`, SHOWN, async (request, reply) => {
    const of = await endpointOf(useCases, request)
    return show(reply, rotatePage({ ...of, keys: formKeys(reply) }, useCases.signsEvents(actorOf(request))))
  })

  app.post<Sent>(`${ONE}/rotate-secret`, SENT, (request, reply) =>
    act(request, reply, async () => {
      const { endpoint, at } = await endpointOf(useCases, request)
      const rotated = await useCases.rotateWebhookSecret(endpoint.id, actorOf(request))
      if (rotated.outcome !== 'rotated') throw endpointProblem(rotated)
      const { previousSecretUntil: until } = rotated.endpoint
      const text = until && `The secret before it signs as well until ${utc(until)}.`
      return { to: at, says: { title: 'This is the new secret:', secret: rotated.secret, ...(text && { text }) } }
    }),
  )

  app.get(`${ONE}/remove`, SHOWN, async (request, reply) =>
    show(reply, removePage({ ...(await endpointOf(useCases, request)), keys: formKeys(reply) })),
  )

  app.post<Sent>(`${ONE}/remove`, SENT, (request, reply) =>
    act(request, reply, async () => {
      const { endpoint, list: to } = await endpointOf(useCases, request)
      const removed = await useCases.removeWebhookEndpoint(endpoint.id, actorOf(request))
      if (removed.outcome !== 'removed') throw endpointProblem({ outcome: 'unknown_endpoint' })
      return { to, says: { title: `The endpoint ${endpoint.url} was removed.` } }
    }),
  )
}
