import type { StoredAccount } from '../accounts/account.ts'
import type { ListParams } from '../api/list-params.ts'
import type { HeldAccount } from '../control/schemas.ts'
import type { Clock } from './clock.ts'

export interface AccountRecord extends StoredAccount {
  readonly index: number
  readonly createdMs: number
  readonly access: HeldAccount['access']
}

export interface AccountPage {
  readonly data: readonly AccountRecord[]
  readonly hasMore: boolean
}

/** All accounts ever created, oldest first, so lists are read from the end. */
export function createAccountList({
  clock,
  saved,
  changed,
}: {
  clock: Clock
  saved: readonly AccountRecord[]
  changed: () => void
}) {
  let accounts: AccountRecord[] = [...saved]
  let indexes = new Map(accounts.map((record) => [record.account.id, record.index]))
  let listLagMs = 0

  return {
    find(id: string): AccountRecord | undefined {
      const index = indexes.get(id)
      return index === undefined ? undefined : accounts[index]
    },

    all: (): readonly AccountRecord[] => accounts,
    snapshot: (): AccountRecord[] => accounts,

    /** Adds a record, or replaces the one with the same index. */
    put: (record: AccountRecord): AccountRecord => {
      accounts[record.index] = record
      indexes.set(record.account.id, record.index)
      changed()
      return record
    },

    /** A page of the accounts that the platform can see, newest first; `undefined` if its cursor is unknown. */
    listAccounts(params: ListParams): AccountPage | undefined {
      const cursor = params.starting_after ?? params.ending_before
      const at = cursor === undefined ? undefined : indexes.get(cursor)
      if (cursor !== undefined && at === undefined) return undefined
      const { from, to } = rangeOf(accounts, params, clock.now() - listLagMs)
      return params.ending_before === undefined
        ? pageOf(accounts, { from, to: Math.min(to, at ?? to) }, { limit: params.limit, backwards: false })
        : pageOf(accounts, { from: Math.max(from, (at ?? -1) + 1), to }, { limit: params.limit, backwards: true })
    },

    setListLag(ms: number): void {
      listLagMs = ms
    },

    reset(): void {
      accounts = []
      indexes = new Map()
      listLagMs = 0
      changed()
    },
  }
}

interface Range {
  readonly from: number
  readonly to: number
}

/** The newest accounts of the range, or the oldest if it is read backwards. The order is always newest first. */
function pageOf(
  accounts: readonly AccountRecord[],
  { from, to }: Range,
  { limit, backwards }: { limit: number; backwards: boolean },
): AccountPage {
  const found: AccountRecord[] = []
  for (let step = 0; step < to - from && found.length <= limit; step++) {
    const record = accounts[backwards ? from + step : to - 1 - step]
    if (record?.access === 'connected') found.push(record)
  }
  const data = found.slice(0, limit)
  return { data: backwards ? data.toReversed() : data, hasMore: found.length > limit }
}

/** The range of the accounts that were created in the given period and are old enough to be listed. */
function rangeOf(
  accounts: readonly AccountRecord[],
  { createdFrom, createdTo }: ListParams,
  visibleUntil: number,
): Range {
  return {
    from: countWhile(accounts, (record) => secondOf(record) < createdFrom),
    to: countWhile(accounts, (record) => secondOf(record) <= createdTo && record.createdMs <= visibleUntil),
  }
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
