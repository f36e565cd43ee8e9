import { setTimeout as sleep } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { openDatabase } from '../../src/adapters/postgres/database.ts'
import { postgresProviderBudget } from '../../src/adapters/postgres/provider-budget.ts'
import { pacers, type Pace } from '../../src/adapters/stripe/pacer.ts'
import type { ProviderBudget } from '../../src/ports/provider-budget.ts'
import { capturedLog } from '../support/captured-log.ts'
import { testDatabase } from '../support/database.ts'
import { rawConnection } from '../support/raw-rows.ts'
import { watchStatements } from '../support/statements.ts'
import { tcpProxy } from '../support/tcp-proxy.ts'
import { overrun } from '../support/turn-counts.ts'

/** What a process has: a pool and pacers of its own, on a database that others use as well. */
function startProcess(t: Test, databaseUrl: string, perSecond: number, livemode = false) {
  const { log, lines } = capturedLog()
  const db = openDatabase({ databaseUrl, maxConnections: 2, log })
  t.teardown(() => db.destroy())
  const shared = postgresProviderBudget(db)
  const granted: boolean[] = []
  const budget: ProviderBudget = {
    async claim(request) {
      const claim = await shared.claim(request)
      granted.push(claim.isGranted)
      return claim
    },
  }
  return { ...pacers({ platform: 'default', perSecond, livemode, budget, log }), db, granted, lines, budget: shared }
}

/** Makes calls one after the other until the signal fires; notes the instant of each. */
async function keepCalling(pace: Pace, endpoint: keyof Pace, signal: AbortSignal, instants: number[]) {
  try {
    for (;;) {
      await pace[endpoint].turn(signal)
      instants.push(performance.now())
    }
  } catch (error) {
    if (!signal.aborted) throw error
  }
}

for (const livemode of [false, true]) {
  const mode = livemode ? 'live mode' : 'a sandbox'
  t.test(`in ${mode} three processes on one database stay within one rate, and a call a second for each`, async (t) => {
    const { url } = await testDatabase(t)
    const perSecond = 20
    const processes = [1, 2, 3].map(() => startProcess(t, url, perSecond, livemode))
    const calls: Record<'createAccount' | 'createLink', number[]> = { createAccount: [], createLink: [] }
    const signal = AbortSignal.timeout(4000)
    await Promise.all(
      processes.flatMap(({ openings, background }) =>
        (['createAccount', 'createLink'] as const).flatMap((endpoint) => [
          ...Array.from({ length: 40 }, () => keepCalling(openings, endpoint, signal, calls[endpoint])),
          ...Array.from({ length: 10 }, () => keepCalling(background, endpoint, signal, calls[endpoint])),
        ]),
      ),
    )
    // On a busy machine a claim is answered up to a second late, and a turn is used up to 0.1 s late. A process whose
    // claim took longer paced alone for a while.
    const alone = processes.filter(({ lines }) => lines().length > 0).length
    const allowed = (ms: number) =>
      1 + (perSecond * (1 + alone / 2) * (ms + 1100)) / 1000 + processes.length * (2 + ms / 1000)
    const counted = livemode ? Object.values(calls) : [Object.values(calls).flat()]
    for (const instants of counted) {
      t.comment(`${instants.length} calls`)
      t.equal(overrun(instants, allowed), undefined)
    }
    t.ok(processes.every(({ granted }) => granted.includes(true)))
  })
}

t.test('an ordinary opening costs no statement', async (t) => {
  const { url } = await testDatabase(t)
  const { openings } = startProcess(t, url, 20)
  const { taken } = watchStatements(t)
  await openings.createAccount.turn(never)
  await openings.createLink.turn(never)
  t.same(taken(), [])
  await openings.createLink.turn(never)
  t.match(taken(), [/provider_budgets/])
})

t.test('background calls get no turn while turns are claimed ahead, in any process', async (t) => {
  const { url } = await testDatabase(t)
  const perSecond = 100
  const [service, worker] = [startProcess(t, url, perSecond), startProcess(t, url, perSecond)]
  for (let free = 0; free < 2; free += 1) await worker.background.retrieveAccount.turn(never)
  await service.budget.claim({
    platform: 'default',
    bucket: 'test:all',
    perSecond,
    turns: perSecond * 8,
    isBackground: false,
  })
  const calls = new AbortController()
  const waiting = Array.from({ length: 30 }, () => worker.background.retrieveAccount.turn(calls.signal))
  await sleep(500)
  t.same(worker.granted, [false], 'the one claim was refused, and the next one is when these turns are over')

  const db = await rawConnection(t, url)
  await db.query('update provider_budgets set paid_until = clock_timestamp()')
  await worker.openings.createLink.turn(never)
  t.same(worker.granted, [false, true], 'an opening does not wait behind background calls')
  const other = startProcess(t, url, perSecond)
  for (let n = 0; n < 10; n += 1) await other.background.retrieveAccount.turn(never)
  t.ok(other.granted.includes(true), 'and when no turn is claimed ahead, background calls go')
  calls.abort()
  await Promise.allSettled(waiting)
})

for (const how of ['refuse', 'swallow'] as const) {
  t.test(`while the database cannot be reached (${how}) a process paces alone, and then shares again`, async (t) => {
    const { url } = await testDatabase(t)
    const proxy = await tcpProxy(t, url)
    const { openings, background, lines, granted } = startProcess(t, proxy.url, 100)
    proxy[how](true)
    await Promise.all([
      ...Array.from({ length: 30 }, () => openings.createAccount.turn(never)),
      ...Array.from({ length: 5 }, () => background.retrieveAccount.turn(never)),
    ])
    t.match(lines(), [{ msg: 'calls to Stripe are paced by this process alone' }])
    t.same(granted, [])

    proxy[how](false)
    proxy.breakOff()
    while (granted.length < 3) await openings.createAccount.turn(never)
    t.equal(lines().filter(({ msg }) => msg === 'calls to Stripe are paced by this process alone').length, 1)
  })
}

const never = new AbortController().signal
