import { Type, type TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyInstance } from 'fastify'
import {
  ActiveWebhookBehaviour,
  Delivery,
  type DeliveryFilter,
  DeliveryState,
  FlushRequest,
  HeldWebhookEndpoint,
  WebhookBehaviour,
  WebhookEndpoint,
} from '../webhooks/schemas.ts'
import type { WebhookControl } from './types.ts'

const EventId = Type.Object({ eventId: Type.String() })
const Done = Type.Object({ done: Type.Literal(true) })
const done = { done: true } as const
const DeliveryQuery = Type.Object(
  {
    account: Type.Optional(Type.String()),
    state: Type.Optional(DeliveryState),
    limit: Type.Optional(Type.String({ pattern: '^[1-9][0-9]{0,8}$' })),
  },
  { additionalProperties: false },
)

/** The webhook part of the control API. */
export function webhookControlRoutes(instance: FastifyInstance, simulator: WebhookControl): void {
  const app = instance.withTypeProvider<TypeBoxTypeProvider>()
  const endpoints = { 200: Type.Array(HeldWebhookEndpoint) }
  const behaviour = { 200: ActiveWebhookBehaviour }
  const deliveries = { 200: Type.Array(Delivery) }

  app.get('/webhook-endpoints', { schema: { response: endpoints } }, () => simulator.webhookEndpoints())
  app.put('/webhook-endpoints', { schema: { body: Type.Array(WebhookEndpoint), response: endpoints } }, (request) =>
    simulator.setWebhookEndpoints(request.body),
  )
  app.delete('/webhook-endpoints', { schema: { response: { 200: Done } } }, async () => {
    await simulator.setWebhookEndpoints([])
    return done
  })

  app.get('/webhook-behaviour', { schema: { response: behaviour } }, () => simulator.webhookBehaviour())
  app.post('/webhook-behaviour', { schema: { body: WebhookBehaviour, response: behaviour } }, (request) =>
    simulator.setWebhookBehaviour(request.body),
  )

  app.get('/deliveries', { schema: { querystring: DeliveryQuery, response: deliveries } }, (request) => {
    const { limit, ...filter } = request.query
    const wanted: DeliveryFilter = { ...filter, ...(limit !== undefined && { limit: Number(limit) }) }
    return simulator.deliveries(wanted)
  })
  app.post('/deliveries/:eventId/redeliver', { schema: { params: EventId, response: deliveries } }, (request) =>
    simulator.redeliver(request.params.eventId),
  )
  app.post('/webhooks/flush', { schema: { body: FlushRequest, response: { 200: Done } } }, async (request) => {
    await simulator.flushWebhooks(request.body.timeoutMs)
    return done
  })
}
