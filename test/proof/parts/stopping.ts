import { setTimeout as sleep } from 'node:timers/promises'
import { randomNumbers } from '../../../packages/stripe-simulator/src/support/random-numbers.ts'
import { asking } from '../../support/asking.ts'
import type { Answer } from '../../support/invariants.ts'
import { served } from '../../support/served.ts'
import { environmentFor } from '../../support/service.ts'
import { type Invited, type Stage, stage as setStage } from '../../support/stage.ts'
import { until } from '../../support/worker.ts'
import { closingAll, missedFloors, type ProofPart, type Teardown } from '../frame.ts'
import { hitAnswers, tally, type Tally, unless } from '../tally.ts'

const TIMES = { small: { stopped: 2, twice: 1, stalled: 0 }, full: { stopped: 20, twice: 5, stalled: 2 } }

/** A hundred a second, a little longer than the service takes to end. */
const REQUESTS = 150
const EVERY_MS = 10

/** Longer than the service waits for what is under way. */
const STALLED_MS = 15_000

/** The service gives what is under way 10 s; the rest is for a machine with much to do. */
const ENDS_WITHIN_MS = 20_000
const ENDS_AT_ONCE_WITHIN_MS = 5000

/** T11: SIGTERM for `serve` in a process of its own. */
export const stopping: ProofPart = {
  id: 'T11',
  claim:
    'A service that is told to stop under load breaks no request that it has taken: each is answered, or nothing of it was begun. It ends in time, and at once when it is told twice.',
  run: ({ size, seed, say, deadline }) =>
    closingAll(async (t) => {
      const all = tally()
      const random = randomNumbers(seed)
      const stage = await setStage(t)
      const kinds = {
        'stopped under load': [TIMES[size].stopped, stopped],
        'told twice': [TIMES[size].twice, toldTwice],
        'stopped while Stripe was stalled': [TIMES[size].stalled, stalled],
      } as const
      for (const [name, [times, play]] of Object.entries(kinds)) {
        for (let time = 0; time < times && !deadline.aborted; time += 1) {
          await closingAll(async (t) => all.found(name, await play(t, stage, all, random)))
          await stage.simulator.faults.clear()
          all.hit(name)
        }
        say(`${name}: ${all.counts[name] ?? 0} times, ${all.violations.length} violations so far`)
      }
      const { counts, violations } = all
      violations.push(
        ...missedFloors(counts, {
          ...Object.fromEntries(Object.entries(kinds).map(([name, [times]]) => [name, times])),
          'openings under way at the signal': TIMES[size].stopped,
          'answered 200': 20 * TIMES[size].stopped,
        }),
      )
      return { counts, violations, seed }
    }),
}

const start = (t: Teardown, stage: Stage) =>
  served(t, {
    ...environmentFor({ databaseUrl: stage.databaseUrl, stripeUrl: stage.stripe.url }),
    TOKEN_LIMIT_PER_MINUTE: '100000',
    ADMIN_LIMIT_PER_MINUTE: '1000000',
  })

type Service = Awaited<ReturnType<typeof served>>

/** Tells it to stop; answers how long it took to end, and what is wrong with how. */
async function ended(service: Service, within: number, code: number | undefined): Promise<[number, string[]]> {
  const toldAt = performance.now()
  service.kill('SIGTERM')
  const exit = await Promise.race([service.exited, sleep(within, undefined, { ref: false })])
  const ms = performance.now() - toldAt
  if (exit === undefined) return [ms, [`ends: it runs ${within / 1000} s after the signal`]]
  return [ms, unless(code === undefined || exit[0] === code, `ends: with ${String(exit[0])} ${String(exit[1])}`)]
}

