import { setTimeout as sleep } from 'node:timers/promises'
import { randomNumbers } from '../../../packages/stripe-simulator/src/support/random-numbers.ts'
import { migrateDatabase } from '../../../src/compose.ts'
import { capturedLog } from '../../support/captured-log.ts'
import { ownContainer } from '../../support/own-container.ts'
import { ownPostgres } from '../../support/own-postgres.ts'
import { tcpProxy } from '../../support/tcp-proxy.ts'
import { containerTroubles, lineTroubles, serverTroubles, type Trouble } from '../database/troubles.ts'
import { type Ground, ground } from '../database/ground.ts'
import { closingAll, missedFloors, type ProofPart } from '../frame.ts'
import { hitAnswers, tally, type Tally, unless } from '../tally.ts'

/** How often each trouble strikes. */
const TIMES = { small: 1, full: 20 }

/** After this the service has not healed. It takes 5 s at most on a machine that has nothing else to do. */
const HEALS_WITHIN_MS = 15_000

const CLIENTS = 6

/** T5: `serve` in a process of its own, on a database that somebody has it in for. */
export const databaseFaults: ProofPart = {
  id: 'T5',
  claim:
    'Whatever happens to the database or the line to it, the process lives, every request is answered, nothing that was acknowledged is lost, and when it is over the service heals by itself with all its connections.',
  async run({ size, seed, say, deadline }) {
    const all = tally()
    const random = randomNumbers(seed)
    const names: string[] = []

    async function suffer(where: Ground, troubles: Record<string, Trouble>): Promise<void> {
      for (const [name, trouble] of Object.entries(troubles)) {
        names.push(name)
        for (let time = 0; time < TIMES[size] && !deadline.aborted; time += 1) {
          all.found(name, await strike(all, where, name, trouble, random() * 150))
        }
        say(`${name}: ${all.counts[name] ?? 0} times, ${all.violations.length} violations so far`)
      }
    }

    await closingAll(async (t) => {
      let proxy: Awaited<ReturnType<typeof tcpProxy>> | undefined
      const where = await ground(t, {
        serviceUrl: async (databaseUrl) => {
          proxy = await tcpProxy(t, databaseUrl)
          return proxy.url
        },
      })
      if (proxy !== undefined) await suffer(where, lineTroubles(proxy, where.db, random))
    })
    await closingAll(async (t) => {
      const server = await ownPostgres(t)
      await migrateDatabase(server.url, capturedLog().log)
      await suffer(await ground(t, { database: server }), serverTroubles(server))
    })
    if (process.env['TEST_DATABASE_KIND'] === 'testcontainers') {
      await closingAll(async (t) => {
        const container = await ownContainer(t)
        await migrateDatabase(container.url, capturedLog().log)
        await suffer(await ground(t, { database: container }), containerTroubles(container))
      })
    }
    const { counts, violations } = all
    const times = TIMES[size]
    violations.push(...missedFloors(counts, Object.fromEntries(names.map((name) => [name, times]))))
    violations.push(...missedFloors(counts, { 'answered 200': 20 * times, 'answered 503 SERVICE_UNAVAILABLE': times }))
    return { counts, violations, seed }
  },
}

/** The trouble comes while everybody is busy; says what is wrong after it. */
async function strike(all: Tally, where: Ground, name: string, trouble: Trouble, afterMs: number): Promise<string[]> {
  const [spare, ...clients] = await where.invite(1 + CLIENTS)
  const over = new AbortController()
  const busy = where.busy(clients, over.signal)
  await sleep(afterMs)
  const end = await trouble.strike()
  all.hit(name)
  await sleep(trouble.lastsMs)
  await end()
  const healedMs = await where.healthy(spare?.token ?? '')
  over.abort()
  const told = await busy
  hitAnswers(all, told.answers)
  all.most('ms for an answer, at most', told.slowestMs)
  all.most(`ms until it was healthy again, at most`, healedMs)
  return [
    ...unless(healedMs < HEALS_WITHIN_MS, `heals: not healthy after ${Math.round(healedMs)} ms`),
    ...(await where.leaks()),
    ...(await where.lost(clients, told)),
    ...(await where.wrong(clients, told.answers)),
  ]
}
