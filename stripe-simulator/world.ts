import type { Stripe } from 'stripe'
import type { AccountLinkParams } from './account-link-params.ts'
import type { AccountParams } from './account-params.ts'
import { afterOnboarding, changed, disabledReason, newAccount, type StoredAccount } from './account.ts'
import type { Clock } from './clock.ts'
import type { AccountStateChange, HeldAccount, OnboardingOutcome } from './control-schemas.ts'
import { randomId } from './ids.ts'
import type { ListParams } from './list-params.ts'
import type { AccountUpdate } from './types.ts'

export interface AccountRecord extends StoredAccount {
  readonly index: number
  readonly createdMs: number
  readonly access: HeldAccount['access']
}

export interface LinkRecord {
  readonly secret: string
  readonly account: string
  readonly created: number
  readonly expiresAt: number
  readonly refreshUrl: string
  readonly returnUrl: string
  readonly type: string
  visits: number
}

/** A hosted page that somebody opened; it goes on after its link has expired. */
export interface SessionRecord {
  readonly id: string
  readonly link: LinkRecord
  ended: boolean
}

export interface AccountPage {
  readonly data: readonly AccountRecord[]
  readonly hasMore: boolean
}

// As in Stripe's reference: v1 links live for 300 seconds.
const linkLifetimeSeconds = 300

export type World = ReturnType<typeof createWorld>

/** What Stripe would hold: accounts, account links and the hosted pages that are open. */
export function createWorld({ clock }: { clock: Clock }) {
  // Oldest first, so a list is a walk from the end; `indexes` finds an account in it.
  let accounts: AccountRecord[] = []
  let indexes = new Map<string, number>()
  let links = new Map<string, LinkRecord>()
  let sessions = new Map<string, SessionRecord>()
  let listLagMs = 0
  const listeners = new Set<(update: AccountUpdate) => void>()

  function find(id: string): AccountRecord | undefined {
    const index = indexes.get(id)
    return index === undefined ? undefined : accounts[index]
  }

  function put(record: AccountRecord): AccountRecord {
    accounts[record.index] = record
    indexes.set(record.account.id, record.index)
    return record
  }

  function tell(type: AccountUpdate['type'], account: Stripe.Account): void {
    for (const listener of listeners) listener({ type, account })
  }

  // The number of accounts, from the oldest on, for which `holds` is true; it must be true up to some point only.
  function countWhile(holds: (record: AccountRecord) => boolean): number {
    let [low, high] = [0, accounts.length]
    while (low < high) {
      const middle = (low + high) >> 1
      const record = accounts[middle]
      if (record !== undefined && holds(record)) low = middle + 1
      else high = middle
    }
    return low
  }

  const secondOf = ({ createdMs }: AccountRecord) => Math.floor(createdMs / 1000)

  return {
    createAccount(params: AccountParams): AccountRecord {
      const createdMs = clock.now()
      const account = newAccount(`acct_1${randomId(16)}`, Math.floor(createdMs / 1000), params)
      return put({ account, createdMs, index: accounts.length, access: 'connected' })
    },

    find,
    all: (): readonly AccountRecord[] => accounts,
    allLinks: (): readonly LinkRecord[] => [...links.values()],

    /** A page of the accounts that the platform may see, newest first; `undefined` if its cursor is unknown. */
    listAccounts({
      limit,
      createdFrom,
      createdTo,
      starting_after,
      ending_before,
    }: ListParams): AccountPage | undefined {
      const cursor = starting_after ?? ending_before
      const at = cursor === undefined ? undefined : indexes.get(cursor)
      if (cursor !== undefined && at === undefined) return undefined
      const visibleUntil = clock.now() - listLagMs
      let from = countWhile((record) => secondOf(record) < createdFrom)
      let to = countWhile((record) => secondOf(record) <= createdTo && record.createdMs <= visibleUntil)
      const backwards = ending_before !== undefined
      if (at !== undefined && backwards) from = Math.max(from, at + 1)
      else if (at !== undefined) to = Math.min(to, at)

      const found: AccountRecord[] = []
      for (let step = 0; step < to - from && found.length <= limit; step++) {
        const record = accounts[backwards ? from + step : to - 1 - step]
        if (record?.access === 'connected') found.push(record)
      }
      const data = found.slice(0, limit)
      return { data: backwards ? data.toReversed() : data, hasMore: found.length > limit }
    },

    /** Changes an account and tells the listeners; `undefined` if there is none. */
    changeAccount(id: string, change: AccountStateChange): AccountRecord | undefined {
      const record = find(id)
      if (record === undefined) return undefined
      const access = change.access ?? record.access
      const next = put({ ...record, ...changed(record, change), access })
      if (access === 'connected') tell('account.updated', next.account)
      else if (record.access === 'connected') tell('account.application.deauthorized', next.account)
      return next
    },

    createLink({ account, type, refresh_url, return_url }: AccountLinkParams): LinkRecord {
      const created = clock.seconds()
      const link: LinkRecord = {
        secret: randomId(32),
        account,
        created,
        expiresAt: created + linkLifetimeSeconds,
        refreshUrl: refresh_url,
        returnUrl: return_url,
        type,
        visits: 0,
      }
      links.set(link.secret, link)
      return link
    },

    findLink: (secret: string) => links.get(secret),

    /** Uses the link up. Opens the hosted page the first time, if the link is alive and the account may be onboarded. */
    visitLink(link: LinkRecord): SessionRecord | undefined {
      link.visits += 1
      const record = find(link.account)
      const rejected = record !== undefined && (disabledReason(record)?.startsWith('rejected.') ?? false)
      const open = record?.access === 'connected' && !rejected
      if (!open || link.visits > 1 || clock.seconds() >= link.expiresAt) return undefined
      const session: SessionRecord = { id: randomId(32), link, ended: false }
      sessions.set(session.id, session)
      return session
    },

    findSession: (id: string) => sessions.get(id),

    /** Leaves the hosted page. A form that is sent twice counts once. */
    endSession(session: SessionRecord, outcome: OnboardingOutcome): void {
      if (session.ended) return
      session.ended = true
      const record = find(session.link.account)
      if (record?.access !== 'connected' || outcome === 'save_for_later') return
      const next = put({ ...record, account: afterOnboarding(record.account, outcome), givenDisabledReason: undefined })
      tell('account.updated', next.account)
    },

    setListLag(ms: number): void {
      listLagMs = ms
    },
    listLagMs: () => listLagMs,

    onAccountUpdated(listener: (update: AccountUpdate) => void): () => void {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },

    reset(): void {
      accounts = []
      indexes = new Map()
      links = new Map()
      sessions = new Map()
      listLagMs = 0
    },
  }
}
