import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import * as operations from '../../../api/operations/webhook-endpoints.ts'
import { deliveryReply, endpointReply } from '../../../api/outgoing-replies.ts'
import { ProblemError } from '../../../api/problem.ts'
import { endpointProblem } from '../../../api/endpoint-problem.ts'
import { pageReply } from '../../../api/replies.ts'
import { pageFor } from '../../../api/schemas/page.ts'
import type { UseCases } from '../../../usecases/all.ts'
import { actorOf } from '../request-context.ts'

type Needed =
  | 'createWebhookEndpoint'
  | 'listWebhookEndpoints'
  | 'changeWebhookEndpoint'
  | 'removeWebhookEndpoint'
  | 'rotateWebhookSecret'
  | 'listDeliveries'
  | 'redeliver'

/** The receivers of outgoing events, and what became of the events. */
export const webhookEndpointRoutes: FastifyPluginAsyncTypebox<Pick<UseCases, Needed>> = async (app, useCases) => {
  app.post('/webhook-endpoints', operations.createWebhookEndpoint, async (request, reply) => {
    const created = await useCases.createWebhookEndpoint(request.body, actorOf(request))
    if (created.outcome !== 'created') throw endpointProblem(created)
    return reply.code(201).send({ ...endpointReply(created.endpoint), secret: created.secret })
  })

  app.get('/webhook-endpoints', operations.listWebhookEndpoints, async (request) => ({
    data: (await useCases.listWebhookEndpoints(actorOf(request))).map(endpointReply),
  }))

  app.patch('/webhook-endpoints/:endpointId', operations.changeWebhookEndpoint, async (request) => {
    const changed = await useCases.changeWebhookEndpoint(request.params.endpointId, request.body, actorOf(request))
    if (changed.outcome !== 'changed') throw endpointProblem(changed)
    return endpointReply(changed.endpoint)
  })

  app.delete('/webhook-endpoints/:endpointId', operations.removeWebhookEndpoint, async (request, reply) => {
    const removed = await useCases.removeWebhookEndpoint(request.params.endpointId, actorOf(request))
    if (removed.outcome === 'unknown_endpoint') throw endpointProblem({ outcome: removed.outcome })
    return reply.code(204).send(null)
  })

  app.post('/webhook-endpoints/:endpointId/rotate-secret', operations.rotateWebhookSecret, async (request) => {
    const rotated = await useCases.rotateWebhookSecret(request.params.endpointId, actorOf(request))
    if (rotated.outcome !== 'rotated') throw endpointProblem(rotated)
    return { ...endpointReply(rotated.endpoint), secret: rotated.secret }
  })

  app.get('/webhook-endpoints/:endpointId/deliveries', operations.listDeliveries, async (request) => {
    const { params, query } = request
    const page = { ...pageFor(query), status: query.status }
    const deliveries = await useCases.listDeliveries(params.endpointId, page, actorOf(request))
    if (deliveries === undefined) throw new ProblemError('ENDPOINT_NOT_FOUND')
    return pageReply(deliveries, deliveryReply)
  })

  app.post('/webhook-endpoints/:endpointId/deliveries/:deliveryId/redeliver', operations.redeliver, async (request) => {
    const { endpointId, deliveryId } = request.params
    return redelivered(await useCases.redeliver(endpointId, { deliveryId }, actorOf(request)))
  })

  app.post('/webhook-endpoints/:endpointId/redeliver', operations.redeliverSince, async (request) => {
    const since = new Date(request.body.since)
    return redelivered(await useCases.redeliver(request.params.endpointId, { since }, actorOf(request)))
  })
}

function redelivered(result: Awaited<ReturnType<UseCases['redeliver']>>) {
  if (result.outcome !== 'redelivered') throw endpointProblem(result)
  return { redelivered: result.deliveries }
}
