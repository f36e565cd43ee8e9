import { type Static, Type } from '@sinclair/typebox'
import type { FastifyInstance } from 'fastify'
import type { Stripe } from 'stripe'
import type { Caller } from '../../http/dialect.ts'
import { invalidRequest } from '../../http/errors.ts'
import { closed, expand, metadata, readMetadata, webUrl } from '../../http/params.ts'
import { type V1Endpoint, v1Handler } from '../../http/v1.ts'
import { paramsReader } from '../../http/validation.ts'
import type { Parts } from '../../state/parts.ts'
import { randomId } from '../../support/random-id.ts'
import { endpointOf, newSecret } from '../../webhooks/endpoints.ts'
import type { StoredEndpoint } from '../../webhooks/schemas.ts'

const path = '/v1/webhook_endpoints'

// Stripe describes a Connect application by its id in the endpoints that are for connected accounts.
const application = 'ca_SimulatedPlatform'

const events = Type.Array(Type.String({ minLength: 1 }), { minItems: 1 })
const Creation = Type.Object(
  {
    api_version: Type.Optional(Type.String()),
    connect: Type.Optional(Type.Boolean()),
    description: Type.Optional(Type.String()),
    enabled_events: events,
    expand,
    metadata: Type.Optional(metadata),
    url: webUrl,
  },
  closed,
)
const Update = Type.Object(
  {
    description: Type.Optional(Type.String()),
    disabled: Type.Optional(Type.Boolean()),
    enabled_events: Type.Optional(events),
    expand,
    metadata: Type.Optional(metadata),
    url: Type.Optional(webUrl),
  },
  closed,
)
const readCreation = paramsReader(Creation)
const readUpdate = paramsReader(Update)
const readRetrieval = paramsReader(Type.Object({ expand }, closed))
const ListParams = Type.Object(
  {
    ending_before: Type.Optional(Type.String()),
    expand,
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
    starting_after: Type.Optional(Type.String()),
  },
  closed,
)
const readList = paramsReader(ListParams)

type Held = StoredEndpoint & { readonly v1: NonNullable<StoredEndpoint['v1']> }

/** `/v1/webhook_endpoints`: the receivers of snapshot events. The endpoints of the control API are not among them. */
export function webhookEndpointRoutes(app: FastifyInstance, parts: Parts): void {
  app.post(path, v1Handler(parts, create(parts)))
  app.get(path, v1Handler(parts, list(parts)))
  app.get(`${path}/:id`, v1Handler(parts, retrieve(parts)))
  app.post(`${path}/:id`, v1Handler(parts, update(parts)))
  app.delete(`${path}/:id`, v1Handler(parts, remove(parts)))
}

const create = (parts: Parts): V1Endpoint<Static<typeof Creation>> => ({
  route: 'webhook_endpoints.create',
  read: ({ form }) => readCreation(form),
  execute({ connect = false, url, enabled_events, ...given }, { platform, livemode }) {
    refuseUrl(url, livemode)
    const secret = newSecret()
    const made: Held = {
      ...endpointOf(`we_1${randomId(23)}`, { url, secret, events: enabled_events }),
      platform,
      livemode,
      origins: [connect ? 'accounts' : 'self'],
      v1: {
        connect,
        description: given.description ?? null,
        apiVersion: given.api_version ?? null,
        metadata: readMetadata(given.metadata),
        createdMs: parts.clock.now(),
      },
    }
    parts.webhooks.endpoints.put(made)
    // The only answer that contains it.
    return { ...shown(made), secret }
  },
})

const retrieve = (parts: Parts): V1Endpoint<string> => ({
  route: 'webhook_endpoints.retrieve',
  read: ({ id, form }) => readRetrieval(form) && id,
  execute: (id, caller) => shown(own(parts, caller, id)),
})

const list = (parts: Parts): V1Endpoint<Static<typeof ListParams>> => ({
  route: 'webhook_endpoints.list',
  read: ({ form }) => readList(form),
  execute({ limit = 10, starting_after: after, ending_before: before }, caller) {
    const all = endpointsOf(parts, caller)
    const indexOf = (id: string) => all.indexOf(own(parts, caller, id))
    const left = all.slice(
      after === undefined ? 0 : indexOf(after) + 1,
      before === undefined ? undefined : indexOf(before),
    )
    const data = before === undefined ? left.slice(0, limit) : left.slice(-limit)
    return { object: 'list', data: data.map(shown), has_more: left.length > data.length, url: path }
  },
})

const update = (parts: Parts): V1Endpoint<{ id: string; wanted: Static<typeof Update> }> => ({
  route: 'webhook_endpoints.update',
  read: ({ id, form }) => ({ id, wanted: readUpdate(form) }),
  execute({ id, wanted }, caller) {
    const before = own(parts, caller, id)
    const { url = before.url, enabled_events = before.events, disabled = !before.enabled } = wanted
    refuseUrl(url, caller.livemode)
    const after: Held = {
      ...before,
      url,
      events: enabled_events,
      enabled: !disabled,
      v1: {
        ...before.v1,
        description: wanted.description ?? before.v1.description,
        metadata: { ...before.v1.metadata, ...readMetadata(wanted.metadata) },
      },
    }
    parts.webhooks.endpoints.put(after)
    return shown(after)
  },
})

const remove = (parts: Parts): V1Endpoint<string> => ({
  route: 'webhook_endpoints.delete',
  read: ({ id }) => id,
  execute(id, caller) {
    parts.webhooks.endpoints.remove(own(parts, caller, id).id)
    return { id, object: 'webhook_endpoint', deleted: true } satisfies Stripe.DeletedWebhookEndpoint
  },
})

/** The caller's endpoints, newest first. */
const endpointsOf = ({ webhooks }: Parts, caller: Caller): Held[] =>
  webhooks.endpoints
    .all()
    .filter((endpoint): endpoint is Held => endpoint.v1 !== undefined)
    .filter(({ platform, livemode }) => platform === caller.platform && livemode === caller.livemode)
    .toSorted((one, other) => other.v1.createdMs - one.v1.createdMs)

function own(parts: Parts, caller: Caller, id: string): Held {
  const found = endpointsOf(parts, caller).find((endpoint) => endpoint.id === id)
  if (found !== undefined) return found
  throw invalidRequest(`No such webhook endpoint: '${id}'`, { status: 404, code: 'resource_missing', param: 'id' })
}

function refuseUrl(url: string, livemode: boolean): void {
  if (livemode && URL.parse(url)?.protocol !== 'https:') {
    throw invalidRequest('Invalid URL: URL must be HTTPS in live mode.', { code: 'url_invalid', param: 'url' })
  }
}

const shown = ({ id, url, events: enabled_events, enabled, livemode = false, v1 }: Held) =>
  ({
    id,
    object: 'webhook_endpoint',
    api_version: v1.apiVersion,
    application: v1.connect ? application : null,
    created: Math.floor(v1.createdMs / 1000),
    description: v1.description,
    enabled_events,
    livemode,
    metadata: v1.metadata,
    status: enabled ? 'enabled' : 'disabled',
    url,
  }) satisfies Stripe.WebhookEndpoint
