import { type Static, type TSchema, Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import { ActiveWebhookBehaviour, Delivery, HeldWebhookEndpoint } from '../webhooks/schemas.ts'
import { HeldAccount, HeldAccountLink } from './account-schemas.ts'
import { ActiveFault, Call, ClockState, PlatformState } from './schemas.ts'
import type { SimulatorControl } from './types.ts'

const Done = Type.Object({ done: Type.Literal(true) })

/** The control functions of a simulator in another process, at `url` (for example `http://127.0.0.1:12111`). */
export function controlClient(url: string): SimulatorControl {
  async function ask<Schema extends TSchema>(schema: Schema, method: string, path: string, body?: object) {
    const json = body !== undefined && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
    const response = await fetch(`${url}/_simulator${path}`, { method, ...json })
    const answer: unknown = await response.json()
    if (!response.ok) throw new RangeError(`the simulator refused ${method} ${path}: ${JSON.stringify(answer)}`)
    return checked(schema, answer)
  }
  const tell = async (method: string, path: string, body?: object) => {
    await ask(Done, method, path, body)
  }
  return {
    faults: {
      add: (rule) => ask(ActiveFault, 'POST', '/faults', rule),
      list: () => ask(Type.Array(ActiveFault), 'GET', '/faults'),
      clear: (id) => tell('DELETE', id === undefined ? '/faults' : `/faults/${encodeURIComponent(id)}`),
    },
    accounts: () => ask(Type.Array(HeldAccount), 'GET', '/accounts'),
    accountLinks: () => ask(Type.Array(HeldAccountLink), 'GET', '/account-links'),
    calls: ({ route, limit } = {}) => {
      const query = new URLSearchParams({ ...(route && { route }), ...(limit && { limit: String(limit) }) })
      return ask(Type.Array(Call), 'GET', `/calls?${query.toString()}`)
    },
    clock: {
      now: () => ask(ClockState, 'GET', '/clock'),
      advance: (advanceMs) => ask(ClockState, 'POST', '/clock', { advanceMs }),
    },
    setListLag: (ms) => tell('POST', '/list-lag', { ms }),
    setRateLimit: (perSecond, inAll = null) => tell('POST', '/rate-limit', { perSecond, inAll }),
    platform: () => ask(PlatformState, 'GET', '/platform'),
    setPlatform: (settings) => ask(PlatformState, 'POST', '/platform', settings),
    setAccountState: (id, change) => ask(HeldAccount, 'POST', `/accounts/${encodeURIComponent(id)}/state`, change),
    scheduleRequirements: (id, schedule) =>
      ask(HeldAccount, 'POST', `/accounts/${encodeURIComponent(id)}/requirements`, schedule),
    webhookEndpoints: () => ask(Type.Array(HeldWebhookEndpoint), 'GET', '/webhook-endpoints'),
    setWebhookEndpoints: (endpoints) => ask(Type.Array(HeldWebhookEndpoint), 'PUT', '/webhook-endpoints', endpoints),
    webhookBehaviour: () => ask(ActiveWebhookBehaviour, 'GET', '/webhook-behaviour'),
    setWebhookBehaviour: (behaviour) => ask(ActiveWebhookBehaviour, 'POST', '/webhook-behaviour', behaviour),
    deliveries: ({ account, state, limit } = {}) => {
      const wanted = { ...(account && { account }), ...(state && { state }), ...(limit && { limit: String(limit) }) }
      return ask(Type.Array(Delivery), 'GET', `/deliveries?${new URLSearchParams(wanted).toString()}`)
    },
    redeliver: (eventId) => ask(Type.Array(Delivery), 'POST', `/deliveries/${encodeURIComponent(eventId)}/redeliver`),
    flushWebhooks: (timeoutMs) => tell('POST', '/webhooks/flush', timeoutMs === undefined ? {} : { timeoutMs }),
    reset: () => tell('POST', '/reset'),
  }
}

function checked<Schema extends TSchema>(schema: Schema, answer: unknown): Static<Schema> {
  if (!Value.Check(schema, answer)) throw new TypeError('the simulator answered what this client does not know')
  return answer
}
