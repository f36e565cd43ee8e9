import type { TokenStatus } from './onboarding-token.ts'

/**
 * The order of a client list: the newest first, the longest unchanged first, or by the earliest deadline. By deadline it
 * contains only clients that have one.
 */
export type ClientOrder = '-createdAt' | 'since' | 'deadline'

/** The order of a list, given or not: `expiry`, with the link that expired last first, cannot be asked for. */
type ListOrder = ClientOrder | 'expiry'

/** What a list is sorted by if no order is given: `expiry`, with the link that expired last first. */
export function orderOfList(
  {
    status,
    stuckForMs,
  }: { readonly status?: TokenStatus | 'expired' | undefined; readonly stuckForMs?: number | undefined },
  asked: ClientOrder | undefined,
): ListOrder {
  if (asked !== undefined) return asked
  // Sorted by age, the newest clients, whose links are still open, would all have to be skipped first.
  if (status === 'expired') return 'expiry'
  return stuckForMs === undefined ? '-createdAt' : 'since'
}

/** A cursor begins with its order, unless that is the age, in which the key of a client is its id alone. */
const PREFIXES: Readonly<Record<ListOrder, string>> = {
  '-createdAt': '',
  since: 'since_',
  deadline: 'deadline_',
  expiry: 'expiry_',
}

/** The cursor of a list in this order, for the key of the last client on a page. */
export const cursorAt = (order: ListOrder, key: string): string => `${PREFIXES[order]}${key}`

/** The key in a cursor; `undefined` if it is one of another order, where it would mean another place. */
export function keyOfCursor(order: ListOrder, cursor: string): string | undefined {
  const key = cursor.replace(/^[A-Za-z]+_/, '')
  return cursorAt(order, key) === cursor ? key : undefined
}
