import type { FastifyPluginAsync } from 'fastify'
import { endpointActRoutes } from './act-routes.ts'
import { deliveryRoutes } from './delivery-routes.ts'
import type { EndpointOptions } from './endpoint-of-request.ts'
import { endpointRoutes } from './endpoint-routes.ts'

/** The webhook endpoints of a platform, and what became of the events that were sent to them. */
export const endpointPages: FastifyPluginAsync<EndpointOptions> = async (app, { useCases, show, act }) => {
  for (const routes of [endpointRoutes, endpointActRoutes, deliveryRoutes])
    await app.register(routes, { useCases, show, act })
}
