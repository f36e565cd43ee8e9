import { type Static, type TSchema, Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import { ActiveWebhookBehaviour, Delivery, HeldWebhookEndpoint } from '../webhooks/schemas.ts'
import { HeldAccount, HeldAccountLink } from './account-schemas.ts'
import { ActiveFault, Call, ClockState, PlatformState } from './schemas.ts'
import type { SimulatorControl } from './types.ts'

const Done = Type.Object({ done: Type.Literal(true) })

/** The control functions of a simulator in another process, at `url` (for example `http://127.0.0.1:12111`). */
export function controlClient(url: string): SimulatorControl {
  async function request<Schema extends TSchema>(schema: Schema, method: string, path: string, body?: object) {
    const json = body !== undefined && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
    const response = await fetch(`${url}/_simulator${path}`, { method, ...json })
    const answer: unknown = await response.json()
    if (!response.ok) throw new RangeError(`the simulator refused ${method} ${path}: ${JSON.stringify(answer)}`)
    return checked(schema, answer)
  }
  const send = async (method: string, path: string, body?: object) => {
    await request(Done, method, path, body)
  }
  return {
    faults: {
      add: (rule) => request(ActiveFault, 'POST', '/faults', rule),
      list: () => request(Type.Array(ActiveFault), 'GET', '/faults'),
      clear: (id) => send('DELETE', id === undefined ? '/faults' : `/faults/${encodeURIComponent(id)}`),
    },
    accounts: () => request(Type.Array(HeldAccount), 'GET', '/accounts'),
    accountLinks: () => request(Type.Array(HeldAccountLink), 'GET', '/account-links'),
    calls: ({ route, limit } = {}) => {
      const query = new URLSearchParams({ ...(route && { route }), ...(limit && { limit: String(limit) }) })
      return request(Type.Array(Call), 'GET', `/calls?${query.toString()}`)
    },
    clock: {
      now: () => request(ClockState, 'GET', '/clock'),
      advance: (advanceMs) => request(ClockState, 'POST', '/clock', { advanceMs }),
    },
    setListLag: (ms) => send('POST', '/list-lag', { ms }),
    setRateLimit: (perSecond, inAll = null) => send('POST', '/rate-limit', { perSecond, inAll }),
    platform: () => request(PlatformState, 'GET', '/platform'),
    setPlatform: (settings) => request(PlatformState, 'POST', '/platform', settings),
    setAccountState: (id, change) => request(HeldAccount, 'POST', `/accounts/${encodeURIComponent(id)}/state`, change),
    scheduleRequirements: (id, schedule) =>
      request(HeldAccount, 'POST', `/accounts/${encodeURIComponent(id)}/requirements`, schedule),
    webhookEndpoints: () => request(Type.Array(HeldWebhookEndpoint), 'GET', '/webhook-endpoints'),
    setWebhookEndpoints: (endpoints) =>
      request(Type.Array(HeldWebhookEndpoint), 'PUT', '/webhook-endpoints', endpoints),
    webhookBehaviour: () => request(ActiveWebhookBehaviour, 'GET', '/webhook-behaviour'),
    setWebhookBehaviour: (behaviour) => request(ActiveWebhookBehaviour, 'POST', '/webhook-behaviour', behaviour),
    deliveries: ({ account, state, limit } = {}) => {
      const wanted = { ...(account && { account }), ...(state && { state }), ...(limit && { limit: String(limit) }) }
      return request(Type.Array(Delivery), 'GET', `/deliveries?${new URLSearchParams(wanted).toString()}`)
    },
    redeliver: (eventId) =>
      request(Type.Array(Delivery), 'POST', `/deliveries/${encodeURIComponent(eventId)}/redeliver`),
    flushWebhooks: (timeoutMs) => send('POST', '/webhooks/flush', timeoutMs === undefined ? {} : { timeoutMs }),
    reset: () => send('POST', '/reset'),
  }
}

function checked<Schema extends TSchema>(schema: Schema, answer: unknown): Static<Schema> {
  if (!Value.Check(schema, answer)) throw new TypeError('the simulator answered what this client does not know')
  return answer
}
