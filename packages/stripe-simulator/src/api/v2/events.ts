import { type Static, Type } from '@sinclair/typebox'
import type { FastifyInstance } from 'fastify'
import { fetched } from '../../events/thin-event.ts'
import { closed } from '../../http/params.ts'
import { invalidField, notFoundV2 } from '../../http/v2-errors.ts'
import { queryReader } from '../../http/v2-params.ts'
import { reading, type V2Endpoint, v2Handler } from '../../http/v2.ts'
import type { Parts } from '../../state/parts.ts'
import { listOf, placeOf } from './pages.ts'

const path = '/v2/core/events'
const defaultLimit = 20

const time = Type.Optional(Type.String())
const Query = Type.Object(
  {
    created: Type.Optional(Type.Object({ gt: time, gte: time, lt: time, lte: time }, closed)),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
    object_id: Type.Optional(Type.String()),
    page: Type.Optional(Type.String()),
    types: Type.Optional(Type.Array(Type.String())),
  },
  closed,
)
const readQuery = queryReader(Query)
const readRetrieval = queryReader(Type.Object({}, closed))

/** `/v2/core/events`: the thin events of the last 30 days. */
export function eventRoutes(app: FastifyInstance, parts: Parts): void {
  app.get(path, v2Handler(parts, list(parts)))
  app.get(`${path}/:id`, v2Handler(parts, retrieve(parts)))
}

const list = (parts: Parts): V2Endpoint => ({
  route: 'events.list',
  read({ params, caller }) {
    const { page, ...filters } = readQuery(params)
    const { limit = defaultLimit, object_id, types } = filters
    const place = placeOf(page, filters)
    const range = rangeOf(filters.created)
    return reading(() => {
      const found = parts.events.page(caller, { limit, ...place, ...range, objectId: object_id, types })
      const { data, ...pages } = listOf(path, found, { place, filters, indexOf: ({ index }) => index })
      return { data: data.map(fetched), ...pages }
    })
  },
})

const retrieve = (parts: Parts): V2Endpoint => ({
  route: 'events.retrieve',
  acceptsContext: true,
  read({ id, params, caller }) {
    readRetrieval(params)
    return reading(() => {
      const event = parts.events.find(caller, id, caller.context)
      if (event === undefined) throw notFoundV2()
      return fetched(event)
    })
  },
})

function rangeOf(created: Static<typeof Query>['created'] = {}) {
  const { gt, gte, lt, lte } = created
  return {
    createdFrom: Math.max(timeOf('gte', gte, -Infinity), timeOf('gt', gt, -Infinity) + 1),
    createdTo: Math.min(timeOf('lte', lte, Infinity), timeOf('lt', lt, Infinity) - 1),
  }
}

/** Milliseconds since the epoch. The SDK's type says a number, which is in seconds; v2's own times are texts. */
function timeOf(name: string, text: string | undefined, otherwise: number): number {
  if (text === undefined) return otherwise
  const ms = /^\d+(\.\d+)?$/.test(text) ? Number(text) * 1000 : Date.parse(text)
  if (Number.isNaN(ms)) throw invalidField(`created.${name}`, `Invalid timestamp: ${text}.`)
  return ms
}
