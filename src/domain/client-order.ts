import type { TokenStatus } from './onboarding-token.ts'

/**
 * The order of a client list: the newest first, the longest unchanged first, or by the earliest deadline. By deadline it
 * contains only clients that have one.
 */
export type ClientOrder = '-createdAt' | 'since' | 'deadline'

/** What a list is sorted by if no order is given: `expiry`, with the link that expired last first. */
export function orderOfList(
  {
    status,
    stuckForMs,
  }: { readonly status?: TokenStatus | 'expired' | undefined; readonly stuckForMs?: number | undefined },
  asked: ClientOrder | undefined,
): ClientOrder | 'expiry' {
  if (asked !== undefined) return asked
  // Sorted by age, the newest clients, whose links are still open, would all have to be skipped first.
  if (status === 'expired') return 'expiry'
  return stuckForMs === undefined ? '-createdAt' : 'since'
}
