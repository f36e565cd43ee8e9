import { MOST_CLIENTS, type LinkRequests } from '../../ports/link-requests.ts'
import type { MemoryStore } from './store.ts'

/** Requests for links, in memory. */
export const memoryLinkRequests = ({ onboardings, linkRequests }: MemoryStore): LinkRequests => ({
  async add({ platform, email, requestId }) {
    const clientIds = [...onboardings.values()]
      .filter(
        ({ state }) =>
          state.platform === platform &&
          state.erasedAt === undefined &&
          state.client.email.toLowerCase() === email.toLowerCase(),
      )
      .map(({ state }) => state.client.id)
      .toSorted()
      .toReversed()
      .slice(0, MOST_CLIENTS)
    linkRequests.push({ platform, requestId, clientIds })
  },
})
