import type { FastifyInstance } from 'fastify'
import { type Draft, fetched, notification } from '../../events/thin-event.ts'
import { apiVersion } from '../../http/api-version.ts'
import type { Caller } from '../../http/dialect.ts'
import { notFoundV2 } from '../../http/v2-errors.ts'
import { reading, type V2Endpoint, v2Handler } from '../../http/v2.ts'
import type { Parts } from '../../state/parts.ts'
import { randomId } from '../../support/random-id.ts'
import { endpointOf, newSecret } from '../../webhooks/endpoints.ts'
import type { Destination, StoredEndpoint } from '../../webhooks/schemas.ts'
import { metadataOf } from './account-creation.ts'
import {
  type Creation,
  readDestination,
  readDestinationQuery,
  readNothing,
  readRetrieval,
  readUpdate,
  refuseMixture,
  type Update,
} from './event-destination-params.ts'
import { listOf, placeOf } from './pages.ts'

const path = '/v2/core/event_destinations'

type StoredDestination = StoredEndpoint & { readonly destination: Destination }

/** `/v2/core/event_destinations`: the receivers of events. The endpoints of the control API are not among them. */
export function eventDestinationRoutes(app: FastifyInstance, parts: Parts): void {
  app.post(path, v2Handler(parts, create(parts)))
  app.get(path, v2Handler(parts, list(parts)))
  app.get(`${path}/:id`, v2Handler(parts, retrieve(parts)))
  app.post(`${path}/:id`, v2Handler(parts, update(parts)))
  app.delete(`${path}/:id`, v2Handler(parts, remove(parts)))
  app.post(`${path}/:id/enable`, v2Handler(parts, enable(parts, true)))
  app.post(`${path}/:id/disable`, v2Handler(parts, enable(parts, false)))
  app.post(`${path}/:id/ping`, v2Handler(parts, ping(parts)))
}

const create = (parts: Parts): V2Endpoint => ({
  route: 'event_destinations.create',
  read({ params, caller }) {
    const wanted = readDestination(params)
    return {
      run() {
        const made = newDestination(wanted, caller, parts.clock.now())
        parts.webhooks.endpoints.put(made)
        return made.id
      },
      show: (id) => shown(ownDestination(parts, caller, id), wanted.include),
    }
  },
})

function newDestination(wanted: Creation, { platform, livemode }: Caller, now: number): StoredDestination {
  const { description = '', event_payload: payload, events_from = ['@self'], metadata = {}, name } = wanted
  const id = `ed_${livemode ? '' : 'test_'}61${randomId(46)}`
  const { url } = wanted.webhook_endpoint
  return {
    ...endpointOf(id, { url, secret: newSecret(), payload, events: wanted.enabled_events }),
    platform,
    livemode,
    origins: events_from.map((origin) => (origin === '@self' || origin === 'self' ? 'self' : 'accounts')),
    destination: {
      name,
      description,
      eventsFrom: events_from,
      snapshotApiVersion: payload === 'snapshot' ? (wanted.snapshot_api_version ?? apiVersion) : null,
      metadata: metadataOf({ metadata }),
      createdMs: now,
      updatedMs: now,
    },
  }
}

const retrieve = (parts: Parts): V2Endpoint => ({
  route: 'event_destinations.retrieve',
  read({ id, params, caller }) {
    const { include } = readRetrieval(params)
    return reading(() => shown(ownDestination(parts, caller, id), include))
  },
})

const list = (parts: Parts): V2Endpoint => ({
  route: 'event_destinations.list',
  read({ params, caller }) {
    const { page, ...filters } = readDestinationQuery(params)
    const { include, limit = 20 } = filters
    const place = placeOf(page, filters)
    return reading(() => {
      const own = destinationsOf(parts, caller)
      const indexOf = (item: StoredDestination): number => own.indexOf(item)
      const left = own.filter(
        (item) => indexOf(item) < (place.before ?? Infinity) && indexOf(item) > (place.after ?? -1),
      )
      const cut = (place.after === undefined ? left.slice(-limit) : left.slice(0, limit)).toReversed()
      const { data, ...pages } = listOf(path, { data: cut, hasMore: left.length > limit }, { place, filters, indexOf })
      return { data: data.map((item) => shown(item, include)), ...pages }
    })
  },
})

