import type { Audited, WebhookEndpoints } from '../../ports/webhook-endpoints.ts'
import { recordAudit } from './audit-trail.ts'
import { copyOf, type MemoryStore } from './store.ts'

/** The receivers of outgoing events in memory. */
export function memoryWebhookEndpoints(store: MemoryStore): WebhookEndpoints {
  const { endpoints } = store
  const record = ({ entry, actor }: Audited) => recordAudit(store, entry, { actor, at: store.now() })
  const of = (platform: string, endpointId: string) => {
    const endpoint = endpoints.get(endpointId)
    return endpoint?.platform === platform ? endpoint : undefined
  }
  return {
    async create(endpoint, most, audited) {
      const others = [...endpoints.values()].filter(({ platform }) => platform === endpoint.platform)
      if (others.length >= most) return false
      endpoints.set(endpoint.id, copyOf(endpoint))
      record(audited)
      return true
    },

    find: async (platform, endpointId) => copyOf(of(platform, endpointId)),

    list: async (platform) => copyOf([...endpoints.values()].filter((endpoint) => endpoint.platform === platform)),

    async save(endpoint, audited) {
      if (of(endpoint.platform, endpoint.id) === undefined) return false
      endpoints.set(endpoint.id, copyOf(endpoint))
      record(audited)
      return true
    },

    async remove(platform, endpointId, audited) {
      if (of(platform, endpointId) === undefined) return false
      endpoints.delete(endpointId)
      store.deliveries = store.deliveries.filter(({ delivery }) => delivery.endpointId !== endpointId)
      record(audited)
      return true
    },
  }
}
