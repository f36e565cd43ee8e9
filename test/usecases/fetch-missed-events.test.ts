import t from 'tap'
import { memoryEventFeed, memoryFeedCursor } from '../../src/adapters/memory/event-feed.ts'
import { memoryStore } from '../../src/adapters/memory/store.ts'
import { memoryEventInbox } from '../../src/adapters/memory/event-inbox.ts'
import type { FailureOutcome } from '../../src/domain/provider-failure.ts'
import type { EventFeed } from '../../src/ports/event-feed.ts'
import type { ProviderEvent } from '../../src/ports/event-verifier.ts'
import { PaymentProviderError } from '../../src/ports/payment-provider.ts'
import { acceptEvent } from '../../src/usecases/provider-events/accept-event.ts'
import { fetchMissedEvents } from '../../src/usecases/provider-events/fetch-missed-events.ts'
import { HOUR_MS, MINUTE_MS } from '../support/opening-world.ts'
import { DEFAULT_PLATFORM } from '../../src/ports/actor.ts'

function world() {
  let instant = Date.parse('2026-03-01T12:00:00.000Z')
  const now = () => new Date(instant)
  const feed = memoryEventFeed()
  const inbox = memoryEventInbox(memoryStore({ now }))
  const logged: string[] = []
  const write = (level: string) => (_facts: object, message: string) => void logged.push(`${level}: ${message}`)
  const log = { info: write('info'), warn: write('warn'), error: write('error') }
  const accept = acceptEvent({ platform: DEFAULT_PLATFORM, inbox, log, livemode: false })
  const feedCursor = memoryFeedCursor({ now })
  const over = (using: EventFeed) =>
    fetchMissedEvents({ platform: DEFAULT_PLATFORM, feed: using, feedCursor, accept, log })
  const since: Date[] = []
  const watched: EventFeed = {
    since(from, signal) {
      since.push(from)
      return feed.since(from, signal)
    },
  }
  const run = over(watched)
  let happened = 0
  return {
    feed,
    inbox,
    accept,
    logged,
    feedCursor,
    over,
    now,
    /** How far back each run went, in milliseconds before its start. */
    since,
    run: () => run(forEver()),
    advance: (ms: number) => void (instant += ms),
    happen(change: Partial<ProviderEvent> = {}): ProviderEvent {
      happened += 1
      const event: ProviderEvent = {
        id: `evt_${happened}`,
        type: 'account.updated',
        kind: 'account',
        accountId: 'acct_1',
        livemode: false,
        createdAt: now(),
        ...change,
      }
      feed.add(event)
      return event
    },
  }
}

const forEver = () => new AbortController().signal

function failing(outcome: FailureOutcome, code: string): PaymentProviderError {
  return new PaymentProviderError({ operation: 'find_account', outcome, code })
}

t.test('an event that was not delivered is put into the inbox as if it had been', async (t) => {
  const { run, happen, inbox } = world()
  const event = happen()
  t.strictSame(await run(), { outcome: 'fetched', listed: 1, missed: 1 })
  t.match(await inbox.find(DEFAULT_PLATFORM, event.id), { type: event.type, accountId: 'acct_1', processed: false })
})

t.test('an event that was delivered is left as it is', async (t) => {
  const { run, happen, inbox, accept } = world()
  const event = happen()
  await accept(event)
  await inbox.settle(DEFAULT_PLATFORM, event.id, 'processed')
  t.strictSame(await run(), { outcome: 'fetched', listed: 1, missed: 0 })
  t.match(await inbox.find(DEFAULT_PLATFORM, event.id), { processed: true })
})

t.test('a run fetches five minutes again of what the last one fetched', async (t) => {
  const { run, happen, inbox, advance, since, now } = world()
  await run()
  t.same(since, [new Date(now().getTime() - HOUR_MS)], 'the first goes back an hour')
  const late = happen({ createdAt: new Date(now().getTime() - 4 * MINUTE_MS) })
  advance(10 * MINUTE_MS)
  t.strictSame(await run(), { outcome: 'fetched', listed: 1, missed: 1 })
  t.ok(await inbox.find(DEFAULT_PLATFORM, late.id), 'it was not in the list before')
  advance(10 * MINUTE_MS)
  t.strictSame(await run(), { outcome: 'fetched', listed: 0, missed: 0 })
})

t.test('a run that is broken off keeps what it has, and the next one repeats it', async (t) => {
  const { feed, over, happen, inbox, feedCursor, advance, logged, run } = world()
  for (let happened = 0; happened < 5; happened += 1) happen()
  const broken = over({
    async *since(instant, signal) {
      let yielded = 0
      for await (const event of feed.since(instant, signal)) {
        if ((yielded += 1) > 3) throw failing('unknown', 'timeout')
        yield event
      }
    },
  })
  t.match(await broken(forEver()), { outcome: 'provider_failed', failure: { code: 'timeout' } })
  t.same(logged, ['warn: missed events could not be fetched'])
  t.notOk('fetchedUntil' in (await feedCursor.load(DEFAULT_PLATFORM)))
  t.equal(await inbox.find(DEFAULT_PLATFORM, 'evt_1'), undefined, 'the newest come first')
  t.ok(await inbox.find(DEFAULT_PLATFORM, 'evt_5'))

  advance(10 * MINUTE_MS)
  t.strictSame(await run(), { outcome: 'fetched', listed: 5, missed: 2 })
})

t.test('an error of ours leaves the cursor too', async (t) => {
  const { over, feedCursor } = world()
  const run = over({
    // oxlint-disable-next-line require-yield
    async *since() {
      throw new TypeError('a bug')
    },
  })
  await t.rejects(run(forEver()), TypeError)
  t.notOk('fetchedUntil' in (await feedCursor.load(DEFAULT_PLATFORM)))
})

t.test('a platform without access to the list is told once, and no run fails', async (t) => {
  const refusals = [
    ['refused', 'forbidden'],
    ['account_unavailable', 'account_unavailable'],
  ] as const
  for (const [outcome, code] of refusals) {
    const { over, feed, happen, inbox, feedCursor, logged } = world()
    let isRefused = true
    const run = over({
      async *since(instant, signal) {
        if (isRefused) throw failing(outcome, code)
        yield* feed.since(instant, signal)
      },
    })
    for (let times = 0; times < 3; times += 1)
      t.match(await run(forEver()), { outcome: 'no_access', failure: { code } })
    t.same(logged, ['info: the provider does not list its events for us'], code)
    t.notOk('fetchedUntil' in (await feedCursor.load(DEFAULT_PLATFORM)))

    const { id } = happen()
    isRefused = false
    t.match(await run(forEver()), { outcome: 'fetched', missed: 1 }, 'when it gets access, it begins')
    t.ok(await inbox.find(DEFAULT_PLATFORM, id))
  }
})

t.test('an event of the other mode is not stored', async (t) => {
  const { run, happen, inbox } = world()
  const { id } = happen({ livemode: true })
  t.strictSame(await run(), { outcome: 'fetched', listed: 1, missed: 0 })
  t.equal(await inbox.find(DEFAULT_PLATFORM, id), undefined)
})
