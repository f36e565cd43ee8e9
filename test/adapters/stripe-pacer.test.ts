import { AsyncLocalStorage } from 'node:async_hooks'
import t from 'tap'
import { localBudget } from '../../src/adapters/stripe/local-budget.ts'
import { pacers, type Pace } from '../../src/adapters/stripe/pacer.ts'
import type { ProviderBudget, TurnRequest } from '../../src/ports/provider-budget.ts'
import { capturedLog } from '../support/captured-log.ts'
import { fakeClock } from '../support/fake-clock.ts'
import { overrun } from '../support/turn-counts.ts'

const PER_SECOND = 10
const never = new AbortController().signal

/** A world with a clock that stands still, and a budget that any number of processes share. */
function world({ livemode = false } = {}) {
  const { clock, advance } = fakeClock()
  const budget = localBudget(clock)
  const claims: TurnRequest[] = []
  const trouble: { of?: (request: TurnRequest) => ReturnType<ProviderBudget['claim']> } = {}
  const shared: ProviderBudget = {
    claim(request) {
      claims.push(request)
      return (trouble.of ?? budget.claim)(request)
    },
  }
  const log = capturedLog()
  const gone: { readonly who: string; readonly at: number }[] = []
  return {
    clock,
    advance,
    claims,
    trouble,
    log,
    gone,
    process: () =>
      pacers({ platform: 'default', perSecond: PER_SECOND, livemode, budget: shared, log: log.log, clock }),
    /** Calls that are made at once; each is in `gone` when it has its turn. */
    call(who: string, pace: Pace, times = 1, signal = never, endpoint: keyof Pace = 'createAccount') {
      for (let n = 0; n < times; n += 1) {
        pace[endpoint].turn(signal).then(
          () => gone.push({ who, at: clock.now() }),
          () => gone.push({ who: `${who} gave up`, at: clock.now() }),
        )
      }
    },
    whoWent: () => gone.map(({ who }) => who).join(' '),
    instants: () => gone.map(({ at }) => Math.round(at)),
  }
}

t.test('the first two calls are free, and so is one more for each second that has passed', async (t) => {
  const { process, call, advance, claims, gone } = world()
  const { openings, background } = process()
  call('opening', openings, 2)
  await advance(0)
  t.same([gone.length, claims], [2, []])
  await advance(1000)
  call('background', background)
  await advance(0)
  t.same([gone.length, claims], [3, []])
  call('opening', openings)
  await advance(0)
  t.same([gone.length, claims.length], [4, 1])
})

t.test('calls above that go one after the other at the rate, in the order of arrival', async (t) => {
  const { process, call, advance, instants, whoWent } = world()
  const { openings } = process()
  for (const name of ['a', 'b', 'c', 'd', 'e', 'f']) call(name, openings)
  await advance(900)
  t.same(instants(), [0, 0, 0, 100, 200, 300])
  t.equal(whoWent(), 'a b c d e f')
})

t.test('turns are claimed for those who wait, and at most those of a quarter of a second', async (t) => {
  const { process, call, advance, claims } = world()
  const { openings, background } = process()
  call('opening', openings, 7)
  call('background', background, 3)
  await advance(2000)
  const asked = claims.map(({ turns, isBackground }) => `${turns} ${isBackground ? 'background' : 'opening'}`)
  t.same(asked.slice(0, 4), ['1 opening', '2 opening', '2 opening', '1 background'])
})

t.test('openings go before background calls that came earlier', async (t) => {
  const { process, call, advance, whoWent } = world()
  const { openings, background } = process()
  call('free', openings, 2)
  call('background', background, 3)
  await advance(10)
  call('opening', openings, 3)
  await advance(900)
  t.equal(whoWent(), 'free free background opening opening opening background background')
})

t.test('background calls of one process wait for the openings of another', async (t) => {
  const { process, call, advance, whoWent, gone } = world()
  const [service, worker] = [process(), process()]
  call('free', service.openings, 2)
  call('free', worker.background, 2)
  await advance(0)
  gone.length = 0
  call('opening', service.openings, 6)
  call('background', worker.background, 4)
  await advance(990)
  t.equal(whoWent(), 'opening opening opening opening opening opening background background background background')
})

t.test('two processes that both have openings take turns', async (t) => {
  const { process, call, advance, whoWent, gone } = world()
  const [one, other] = [process(), process()]
  call('free', one.openings, 2)
  call('free', other.openings, 2)
  await advance(0)
  gone.length = 0
  call('one', one.openings, 9)
  await advance(0)
  call('other', other.openings, 2)
  await advance(990)
  const went = whoWent()
  t.ok(went.indexOf('other') < went.lastIndexOf('one'), `a process does not claim all turns ahead: ${went}`)
})

t.test('a call that gives up leaves its turn to the next', async (t) => {
  const { process, call, advance, whoWent, instants } = world()
  const { openings } = process()
  const impatient = new AbortController()
  call('free', openings, 2)
  call('first', openings)
  call('impatient', openings, 1, impatient.signal)
  call('last', openings)
  await advance(50)
  impatient.abort()
  await advance(500)
  t.equal(whoWent(), 'free free first impatient gave up last')
  t.same(instants().at(-1), 100)
  await t.rejects(openings.createAccount.turn(AbortSignal.abort()), { name: 'AbortError' })
})

