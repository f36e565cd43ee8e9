import type { ListParams } from '../api/v1/list-params.ts'
import type { AccountRecord } from './account-record.ts'

export interface AccountPage {
  /** Newest first. */
  readonly data: readonly AccountRecord[]
  /** Whether there is more in the direction of reading. */
  readonly hasMore: boolean
}

interface Visible {
  /** Accounts that were created later are not listed yet, in milliseconds. */
  readonly visibleUntil: number
  readonly isListed: (record: AccountRecord) => boolean
}

/** A page of v1's list. `at`: the index of the cursor, if there is one. `accounts`: all, oldest first. */
export function pageByTime(
  accounts: readonly AccountRecord[],
  { createdFrom, createdTo, ending_before, limit }: ListParams,
  { visibleUntil, isListed, at }: Visible & { readonly at: number | undefined },
): AccountPage {
  const from = countWhile(accounts, (record) => secondOf(record) < createdFrom)
  const to = countWhile(accounts, (record) => secondOf(record) <= createdTo && record.createdMs <= visibleUntil)
  return ending_before === undefined
    ? pageOf(accounts, { from, to: Math.min(to, at ?? to) }, { limit, backwards: false, isListed })
    : pageOf(accounts, { from: Math.max(from, (at ?? -1) + 1), to }, { limit, backwards: true, isListed })
}

/**
 * A part of a list of v2: the newest `limit` of the accounts whose index is below `before`, or the oldest of those above
 * `after`.
 */
export interface Cut {
  readonly limit: number
  readonly before?: number | undefined
  readonly after?: number | undefined
}

/** A page of v2's list. `accounts`: all, oldest first. */
export function pageByIndex(
  accounts: readonly AccountRecord[],
  { limit, before, after }: Cut,
  { visibleUntil, isListed }: Visible,
): AccountPage {
  const visible = countWhile(accounts, ({ createdMs }) => createdMs <= visibleUntil)
  const range = { from: after === undefined ? 0 : after + 1, to: Math.min(visible, before ?? visible) }
  return pageOf(accounts, range, { limit, backwards: after !== undefined, isListed })
}

interface Reading {
  readonly limit: number
  readonly backwards: boolean
  readonly isListed: (record: AccountRecord) => boolean
}

/** The newest accounts of the range, or the oldest if it is read backwards. The order is always newest first. */
function pageOf(
  accounts: readonly AccountRecord[],
  { from, to }: { from: number; to: number },
  { limit, backwards, isListed }: Reading,
): AccountPage {
  const found: AccountRecord[] = []
  for (let step = 0; step < to - from && found.length <= limit; step++) {
    const record = accounts[backwards ? from + step : to - 1 - step]
    if (record !== undefined && isListed(record)) found.push(record)
  }
  const data = found.slice(0, limit)
  return { data: backwards ? data.toReversed() : data, hasMore: found.length > limit }
}

const secondOf = ({ createdMs }: AccountRecord): number => Math.floor(createdMs / 1000)

// The number of accounts, from the oldest on, for which `holds` is true. It must be true up to some point and false
// after it.
function countWhile(accounts: readonly AccountRecord[], holds: (record: AccountRecord) => boolean): number {
  let [low, high] = [0, accounts.length]
  while (low < high) {
    const middle = (low + high) >> 1
    const record = accounts[middle]
    if (record !== undefined && holds(record)) low = middle + 1
    else high = middle
  }
  return low
}
