import type { Test } from 'tap'
import type { EventFeed } from '../../src/ports/event-feed.ts'
import type { ProviderEvent } from '../../src/ports/event-verifier.ts'

export interface Feed {
  readonly feed: EventFeed
  /** Something happens to a new account, which is the cause of one event or more. Returns the account's id. */
  readonly happen: () => Promise<string>
  /** The provider's clock. */
  readonly now: () => Promise<Date>
  /** The provider's time passes. */
  readonly advance: (ms: number) => Promise<unknown>
}

/** What every provider's list of events does while nothing fails. */
export function eventFeedContract(t: Test, name: string, open: (t: Test) => Promise<Feed>): void {
  t.test(`${name}: its events are about accounts`, async (t) => {
    const { feed, happen, now } = await open(t)
    const start = await now()
    const accountId = await happen()
    const events = await listed(feed, start)
    t.ok(events.length > 0)
    for (const event of events) {
      t.match(event, { id: /^evt_/, type: /./, kind: 'account', accountId, livemode: false })
      t.ok(event.createdAt >= start)
    }
  })

  t.test(`${name}: it begins at the instant that was asked for`, async (t) => {
    const { feed, happen, now, advance } = await open(t)
    const start = await now()
    const earlier = await happen()
    await advance(1000)
    const later = await happen()
    const all = await listed(feed, start)
    t.same(accountsOf(all), new Set([earlier, later]))
    const [latest] = all.filter(({ accountId }) => accountId === later)
    const from = latest?.createdAt ?? start
    t.same(accountsOf(await listed(feed, from)), new Set([later]), 'which is part of it')
    t.same(await listed(feed, new Date(from.getTime() + 1000)), [])
  })

  t.test(`${name}: it has each of many events once`, { timeout: 60_000 }, async (t) => {
    const { feed, happen, now } = await open(t)
    const start = await now()
    const accounts = new Set<string>()
    for (let happened = 0; happened < 230; happened += 1) accounts.add(await happen())
    const events = await listed(feed, start)
    t.same(accountsOf(events), accounts)
    t.equal(new Set(events.map(({ id }) => id)).size, events.length)
  })

  t.test(`${name}: it fails when the caller no longer waits`, async (t) => {
    const { feed, happen, now } = await open(t)
    const start = await now()
    await happen()
    await t.rejects(listed(feed, start, AbortSignal.abort()), { name: 'PaymentProviderError' })
  })
}

export async function listed(feed: EventFeed, since: Date, signal = AbortSignal.timeout(20_000)) {
  const events: ProviderEvent[] = []
  for await (const event of feed.since(since, signal)) events.push(event)
  return events
}

const accountsOf = (events: readonly ProviderEvent[]) => new Set(events.map(({ accountId }) => accountId))
