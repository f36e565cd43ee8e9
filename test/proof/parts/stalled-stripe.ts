import { setTimeout as sleep } from 'node:timers/promises'
import { asking } from '../../support/asking.ts'
import { type Answer, heldConnections, stuck, undocumented } from '../../support/invariants.ts'
import { served } from '../../support/served.ts'
import { environmentFor } from '../../support/service.ts'
import { stage as setStage } from '../../support/stage.ts'
import { closingAll, missedFloors, type ProofPart } from '../frame.ts'
import { hitAnswers, tally, unless } from '../tally.ts'

const TIMES = { small: 1, full: 5 }

/** As many openings as may be under way at once; there are ten connections to the database. */
const OPENINGS = 300
const TOO_MANY = 50
const READS = 100

/** What is not held up takes milliseconds; this is for a machine with much to do. What is held up takes five seconds. */
const AT_ONCE_MS = 3000

const LIMITS = {
  DATABASE_POOL_SIZE: '10',
  OPENING_DEADLINE_SECONDS: '6',
  // With this deadline: 300 openings at once, of which each takes two turns.
  STRIPE_REQUESTS_PER_SECOND: String(OPENINGS * 2),
  TOKEN_LIMIT_PER_MINUTE: '100000',
  ADMIN_LIMIT_PER_MINUTE: '1000000',
}

/** T10: `serve` in a process of its own, and a Stripe that takes its time. */
export const stalledStripe: ProofPart = {
  id: 'T10',
  claim:
    'While 300 openings wait for a Stripe that does not answer, they hold no connection to the database, staff and probes are answered at once, and one opening too many is refused at once.',
  run: ({ size, seed, say, deadline }) =>
    closingAll(async (t) => {
      const all = tally()
      const stage = await setStage(t)
      const { db, simulator } = stage
      const service = await served(t, {
        ...environmentFor({ databaseUrl: stage.databaseUrl, stripeUrl: stage.stripe.url }),
        ...LIMITS,
      })
      const ask = asking(service.url)
      const open = async ({ token }: { token: string }): Promise<Answer> => {
        const answer = await ask('GET', `/api/v1/onboard-client?token=${token}`)
        if (answer === undefined) throw new Error('an opening was not answered')
        return answer
      }
      /** Asks, and keeps the longest time that it took. */
      async function timed<T>(what: string, asked: Promise<T>): Promise<[T, number]> {
        const start = performance.now()
        const answer = await asked
        const ms = performance.now() - start
        all.most(`ms for ${what}, at most`, ms)
        return [answer, ms]
      }
      const waiting = async () =>
        (await simulator.calls({ route: 'accounts.create' })).filter(({ outcome }) => outcome === 'in_progress').length

      for (let time = 0; time < TIMES[size] && !deadline.aborted; time += 1) {
        const clients = await stage.invite(OPENINGS)
        await simulator.faults.add({ route: 'accounts.create', share: 1, fault: { kind: 'latency', ms: 8000 } })
        let answered = 0
        const openings = clients.map(async (client) => {
          const answer = await open(client)
          answered += 1
          return answer
        })
        const start = performance.now()
        while ((await waiting()) < OPENINGS && performance.now() - start < 6000) await sleep(20)
        all.hit('openings that waited for Stripe at once', await waiting())
        all.found('while Stripe is stalled', await heldConnections(db))

        const bystanders = [
          ...Array.from({ length: READS }, (_, index) => `/api/v1/clients/${clients[index]?.clientId}`),
          ...Array.from({ length: READS }, () => '/readyz'),
        ]
        for (const path of bystanders) {
          const [answer, ms] = await timed(path === '/readyz' ? 'a probe' : 'a read', ask('GET', path))
          all.found('bystanders', unless(answer?.status === 200, `${answer?.status} ${answer?.text}`))
          all.found('bystanders', unless(ms < AT_ONCE_MS, `held up for ${Math.round(ms)} ms`))
          all.hit('bystanders')
          if (answered > 0) break
          all.hit('bystanders who were answered before any opening')
        }
        if (answered === 0) {
          const late = await Promise.all(
            (await stage.invite(TOO_MANY)).map((client) => timed('a refusal', open(client))),
          )
          for (const [{ status, headers }, ms] of late) {
            all.found('one too many', unless(status === 503 && headers.has('retry-after'), `answered ${status}`))
            all.found('one too many', unless(ms < AT_ONCE_MS, `held up for ${Math.round(ms)} ms`))
            all.hit('refused at once', status === 503 ? 1 : 0)
          }
        }
        const answers = await Promise.all(openings)
        hitAnswers(all, answers)
        all.found('the openings that waited', undocumented(answers))
        await simulator.faults.clear()
        for (const client of clients.slice(0, 50)) all.found('afterwards', await stuck(() => open(client)))
        all.found('afterwards', await stage.violations(clients))
        say(`stalled ${time + 1} times, ${all.violations.length} violations so far`)
      }
      const { counts, violations } = all
      violations.push(
        ...missedFloors(counts, {
          'openings that waited for Stripe at once': 0.9 * OPENINGS * TIMES[size],
          'bystanders who were answered before any opening': READS * TIMES[size],
          'refused at once': TIMES[size],
        }),
      )
      return { counts, violations, seed }
    }),
}
