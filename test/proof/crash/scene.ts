import type { Fault, RouteName } from '#stripe-simulator'
import { crashable, type Mortal } from '../../support/crash.ts'
import type { CrashPoint } from '../../support/crashing-server.ts'
import { type Answer, stuck } from '../../support/invariants.ts'
import { WEBHOOK_SECRET } from '../../support/service.ts'
import { accountEvent, signature } from '../../support/signed-events.ts'
import { type Invited, stage as setStage, type Stage } from '../../support/stage.ts'
import { type Stop, tcpProxy } from '../../support/tcp-proxy.ts'
import { startWorker } from '../../support/worker.ts'
import type { Teardown } from '../frame.ts'
import { unless } from '../tally.ts'

export interface Scene extends ReturnType<typeof scene> {
  /** The same scene, with processes that create new accounts with v1. */
  readonly inV1: () => Scene
}

/** What somebody asks of a process that is about to die. */
export type Request = (mortal: Mortal) => Promise<Answer | undefined>

export const opening =
  (token: string): Request =>
  (mortal) =>
    mortal.open(token)

/** Processes of the service that die, on a database, a Stripe and a worker that outlive them. */
export async function crashScene(t: Teardown, { onReady }: { onReady: (ms: number) => void }): Promise<Scene> {
  const stage = await setStage(t)
  const proxy = await tcpProxy(t, stage.databaseUrl)
  const worker = await startWorker(t, stage)
  const world = { stage, proxy, worker, count: { kills: 0 } }
  const processesWith = (variables: Record<string, string>) =>
    crashable(t, { ...stage, databaseUrl: proxy.url }, variables, { onReady })
  let v1: Scene | undefined
  // Only for those who need it: each scene has a process and another one in reserve.
  const inV1 = (): Scene => (v1 ??= { ...scene(world, processesWith({ STRIPE_ACCOUNTS_API: 'v1' })), inV1 })
  return { ...scene(world, processesWith({})), inV1 }
}

interface World {
  readonly stage: Stage
  readonly proxy: Awaited<ReturnType<typeof tcpProxy>>
  readonly worker: Awaited<ReturnType<typeof startWorker>>
  /** How many processes have died. */
  readonly count: { kills: number }
}

function scene({ stage, proxy, worker, count }: World, processes: ReturnType<typeof crashable>) {
  const { simulator, db } = stage

  async function dead(victim: Mortal): Promise<void> {
    await victim.died
    count.kills += 1
  }

  async function asked(request: Request): Promise<Answer> {
    const answer = await request(await processes.alive())
    if (answer === undefined) throw new Error('a process died that nobody killed')
    return answer
  }

  /** Asks once more when the first answer says so, as it may on a machine that has much to do. */
  async function answered(request: Request): Promise<Answer> {
    const answer = await asked(request)
    return answer.status === 503 ? asked(request) : answer
  }

  const unanswered = (answer: Answer | undefined) =>
    unless(answer === undefined, `nobody got an answer: ${answer?.status} ${answer?.text}`)

  return {
    stage,
    simulator,
    db,
    worker,
    kills: () => count.kills,

    invite: async () => (await stage.invite(1))[0] as Invited,

    /** By a process that nobody kills. */
    answered,

    /** Dies at the point, during this request; says what is wrong if the request was answered all the same. */
    async dieAt(point: CrashPoint, request: Request): Promise<string[]> {
      const victim = await processes.alive()
      await victim.dieAt(point)
      const answer = await request(victim)
      if (answer !== undefined && point !== 'after the reply') {
        victim.kill() // it has not passed there
        return unanswered(answer)
      }
      await dead(victim)
      return []
    },

    /** Dies when the statement with this text has been sent, and its answer has not come. */
    async dieAtStatement(text: string, at: Stop, request: Request): Promise<string[]> {
      const victim = await processes.alive()
      const stopped = proxy.stop(text, at)
      const answer = request(victim)
      await Promise.race([stopped, answer])
      victim.kill()
      await dead(victim)
      return unanswered(await answer)
    },

    /** Dies when Stripe has got the request, which it answers as the fault says. */
    async dieAtStripe(route: RouteName, fault: Fault, request: Request): Promise<string[]> {
      const victim = await processes.alive()
      await simulator.faults.add({ route, fault })
      const asked = await stage.stripeWillBeAsked(route)
      const answer = request(victim)
      await asked()
      victim.kill()
      await dead(victim)
      return unanswered(await answer)
    },

    /** Dies when its last statement waits for the onboarding's lock; the database goes on with it afterwards. */
    async dieWaiting({ clientId, token }: Invited): Promise<string[]> {
      // With the account stored, an opening has one statement that writes.
      await answered(opening(token))
      const lock = await db.connect()
      await lock.query('begin')
      await lock.query('select from onboardings where client_id = $1 for update', [clientId])
      const victim = await processes.alive()
      const answer = victim.open(token)
      await stage.waiting(1)
      victim.kill()
      await dead(victim)
      await lock.query('commit')
      lock.release()
      return unanswered(await answer)
    },

    /** The next process opens the same token; everything must be as if nothing had happened. */
    async recovers(invited: Invited): Promise<string[]> {
      const found = await stuck(() => asked(opening(invited.token)))
      const accounts = await stage.accountsOf(invited.clientId)
      return [
        ...found,
        ...unless((await stage.tokenStatus(invited.tokenId)) === 'in_progress', 'the token is not in progress'),
        ...unless(accounts.length === 1, `there are ${accounts.length} accounts at Stripe`),
        ...(await stage.violations([invited])),
      ]
    },

    /** A client who has opened the link and is through at Stripe, of which we have not heard. */
    async throughAtStripe(): Promise<Invited & { accountId: string }> {
      const invited = (await stage.invite(1))[0] as Invited
      const opened = await answered(opening(invited.token))
      const [account] = await stage.accountsOf(invited.clientId)
      if (opened.status !== 200 || account === undefined) throw new Error(`opened with ${opened.status}`)
      await simulator.setAccountState(account.id, { outcome: 'complete' })
      return { ...invited, accountId: account.id }
    },

    /** Stripe's event about an account; each request delivers the same one. */
    event(accountId: string): { id: string; deliver: Request } {
      const event = accountEvent(accountId)
      const body = JSON.stringify(event)
      return {
        id: event.id,
        deliver: (mortal) =>
          mortal.ask('POST', '/api/v1/webhooks/stripe', body, { 'stripe-signature': signature(body, WEBHOOK_SECRET) }),
      }
    },

    /** Whether the token was completed, and once. */
    async completedOnce(invited: Invited): Promise<string[]> {
      const { rows } = await db.query(`select 1 from audit_events where token_id = $1 and type = 'token_completed'`, [
        invited.tokenId,
      ])
      return [
        ...unless((await stage.tokenStatus(invited.tokenId)) === 'completed', 'the token is not completed'),
        ...unless(rows.length === 1, `the trail tells ${rows.length} times that the token was completed`),
        ...(await stage.violations([invited])),
      ]
    },
  }
}
