import type { FastifyPluginAsync, FastifyReply } from 'fastify'
import { actorOf, mayDo } from '../../request-context.ts'
import { SEARCHES, turns } from '../../turns.ts'
import { routesOf } from '../page-routes.ts'
import type { ClientPages } from './options.ts'
import { listPage } from './list-page.ts'
import { OF_OTHER_LIST, queryOf, readList } from './list-query.ts'
import { clientsUrl } from './place.ts'

/** The clients of a platform, and the search for them. */
export const listRoutes: FastifyPluginAsync<ClientPages> = async (app, { useCases, show }) => {
  const search = turns(SEARCHES)

  app.get('/clients', routesOf('clients:read').shown, async (request, reply) => {
    const query = queryOf(request.query)
    const asked = readList(query)
    const found = 'faults' in asked ? asked : ((await listed(asked, reply)) ?? { faults: OF_OTHER_LIST })
    if ('faults' in found) reply.code(400)
    const mayInvite = mayDo(request, 'clients:write')
    return show(reply, listPage({ at: clientsUrl(request), query, found, mayInvite }))
  })

  function listed({ filter, page }: Exclude<ReturnType<typeof readList>, { faults: unknown }>, reply: FastifyReply) {
    const actor = actorOf(reply.request)
    const list = () => useCases.listClients(filter, page, actor)
    return filter.text === undefined ? list() : search(`${actor.platform} ${actor.name}`, reply.raw, list)
  }
}
