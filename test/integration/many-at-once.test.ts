import { randomInt } from 'node:crypto'
import t from 'tap'
import type { Fault, FaultRule } from '#stripe-simulator'
import { visitLink } from '../support/account-links.ts'
import { type Answer, stuck, undocumented } from '../support/invariants.ts'
import { stalledStripe } from '../support/scenarios.ts'
import { type Invited, stage as setStage } from '../support/stage.ts'

/** Every way in which Stripe, or the line to it, can fail. */
const FAULTS: Record<string, Fault> = {
  'a 500': { kind: 'error', status: 500, saved: false },
  'a 500 though the work was done': { kind: 'error', status: 500, saved: false, executed: true },
  'a 500 that Stripe saves': { kind: 'error', status: 500, saved: true },
  'a 500 that Stripe saves though the work was done': { kind: 'error', status: 500, saved: true, executed: true },
  'a 503': { kind: 'error', status: 503, saved: false },
  'a reset before the work': { kind: 'reset', when: 'before' },
  'a reset after the work': { kind: 'reset', when: 'after' },
  'no answer and no work': { kind: 'timeout', when: 'before', ms: 2500 },
  'no answer after the work': { kind: 'timeout', when: 'after', ms: 2500 },
  "a proxy's page": { kind: 'html', status: 502 },
  "a proxy's page after the work": { kind: 'html', status: 502, when: 'after' },
  'half an answer': { kind: 'garbage' },
  'too many requests': { kind: 'rate_limit' },
  'a lock that Stripe waited for': { kind: 'rate_limit', lockTimeout: true },
  'a late answer': { kind: 'latency', ms: 600 },
}

const SEED = Number(process.env['TEST_SEED'] ?? randomInt(2 ** 32))
const HOW: Record<string, Partial<FaultRule>> = {
  'three calls in ten': { share: 0.3, seed: SEED },
  'the next eight calls': { times: 8 },
}

const count = (answers: readonly Answer[]) =>
  Object.entries(
    Object.groupBy(answers, ({ status, body }) => `${status} ${status === 200 ? '' : JSON.stringify(body['code'])}`),
  )
    .map(([kind, { length } = []]) => `${length} x ${kind}`)
    .join(', ')

t.test('a hundred openings that wait for Stripe hold no connection, and other requests are answered', async (t) => {
  t.same(await stalledStripe(await setStage(t)), [])
})

t.test('a thousand concurrent openings never exceed the limit of Stripe', async (t) => {
  const stage = await setStage(t)
  const service = await stage.instance({ STRIPE_REQUESTS_PER_SECOND: '20' })
  const clients = await stage.invite(1000)
  await stage.simulator.setRateLimit(25)

  const start = performance.now()
  const answers = await Promise.all(clients.map(({ token }) => service.open(token)))
  t.comment(`${count(answers)} in ${Math.round(performance.now() - start)} ms`)
  t.same(undocumented(answers), [])
  const turnedAway = answers.filter(({ status }) => status !== 200)
  t.ok(
    turnedAway.every(({ headers }) => Number(headers.get('retry-after')) > 0),
    'whoever gets no link is told when to come back',
  )
  // In a sandbox the account and the link of an opening share one budget: 15 s at 20 calls a second.
  t.ok(answers.length - turnedAway.length >= 140, 'as many get one as Stripe allows in the time')
  const refused = (await stage.simulator.calls()).filter(({ status }) => status === 429)
  t.equal(refused.length, 0, 'Stripe refused none of the calls')

  const back = clients.filter((_client, index) => answers[index]?.status !== 200).slice(0, 40)
  const later = await Promise.all(back.map(({ token }) => service.open(token)))
  t.same(
    later.map(({ status }) => status),
    back.map(() => 200),
    'those who come back get their link',
  )
  t.same(await stage.violations(clients), [])
  t.equal((await stage.simulator.accounts()).length, answers.length - turnedAway.length + back.length)
})

// Most of the time is waiting, for retries and deadlines: the two ways to fail go on side by side.
t.jobs = 2
t.comment(`TEST_SEED=${SEED}`)
for (const [howName, how] of Object.entries(HOW)) {
  t.test(`fifty openings of one token, at two instances on one database, ${howName}`, { buffered: true }, async (t) => {
    const stage = await setStage(t)
    const variables = { OPENING_DEADLINE_SECONDS: '2' }
    const instances = [await stage.instance(variables), await stage.instance(variables)] as const

    for (const [faultName, fault] of Object.entries(FAULTS)) {
      t.test(`where ${howName} meet ${faultName}: one account, a link for all who come back`, async (t) => {
        const [invited] = (await stage.invite(1)) as [Invited]
        await stage.simulator.faults.add({ route: '*', fault, ...how })
        const answers = await Promise.all(
          Array.from({ length: 50 }, (_, index) => instances[index % 2 === 0 ? 0 : 1].open(invited.token)),
        )
        t.comment(count(answers))
        t.same(undocumented(answers), [], 'each gets a link, or is told to come back')
        t.same(await stage.violations([invited]), [], 'while Stripe fails')

        await stage.simulator.faults.clear()
        await stage.ageSettling([invited.clientId])
        const last: Answer[] = []
        const open = async () => {
          last.push(await instances[0].open(invited.token))
          return last.at(-1) as Answer
        }
        t.same(await stuck(open), [], 'when Stripe is well again the token opens')
        const { status } = await visitLink(String(last.at(-1)?.body['url']))
        t.equal(status, 200, 'and the link leads somewhere')
        t.equal((await stage.accountsOf(invited.clientId)).length, 1)
        t.equal(await stage.tokenStatus(invited.tokenId), 'in_progress')
        t.same(await stage.violations([invited]), [], 'in the end')
      })
    }
  })
}
