import { cursorAt, keyOfCursor, orderOfList } from '../../domain/client-order.ts'
import type { Actor } from '../../ports/actor.ts'
import type { ClientFilter, ClientRecord, OnboardingQueries, Page } from '../../ports/onboarding-queries.ts'

/** A page of clients, as stored. `undefined` if the cursor is one of a list in another order. Makes no provider call. */
export function listClients({ queries }: { queries: OnboardingQueries }) {
  return async (
    filter: ClientFilter,
    { after, ...page }: Parameters<OnboardingQueries['listClients']>[2],
    { platform }: Actor,
  ): Promise<Page<ClientRecord> | undefined> => {
    const order = orderOfList(filter, page.order)
    const key = after === undefined ? undefined : keyOfCursor(order, after)
    if (after !== undefined && key === undefined) return undefined
    const { items, next } = await queries.listClients(platform, filter, { ...page, after: key })
    return { items, ...(next !== undefined && { next: cursorAt(order, next) }) }
  }
}
