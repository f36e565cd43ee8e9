import { setTimeout as sleep } from 'node:timers/promises'
import { heldConnections, stuck, undocumented, type Answer } from './invariants.ts'
import { REPLACED_ANSWERS } from './replaced-answers.ts'
import { shiftClock } from './shifted-clock.ts'
import type { Invited, Stage } from './stage.ts'

/**
 * Situations in which a wrong service is wrong, each played on a stage of its own. A scenario answers what it found to
 * be wrong: nothing for the product, and something for the seeded bug that it is there for (`teeth.test.ts`).
 */
export type Scenario = (stage: Stage) => Promise<string[]>

const one = async (stage: Stage) => (await stage.invite(1))[0] as Invited

const expecting = (answer: Answer, status: number, code?: string): string[] =>
  answer.status === status && (code === undefined || answer.body['code'] === code)
    ? []
    : [`documented answers: ${status} ${code ?? ''} expected, got ${answer.status} ${answer.text}`]

/** Stripe creates the account and the answer is lost, twice as the SDK tries twice. Somebody opens again. */
export const lostAnswer: Scenario = async (stage) => {
  const service = await stage.instance()
  const invited = await one(stage)
  await stage.simulator.faults.add({ route: 'accounts.create', times: 2, fault: { kind: 'reset', when: 'after' } })
  const first = await service.open(invited.token)
  return [
    ...expecting(first, 502, 'STRIPE_ACCOUNT_CREATE_FAILED'),
    ...(await stuck(() => service.open(invited.token), 1)),
    ...(await stage.violations([invited])),
  ]
}

/** Stripe creates the account and something on the way answers 424 in its place. */
export const replacedAnswer: Scenario = async (stage) => {
  const service = await stage.instance()
  const invited = await one(stage)
  await stage.simulator.faults.add({ route: 'accounts.create', fault: REPLACED_ANSWERS['424 with a type'] })
  const first = await service.open(invited.token)
  return [
    ...expecting(first, 502, 'STRIPE_ACCOUNT_CREATE_FAILED'),
    ...(await stuck(() => service.open(invited.token), 1)),
    ...(await stage.violations([invited])),
  ]
}

/** The old token's opening gets an account and is not done with it; the client opens its new token meanwhile. */
export const twoTokens: Scenario = async (stage) => {
  const [one_, other] = [await stage.instance(), await stage.instance()]
  const old = await one(stage)
  const held = one_.hold('after createAccount')
  const late = one_.open(old.token)
  await held.reached
  const fresh = await stage.staff.replace(old.clientId)
  const found = await stuck(() => other.open(fresh.token), 1)
  held.release()
  return [...found, ...expecting(await late, 410, 'TOKEN_REVOKED'), ...(await stage.violations([old]))]
}

/** The e-mail is corrected while nobody knows whether Stripe has created the account with the old one. */
export const changedEmail: Scenario = async (stage) => {
  const service = await stage.instance()
  const invited = await one(stage)
  await stage.simulator.faults.add({ route: 'accounts.create', times: 2, fault: { kind: 'reset', when: 'after' } })
  await service.open(invited.token)
  await stage.db.query(`update clients set email = 'corrected-' || email where id = $1`, [invited.clientId])
  return [...(await stuck(() => service.open(invited.token), 1)), ...(await stage.violations([invited]))]
}

/** The token is revoked when the link is made and not yet stored. */
export const revokedMeanwhile: Scenario = async (stage) => {
  const service = await stage.instance()
  const invited = await one(stage)
  const held = service.hold('before recordLink')
  const opening = service.open(invited.token)
  await held.reached
  await stage.staff.revoke(invited.tokenId)
  held.release()
  return [...expecting(await opening, 410, 'TOKEN_REVOKED'), ...(await stage.violations([invited]))]
}

/** The token expires when the link is made and not yet stored. */
export const expiredMeanwhile: Scenario = async (stage) => {
  const service = await stage.instance()
  const invited = await one(stage)
  const held = service.hold('before recordLink')
  const opening = service.open(invited.token)
  await held.reached
  await stage.db.query('update onboarding_tokens set expires_at = clock_timestamp() where id = $1', [invited.tokenId])
  held.release()
  return [...expecting(await opening, 410, 'TOKEN_EXPIRED'), ...(await stage.violations([invited]))]
}

/** The client comes back for another link, as it has to when it closed Stripe's page. */
export const openedAgain: Scenario = async (stage) => {
  const service = await stage.instance()
  const invited = await one(stage)
  const [first, second] = [await service.open(invited.token), await service.open(invited.token)]
  return [
    ...expecting(first, 200),
    ...expecting(second, 200),
    ...(first.body['url'] === second.body['url'] ? ['each opening has a link of its own: it was the same'] : []),
    ...(await stage.violations([invited])),
  ]
}

/** Stripe saves a 500 under the key, though it created the account. */
export const savedFailure: Scenario = async (stage) => {
  const service = await stage.instance()
  const invited = await one(stage)
  const fault = { kind: 'error', status: 500, saved: true, executed: true } as const
  await stage.simulator.faults.add({ route: 'accounts.create', fault })
  return [...(await stuck(() => service.open(invited.token))), ...(await stage.violations([invited]))]
}

/** A hundred openings wait for a Stripe that does not answer. The database is there for everybody else. */
export const stalledStripe: Scenario = async (stage) => {
  const service = await stage.instance()
  const clients = await stage.invite(100)
  await stage.simulator.faults.add({ route: 'accounts.create', share: 1, fault: { kind: 'latency', ms: 4500 } })
  let answered = 0
  const openings = clients.map(async ({ token }) => {
    const answer = await service.open(token)
    answered += 1
    return answer
  })
  const waiting = async () =>
    (await stage.simulator.calls({ route: 'accounts.create' })).filter(({ outcome }) => outcome === 'in_progress')
      .length
  const start = performance.now()
  while ((await waiting()) < clients.length && performance.now() - start < 3500) await sleep(10)

  const found = await heldConnections(stage.db)
  if ((await waiting()) < clients.length) found.push(`nothing is held: only ${await waiting()} of them reached Stripe`)
  const bystanders = await Promise.all([
    service.call('GET', '/readyz'),
    ...clients.slice(0, 20).map(({ clientId }) => service.showAnswer(clientId)),
  ])
  found.push(...bystanders.flatMap((answer) => expecting(answer, 200)))
  if (answered > 0) found.push('nothing is held: the others were answered only after the openings')
  found.push(...undocumented(await Promise.all(openings)))
  return [...found, ...(await stage.violations(clients))]
}

/** The clock of the service's machine is ten minutes behind, and then ahead. */
export const wrongClock: Scenario = async (stage) => {
  const found: string[] = []
  const service = await stage.instance()
  const lifetime = async ({ tokenId }: Invited, minutes: number) => {
    await stage.db.query(
      `update onboarding_tokens set issued_at = now() - interval '1 hour', expires_at = now() + $2 * interval '1 minute'
       where id = $1`,
      [tokenId, minutes],
    )
  }
  const [alive, dead] = [await one(stage), await one(stage)]
  await lifetime(alive, 5)
  await lifetime(dead, -5)
  found.push(...(await withClockOff(10, () => stuck(() => service.open(alive.token), 1))))
  found.push(...expecting(await withClockOff(-10, () => service.open(dead.token)), 410, 'TOKEN_EXPIRED'))
  return [...found, ...(await stage.violations([alive, dead]))]
}

async function withClockOff<T>(minutes: number, run: () => Promise<T>): Promise<T> {
  const putRight = shiftClock(minutes * 60_000)
  try {
    return await run()
  } finally {
    putRight()
  }
}
