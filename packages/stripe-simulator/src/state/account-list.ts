import type { ListParams } from '../api/v1/list-params.ts'
import { type AccountPage, type Cut, pageByIndex, pageByTime } from './account-pages.ts'
import { type AccountRecord, type Owner, owns } from './account-record.ts'
import type { Clock } from './clock.ts'

interface AccountListOptions {
  readonly clock: Clock
  readonly saved: readonly AccountRecord[]
  readonly changed: () => void
}

/** All accounts ever created, oldest first, so lists are read from the end. */
export function createAccountList({ clock, saved, changed }: AccountListOptions) {
  let accounts: AccountRecord[] = [...saved]
  let indexes = new Map(accounts.map((record) => [record.account.id, record.index]))
  let listLagMs = 0
  const visibleUntil = (): number => clock.now() - listLagMs

  function find(id: string): AccountRecord | undefined {
    const index = indexes.get(id)
    return index === undefined ? undefined : accounts[index]
  }

  function findFor(owner: Owner, id: string): AccountRecord | undefined {
    const record = find(id)
    return record !== undefined && owns(owner, record) ? record : undefined
  }

  return {
    find,
    /** The account if it belongs to this owner, even if the platform has lost it. */
    findFor,
    all: (): readonly AccountRecord[] => accounts,
    snapshot: (): AccountRecord[] => accounts,

    /** Adds a record, or replaces the one with the same index. */
    put: (record: AccountRecord): AccountRecord => {
      accounts[record.index] = record
      indexes.set(record.account.id, record.index)
      changed()
      return record
    },

    /** A page of v1's list; `undefined` if its cursor is unknown. */
    v1Page(owner: Owner, params: ListParams, isListed: (record: AccountRecord) => boolean): AccountPage | undefined {
      const cursor = params.starting_after ?? params.ending_before
      const at = cursor === undefined ? undefined : findFor(owner, cursor)?.index
      if (cursor !== undefined && at === undefined) return undefined
      const isTheirs = (record: AccountRecord) => owns(owner, record) && isListed(record)
      return pageByTime(accounts, params, { visibleUntil: visibleUntil(), isListed: isTheirs, at })
    },

    /** A page of v2's list. */
    v2Page(owner: Owner, cut: Cut, isListed: (record: AccountRecord) => boolean): AccountPage {
      const isTheirs = (record: AccountRecord) => owns(owner, record) && isListed(record)
      return pageByIndex(accounts, cut, { visibleUntil: visibleUntil(), isListed: isTheirs })
    },

    /** What is younger, in milliseconds, is not in lists yet. */
    listLagMs: (): number => listLagMs,
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