const update = (parts: Parts): V2Endpoint => ({
  route: 'event_destinations.update',
  read({ id, params, caller }) {
    const wanted = readUpdate(params)
    return {
      run() {
        const before = ownDestination(parts, caller, id)
        refuseMixture(before.payload, wanted.enabled_events ?? [])
        parts.webhooks.endpoints.put(updated(before, wanted, parts.clock.now()))
        return id
      },
      show: () => shown(ownDestination(parts, caller, id), wanted.include),
    }
  },
})

function updated(before: StoredDestination, wanted: Update, updatedMs: number): StoredDestination {
  const { destination } = before
  const { description = destination.description, name = destination.name, metadata = {} } = wanted
  const kept = Object.entries(destination.metadata).filter(([key]) => !(key in metadata))
  return {
    ...before,
    url: wanted.webhook_endpoint?.url ?? before.url,
    events: wanted.enabled_events ?? before.events,
    destination: {
      ...destination,
      description,
      name,
      metadata: { ...Object.fromEntries(kept), ...metadataOf({ metadata }) },
      updatedMs,
    },
  }
}

const remove = (parts: Parts): V2Endpoint => ({
  route: 'event_destinations.delete',
  read: ({ id, caller }) => ({
    run() {
      parts.webhooks.endpoints.remove(ownDestination(parts, caller, id).id)
      return id
    },
    show: () => ({ id, object: 'v2.core.event_destination' }),
  }),
})

const enable = (parts: Parts, enabled: boolean): V2Endpoint => ({
  route: enabled ? 'event_destinations.enable' : 'event_destinations.disable',
  read({ id, params, caller }) {
    readNothing(params)
    return {
      run() {
        const before = ownDestination(parts, caller, id)
        const destination = { ...before.destination, updatedMs: parts.clock.now() }
        parts.webhooks.endpoints.put({ ...before, enabled, destination })
        return id
      },
      show: () => shown(ownDestination(parts, caller, id)),
    }
  },
})

// Sends an event that is about nothing but the destination, to prove the way.
const ping = (parts: Parts): V2Endpoint => ({
  route: 'event_destinations.ping',
  read({ id, params, caller }) {
    readNothing(params)
    return {
      run() {
        const endpoint = ownDestination(parts, caller, id)
        const related = { id, type: 'v2.core.event_destination', url: `${path}/${id}` }
        const draft: Draft = { account: caller.platform, type: 'v2.core.event_destination.ping', related }
        const event = parts.events.add(caller, draft, caller)
        const { platform, livemode } = caller
        parts.webhooks.sendTo(endpoint, {
          eventId: event.id,
          account: platform,
          address: { payload: 'thin', type: event.type, platform, livemode, origins: ['self'] },
          body: () => JSON.stringify(notification(event), undefined, 2),
        })
        return event.id
      },
      show(eventId) {
        const event = parts.events.find(caller, eventId, undefined)
        if (event === undefined) throw notFoundV2()
        return fetched(event)
      },
    }
  },
})

const destinationsOf = ({ webhooks }: Parts, caller: Caller): StoredDestination[] =>
  webhooks.endpoints
    .all()
    .filter((endpoint): endpoint is StoredDestination => endpoint.destination !== undefined)
    .filter(({ platform, livemode }) => platform === caller.platform && livemode === caller.livemode)
    .toSorted((one, other) => one.destination.createdMs - other.destination.createdMs)

function ownDestination(parts: Parts, caller: Caller, id: string): StoredDestination {
  const found = destinationsOf(parts, caller).find((destination) => destination.id === id)
  if (found === undefined) throw notFoundV2()
  return found
}

/** The signing secret is shown only when the destination is created, and only on request. */
function shown(
  { id, url, secrets, payload, events, enabled, livemode, destination }: StoredDestination,
  include: readonly string[] = [],
) {
  return {
    id,
    object: 'v2.core.event_destination',
    amazon_eventbridge: null,
    azure_event_grid: null,
    created: new Date(destination.createdMs).toISOString(),
    description: destination.description,
    enabled_events: events,
    event_payload: payload,
    events_from: destination.eventsFrom,
    livemode,
    metadata: destination.metadata,
    name: destination.name,
    snapshot_api_version: destination.snapshotApiVersion,
    status: enabled ? 'enabled' : 'disabled',
    status_details: enabled ? null : { disabled: { reason: 'user' } },
    type: 'webhook_endpoint',
    updated: new Date(destination.updatedMs).toISOString(),
    webhook_endpoint: {
      signing_secret: include.includes('webhook_endpoint.signing_secret') ? secrets[0] : null,
      url: include.includes('webhook_endpoint.url') ? url : null,
    },
  }
}
