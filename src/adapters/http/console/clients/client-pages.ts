// The pages for clients. Each act of staff is a route with its own scope; what is shown of a client needs `clients:read`
// on top, because the page after an act shows its client.
import type { FastifyPluginAsync } from 'fastify'
import { requireScope } from '../../request-context.ts'
import { accountActRoutes } from './account-act-routes.ts'
import { clientActRoutes } from './client-act-routes.ts'
import { inviteRoutes } from './invite-routes.ts'
import { linkActRoutes } from './link-act-routes.ts'
import { listRoutes } from './list-routes.ts'
import type { ClientPages } from './options.ts'
import { recordRoutes } from './record-routes.ts'

export const clientPages: FastifyPluginAsync<ClientPages> = async (app, options) => {
  app.addHook('onRequest', async (request) => requireScope(request, 'clients:read'))
  await app.register(listRoutes, options)
  for (const part of [inviteRoutes, recordRoutes, linkActRoutes, accountActRoutes, clientActRoutes])
    await app.register(part, options)
}
