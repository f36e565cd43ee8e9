import t, { type Test } from 'tap'
import type { Fault, RouteName } from '../../stripe-simulator/types.ts'
import { crashable, type Mortal } from '../support/crash.ts'
import type { CrashPoint } from '../support/crashing-server.ts'
import { type Answer, stuck, undocumented } from '../support/invariants.ts'
import { type Invited, stage as setStage } from '../support/stage.ts'
import { type Stop, tcpProxy } from '../support/tcp-proxy.ts'

const HOURS_24 = 24 * 3_600_000

t.test('wherever the process dies while a link is opened, the link opens again and there is one account', async (t) => {
  const stage = await setStage(t)
  const { simulator, db } = stage
  const proxy = await tcpProxy(t, stage.databaseUrl)
  const processes = crashable(t, { ...stage, databaseUrl: proxy.url })

  const invite = async () => (await stage.invite(1))[0] as Invited

  /** Dies at the point, during one opening of the token. */
  async function crash(point: CrashPoint, { token }: Invited) {
    const victim = await processes.alive()
    await victim.dieAt(point)
    const answer = await victim.open(token)
    await victim.died
    return answer
  }

  /** Dies when the statement with this text has been sent, and its answer has not come. */
  async function crashAtStatement(text: string, at: Stop, { token }: Invited) {
    const victim = await processes.alive()
    const stopped = proxy.stop(text, at)
    const answer = victim.open(token)
    await stopped
    victim.kill()
    await victim.died
    return answer
  }

  /** Dies when Stripe has got the request, which it answers as the fault says. */
  async function crashAtStripe(route: RouteName, fault: Fault, { token }: Invited) {
    const victim = await processes.alive()
    await simulator.faults.add({ route, fault })
    const asked = await stage.stripeWillBeAsked(route)
    const answer = victim.open(token)
    await asked()
    victim.kill()
    await victim.died
    return answer
  }

  const openedBy = (mortal: Mortal, token: string) => async (): Promise<Answer> => {
    const answer = await mortal.open(token)
    if (answer === undefined) throw new Error('a process died that nobody killed')
    return answer
  }

  /** The next process opens the same token; everything must be as if nothing had happened. */
  async function recovers(t: Test, invited: Invited) {
    const heir = await processes.alive()
    t.same(await stuck(openedBy(heir, invited.token)), [], 'the same token opens, at the latest with one retry')
    t.equal(await stage.tokenStatus(invited.tokenId), 'in_progress')
    t.equal((await stage.accountsOf(invited.clientId)).length, 1, 'there is one account at Stripe')
    t.same(await stage.violations([invited]), [])
  }

  const atPoints = (row: string, ...points: CrashPoint[]) => {
    for (const point of points) {
      t.test(`${row}: a process that dies ${point} leaves a token that opens`, async (t) => {
        const invited = await invite()
        const answer = await crash(point, invited)
        if (point === 'after the reply') t.equal(answer?.status ?? 200, 200)
        else t.equal(answer, undefined, 'nobody got an answer')
        await recovers(t, invited)
      })
    }
  }

  const atStatements = (row: string, name: string, text: string, prepare: (invited: Invited) => Promise<void>) => {
    for (const at of ['unsent', 'unanswered'] as const) {
      const when = at === 'unsent' ? 'before the database got it' : 'when it was committed and nobody knew'
      t.test(`${row}: a process that dies at ${name}, ${when}, leaves a token that opens`, async (t) => {
        const invited = await invite()
        await prepare(invited)
        t.equal(await crashAtStatement(text, at, invited), undefined)
        await simulator.faults.clear()
        await recovers(t, invited)
      })
    }
  }

  const atStripe = (row: string, name: string, route: RouteName) => {
    const cases: Record<string, Fault> = {
      'and Stripe never did it': { kind: 'timeout', when: 'before' },
      'and Stripe did it': { kind: 'timeout', when: 'after' },
      'and Stripe does it after that': { kind: 'latency', ms: 700 },
    }
    for (const [outcome, fault] of Object.entries(cases)) {
      t.test(
        `${row}: a process that dies while Stripe is asked for ${name}, ${outcome}, leaves a token that opens`,
        async (t) => {
          const invited = await invite()
          t.equal(await crashAtStripe(route, fault, invited), undefined)
          await recovers(t, invited)
        },
      )
    }
  }

  const nothing = async () => {}

  atPoints('C1', 'before findBySecret', 'after findBySecret')
  atPoints('C2', 'before openIntent')
  atStatements('C2', 'the intent', 'into "account_intents"', nothing)
  atPoints('C3', 'after openIntent', 'before createAccount')
  atStripe('C4', 'the account', 'accounts.create')
  atPoints('C5', 'after createAccount')

  // What matrix row C6 calls R4: an account that was created and is kept although making the link failed.
  atStatements('C6', 'keeping the account alone', 'last_error =', async () => {
    await simulator.faults.add({ route: 'account_links.create', fault: { kind: 'error', status: 400, saved: false } })
  })

  for (const point of ['before createAccountLink', 'after createAccountLink', 'before recordLink'] as const) {
    t.test(
      `C7: a process that dies ${point} when the account is stored already leaves a token that opens`,
      async (t) => {
        const invited = await invite()
        await simulator.faults.add({
          route: 'account_links.create',
          fault: { kind: 'error', status: 400, saved: false },
        })
        const failed = await (await processes.alive()).open(invited.token)
        t.match(failed, { status: 502 })
        t.equal(await stage.tokenStatus(invited.tokenId), 'pending')
        const { rows } = await db.query('select 1 from accounts where client_id = $1', [invited.clientId])
        t.equal(rows.length, 1, 'the account is stored')
        await crash(point, invited)
        await recovers(t, invited)
      },
    )
  }

  atPoints('C7', 'before createAccountLink')
  atStripe('C8', 'the account link', 'account_links.create')
  atPoints('C8', 'after createAccountLink', 'before recordLink')
  atStatements('C9', 'the last statement', 'insert into link_attempts', nothing)

  t.test('C9: a last statement that takes effect after its process died leaves a token that opens', async (t) => {
    const invited = await invite()
    const lock = await db.connect()
    await lock.query('begin')
    await lock.query('select 1 from clients where id = $1 for update', [invited.clientId])
    const victim = await processes.alive()
    const answer = victim.open(invited.token)
    await stage.waiting(1)
    victim.kill()
    await victim.died
    t.equal(await answer, undefined)
    await lock.query('commit')
    lock.release()
    await recovers(t, invited)
  })

  atPoints('C10', 'after recordLink', 'before the reply', 'after the reply')

  for (const point of ['after createAccountLink', 'after recordLink'] as const) {
    t.test(`C8 to C10, again: a process that dies ${point} leaves a token in progress that opens`, async (t) => {
      const invited = await invite()
      t.match(await (await processes.alive()).open(invited.token), { status: 200 })
      await crash(point, invited)
      await recovers(t, invited)
    })
  }

  // The deviation that docs/architecture.md names: between the key that was given up and the account that was found.
  for (const executed of [true, false]) {
    const done = executed ? 'done' : 'not done'
    for (const point of ['before changeIntent', 'after changeIntent', 'after findAccount'] as const) {
      t.test(
        `C4, settling: a process that dies ${point}, with the work ${done}, leaves a token that opens`,
        async (t) => {
          const invited = await invite()
          await simulator.faults.add({
            route: 'accounts.create',
            fault: { kind: 'error', status: 500, saved: true, executed },
          })
          t.equal(await crash(point, invited), undefined)
          if (!executed) {
            const waiting = await (await processes.alive()).open(invited.token)
            t.same(undocumented([waiting as Answer]), [])
            t.match(waiting, { status: 502 }, 'Stripe gets a minute to show an account')
            await stage.ageSettling([invited.clientId])
          }
          await recovers(t, invited)
        },
      )
    }
  }

  // Stripe forgets keys after 24 h, so the key that C4 relies on makes a second account then.
  const dayLater = async (invited: Invited) => {
    await simulator.clock.advance(HOURS_24)
    await stage.ageIntent(invited.clientId, 24)
  }
  const keyIsForgotten = async (t: Test, { clientId }: Invited) => {
    const asked = (await simulator.calls({ route: 'accounts.create' })).filter(({ idempotencyKey }) =>
      idempotencyKey?.includes(clientId),
    )
    t.notOk(
      asked.some(({ replayed }) => replayed),
      'the key would not have helped',
    )
    return asked.length
  }

  t.test('C4, a day later: the account that nobody was told of is found in the list', async (t) => {
    const invited = await invite()
    await crashAtStripe('accounts.create', { kind: 'timeout', when: 'after' }, invited)
    await dayLater(invited)
    await recovers(t, invited)
    t.equal(await keyIsForgotten(t, invited), 1, 'Stripe was asked to create an account once')
  })

  t.test('C5, a day later: the account that was not stored is found in the list', async (t) => {
    const invited = await invite()
    await crash('after createAccount', invited)
    await dayLater(invited)
    await recovers(t, invited)
    t.equal(await keyIsForgotten(t, invited), 1, 'Stripe was asked to create an account once')
  })

  t.test('C4, a day later, and Stripe never did it: after a minute of searching another account is made', async (t) => {
    const invited = await invite()
    await crashAtStripe('accounts.create', { kind: 'timeout', when: 'before' }, invited)
    await dayLater(invited)
    const waiting = await (await processes.alive()).open(invited.token)
    t.match(waiting, { status: 502, body: { code: 'STRIPE_ACCOUNT_CREATE_FAILED', retryable: true } })
    t.equal((await stage.accountsOf(invited.clientId)).length, 0)
    await stage.ageSettling([invited.clientId])
    await recovers(t, invited)
    t.match(await stage.accountsOf(invited.clientId), [{ metadata: { generation: '2' } }])
  })

  t.test('C4 and C5, a day later: a process that dies again while it searches leaves a token that opens', async (t) => {
    const invited = await invite()
    await crash('after createAccount', invited)
    await dayLater(invited)
    await crash('after findAccount', invited)
    await crash('after createAccountLink', invited)
    await recovers(t, invited)
  })
})