/** Clients open their links, a hundred a second, each once; the signal comes in the middle. */
async function stopped(t: Teardown, stage: Stage, all: Tally, random: () => number): Promise<string[]> {
  const service = await start(t, stage)
  const ask = asking(service.url, { withinMs: ENDS_WITHIN_MS })
  await stage.simulator.faults.add({ route: '*', share: 1, fault: { kind: 'latency', ms: 100 } })
  const clients = await stage.invite(REQUESTS)
  const signalAt = Math.floor(REQUESTS * (0.3 + 0.4 * random()))

  const asked: Promise<Answer | undefined>[] = []
  let waiting = 0
  let exit: Promise<[number, string[]]> | undefined
  for (const [index, { token }] of clients.entries()) {
    // Some come on connections of their own, some on connections that are kept.
    const connection = random() < 0.5 ? 'close' : 'keep-alive'
    waiting += 1
    asked.push(
      ask('GET', `/api/v1/onboard-client?token=${token}`, undefined, { connection }).finally(() => {
        waiting -= 1
      }),
    )
    await sleep(EVERY_MS)
    if (index !== signalAt) continue
    all.hit('openings under way at the signal', waiting)
    exit = ended(service, ENDS_WITHIN_MS, 0)
  }
  const [answers, [ms, wrong]] = await Promise.all([Promise.all(asked), exit ?? ended(service, ENDS_WITHIN_MS, 0)])
  hitAnswers(all, answers)
  all.most('ms from the signal to the end, at most', ms)
  return [
    ...wrong,
    ...answers.flatMap((answer) =>
      unless(
        answer === undefined || answer.status === 200 || (answer.status === 503 && answer.headers.has('retry-after')),
        `documented answers: ${answer?.status} ${answer?.text}`,
      ),
    ),
    ...(await broken(
      stage,
      clients.filter((_client, index) => answers[index] === undefined),
    )),
    ...(await lost(
      stage,
      clients.filter((_client, index) => answers[index]?.status === 200),
    )),
    ...(await stage.violations(clients)),
  ]
}

/** The clients who got no answer, and for whom something was begun all the same. */
async function broken({ db }: Stage, clients: readonly Invited[]): Promise<string[]> {
  const { rows } = await db.query<{ id: string; status: string }>(
    `select t.id, t.status from onboarding_tokens t left join account_intents i using (client_id)
     where t.id = any($1) and (t.status <> 'pending' or t.attempts > 0 or i.client_id is not null)`,
    [clients.map(({ tokenId }) => tokenId)],
  )
  return rows.map(({ id, status }) => `broken: the opening of ${id} was begun and not answered, it is ${status}`)
}

async function lost({ db }: Stage, clients: readonly Invited[]): Promise<string[]> {
  const { rows } = await db.query<{ id: string; status: string }>(
    `select id, status from onboarding_tokens where id = any($1) and status <> 'in_progress'`,
    [clients.map(({ tokenId }) => tokenId)],
  )
  return rows.map(({ id, status }) => `lost: ${id} was opened with 200 and is ${status}`)
}

/** An opening that waits for a Stripe which does not answer. */
async function waitingForStripe(t: Teardown, stage: Stage) {
  const service = await start(t, stage)
  const [invited] = (await stage.invite(1)) as [Invited]
  await stage.simulator.faults.add({ route: 'accounts.create', share: 1, fault: { kind: 'latency', ms: STALLED_MS } })
  const stalled = await stage.stripeWillBeAsked('accounts.create')
  const opening = asking(service.url)('GET', `/api/v1/onboard-client?token=${invited.token}`)
  await stalled()
  return { service, invited, opening }
}

async function toldTwice(t: Teardown, stage: Stage, all: Tally): Promise<string[]> {
  const { service, invited, opening } = await waitingForStripe(t, stage)
  service.kill('SIGTERM')
  await sleep(300)
  const early = unless(!service.hasEnded(), 'ends: with the first signal, though an opening was under way')
  const [ms, wrong] = await ended(service, ENDS_AT_ONCE_WITHIN_MS, undefined)
  all.most('ms from the second signal to the end, at most', ms)
  await opening
  return [...early, ...wrong, ...(await stage.violations([invited]))]
}

/** What takes longer than the service waits is cut off, like by a crash, and can be done again. */
async function stalled(t: Teardown, stage: Stage, all: Tally): Promise<string[]> {
  const { service, invited, opening } = await waitingForStripe(t, stage)
  const [ms, wrong] = await ended(service, ENDS_WITHIN_MS, undefined)
  all.most('ms from the signal to the end with Stripe stalled, at most', ms)
  await opening
  await stage.simulator.faults.clear()
  const ask = asking((await start(t, stage)).url)
  // Until Stripe is done with the first request it says of the second that the first is in flight.
  await until(
    'the next process opens it',
    async () => (await ask('GET', `/api/v1/onboard-client?token=${invited.token}`))?.status === 200,
    60,
  )
  return [
    ...wrong,
    ...unless((await stage.accountsOf(invited.clientId)).length === 1, 'there is not one account'),
    ...(await stage.violations([invited])),
  ]
}