t.test('turns that nobody used are not saved up', async (t) => {
  const { process, call, advance, claims, gone } = world()
  const { openings } = process()
  const impatient = new AbortController()
  call('opening', openings, 3)
  call('impatient', openings, 2, impatient.signal)
  await advance(50)
  impatient.abort()
  t.match(claims.at(-1), { turns: 2 }, 'turns were claimed for those who gave up')
  await advance(400)
  const before = claims.length
  gone.length = 0
  call('opening', openings, 2)
  await advance(0)
  t.same([gone.length, claims.length > before], [1, true])
})

t.test('in a sandbox all endpoints share a bucket; in live mode each has one, and all share another', async (t) => {
  for (const [livemode, buckets] of [
    [false, { 'test:all': PER_SECOND }],
    [
      true,
      {
        'live:create_account': PER_SECOND,
        'live:list_accounts': PER_SECOND,
        'live:create_link': PER_SECOND,
        'live:retrieve_account': PER_SECOND,
        'live:all': PER_SECOND * 4,
      },
    ],
  ] as const) {
    const { process, call, advance, claims, gone } = world({ livemode })
    const { openings } = process()
    const endpoints = Object.keys(openings) as (keyof Pace)[]
    call('free', openings, 2)
    for (const endpoint of endpoints) call(endpoint, openings, 2, never, endpoint)
    await advance(990)
    t.equal(gone.length, 2 + 2 * endpoints.length)
    t.same(Object.fromEntries(claims.map(({ bucket, perSecond }) => [bucket, perSecond])), buckets)
  }
})

t.test('any number of processes stay within the rate, and one call a second for each of them', async (t) => {
  for (const livemode of [false, true]) {
    for (let seed = 1; seed <= 12; seed += 1) {
      const random = randomFrom(seed)
      const { process, advance, clock, claims } = world({ livemode })
      const processes = Array.from({ length: 1 + Math.floor(random() * 4) }, process)
      const instants: Record<string, number[]> = { all: [] }
      for (let step = 0; step < 60; step += 1) {
        for (const { openings, background } of processes) {
          if (random() < 0.5) continue
          const pace = random() < 0.5 ? openings : background
          const endpoints = Object.keys(pace) as (keyof Pace)[]
          const endpoint = endpoints[Math.floor(random() * endpoints.length)] as keyof Pace
          const signal = new AbortController()
          const call = async () => {
            await pace[endpoint].turn(signal.signal)
            for (const counted of ['all', endpoint]) (instants[counted] ??= []).push(clock.now())
          }
          for (let n = random() * 6; n > 0; n -= 1) void call().catch(() => {})
          if (random() < 0.1) signal.abort()
        }
        await advance(random() * 300)
      }
      const n = processes.length
      const free = (ms: number) => n * (2 + ms / 1000)
      const allowed = (ms: number) => 1 + (PER_SECOND * ms) / 1000 + free(ms)
      const what = `${n} processes, ${livemode ? 'live' : 'sandbox'}, seed ${seed}`
      const { all = [], ...endpoints } = instants
      t.ok(claims.length > 30 && all.length > 30, `enough happens: ${all.length} calls, ${claims.length} claims`)
      if (livemode) {
        for (const each of Object.values(endpoints)) t.equal(overrun(each, allowed), undefined, what)
        t.equal(
          overrun(all, (ms) => 4 * (1 + (PER_SECOND * ms) / 1000) + free(ms)),
          undefined,
          `${what}: in all`,
        )
      } else t.equal(overrun(all, allowed), undefined, what)
    }
  }
})

t.test('while the budget fails, calls go at half the rate, and the log says so once', async (t) => {
  const { process, call, advance, trouble, gone, log, claims } = world()
  const { openings } = process()
  trouble.of = () => Promise.reject(new Error('the database is down'))
  call('opening', openings, 60)
  await advance(5000)
  const inOutage = gone.length
  t.ok(inOutage > 20, 'calls go on')
  // The free ones, a turn at the start, and a claim of two turns, which the pace of half the rate bounds on average.
  t.ok(inOutage <= 2 + 5 + 1 + 2 + (PER_SECOND / 2) * 5, `${inOutage}`)
  t.ok(claims.length <= 7, 'the budget is tried once a second')
  t.match(log.lines(), [{ level: 'warn', msg: 'calls to Stripe are paced by this process alone' }])
  t.match(log.text(), 'the database is down')

  delete trouble.of
  await advance(1500)
  const before = claims.length
  await advance(1000)
  t.ok(claims.length - before > 2, 'when it works again it is used')
  t.equal(log.lines().length, 1)

  trouble.of = () => Promise.reject(new Error('again'))
  call('opening', openings, 5)
  await advance(3000)
  t.equal(log.lines().length, 2, 'another outage')
})

t.test('a budget that does not answer delays calls by a second once', async (t) => {
  const { process, call, advance, trouble, gone, log } = world()
  const { openings } = process()
  trouble.of = () => new Promise(() => {})
  call('opening', openings, 12)
  await advance(990)
  t.equal(gone.length, 2, 'the free ones')
  await advance(10)
  const first = gone.length
  t.ok(first > 2)
  await advance(3000)
  t.equal(gone.length, 12)
  t.equal(log.lines().length, 1)
})

t.test('a claim does not belong to the request that caused it', async (t) => {
  const { process, advance, trouble, call } = world()
  const { openings } = process()
  const requests = new AsyncLocalStorage<string>()
  const contexts: unknown[] = []
  trouble.of = async () => {
    contexts.push(requests.getStore())
    return { isGranted: true, waitMs: 0 }
  }
  requests.run('a request', () => call('opening', openings, 5))
  await advance(500)
  t.ok(contexts.length > 1)
  t.same(new Set(contexts), new Set([undefined]))
})

/** Numbers between 0 and 1 that depend on the seed alone. */
function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}
