import { setTimeout as sleep } from 'node:timers/promises'
import { heldConnections, stuck, undocumented, type Answer } from './invariants.ts'
import { REFUSAL } from './refusal.ts'
import { REPLACED_ANSWERS } from './replaced-answers.ts'
import { shiftClock } from './shifted-clock.ts'
import { FORGOTTEN_HOURS, type Invited, type Stage } from './stage.ts'

/**
 * Situations in which a faulty service fails, each on its own stage. A scenario returns the faults that it found: none
 * for the product, at least one for the seeded bug that it must detect (`teeth.test.ts`).
 */
export type Scenario = (stage: Stage) => Promise<string[]>

const one = async (stage: Stage) => (await stage.invite(1))[0] as Invited

const expecting = (answer: Answer, status: number, code?: string): string[] =>
  answer.status === status && (code === undefined || answer.body['code'] === code)
    ? []
    : [`documented answers: ${status} ${code ?? ''} expected, got ${answer.status} ${answer.text}`]

/** Stripe creates the account and the response is lost, twice because the SDK retries. Then the client opens again. */
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

/** Stripe creates the account and an intermediary replaces the response with a 424. */
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

/** The opening of an old token gets an account and is held. Meanwhile the client opens its new token. */
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

/** The email is corrected while it is unknown whether Stripe has created the account with the old one. */
export const changedEmail: Scenario = async (stage) => {
  const service = await stage.instance()
  const invited = await one(stage)
  await stage.simulator.faults.add({ route: 'accounts.create', times: 2, fault: { kind: 'reset', when: 'after' } })
  await service.open(invited.token)
  await stage.db.query(
    `with root as (update onboardings set version = version + 1 where client_id = $1)
     update clients set email = 'corrected-' || email where id = $1`,
    [invited.clientId],
  )
  return [...(await stuck(() => service.open(invited.token), 1)), ...(await stage.violations([invited]))]
}

/** The token is revoked after the link was created and before it is stored. */
export const revokedMeanwhile: Scenario = async (stage) => {
  const service = await stage.instance()
  const invited = await one(stage)
  const held = service.hold('before save link_created')
  const opening = service.open(invited.token)
  await held.reached
  await stage.staff.revoke(invited.tokenId)
  held.release()
  return [...expecting(await opening, 410, 'TOKEN_REVOKED'), ...(await stage.violations([invited]))]
}

/**
 * The token expires after the link was created and the decision was made, and before the save; nothing else changes.
 */
export const expiredMeanwhile: Scenario = async (stage) => {
  const service = await stage.instance()
  const invited = await one(stage)
  await stage.expireIn(invited, 3)
  const held = service.hold('before save link_created')
  const opening = service.open(invited.token)
  // On a machine that needs three seconds to get there, this scenario detects nothing.
  await Promise.race([held.reached, opening])
  const isOver = 'select from onboarding_tokens where id = $1 and expires_at <= clock_timestamp()'
  while ((await stage.db.query(isOver, [invited.tokenId])).rowCount === 0) await sleep(20)
  held.release()
  return [...expecting(await opening, 410, 'TOKEN_EXPIRED'), ...(await stage.violations([invited]))]
}

/** Two openings have a link each, and have decided to store it on the same version. */
export const bothAtOnce: Scenario = async (stage) => {
  const instances = [await stage.instance(), await stage.instance()]
  const invited = await one(stage)
  const holds = instances.map(({ hold }) => hold('before save link_created'))
  const openings = instances.map(({ open }) => open(invited.token))
  // An opening that has failed earlier never gets there.
  await Promise.all(holds.map(({ reached }, index) => Promise.race([reached, openings[index]])))
  for (const { release } of holds) release()
  const answers = await Promise.all(openings)
  return [...answers.flatMap((answer) => expecting(answer, 200)), ...(await stage.violations([invited]))]
}

/** Stripe refuses, which is counted. */
export const refused: Scenario = async (stage) => {
  const service = await stage.instance()
  const invited = await one(stage)
  await stage.simulator.faults.add({ route: 'accounts.create', fault: REFUSAL })
  const first = await service.open(invited.token)
  return [
    ...expecting(first, 502, 'STRIPE_ACCOUNT_CREATE_FAILED'),
    ...(await stage.violations([invited])),
    ...(await stuck(() => service.open(invited.token), 1)),
  ]
}

/** The client returns for another link, as it must after closing Stripe's page. */
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

/** v1 stores a 500 under the key, although it created the account. */
export const savedFailure: Scenario = async (stage) => {
  const service = await stage.instance({ STRIPE_ACCOUNTS_API: 'v1' })
  const invited = await one(stage)
  const fault = { kind: 'error', status: 500, saved: true, executed: true } as const
  await stage.simulator.faults.add({ route: 'accounts.create', fault })
  return [...(await stuck(() => service.open(invited.token))), ...(await stage.violations([invited]))]
}

/** The account was created, its answer was lost, and Stripe has forgotten the key when the client opens again. */
export const forgottenKey: Scenario = async (stage) => {
  const service = await stage.instance()
  const invited = await one(stage)
  await stage.simulator.faults.add({ route: 'accounts.create', times: 2, fault: { kind: 'reset', when: 'after' } })
  const first = await service.open(invited.token)
  await stage.simulator.clock.advance(FORGOTTEN_HOURS * 3_600_000)
  await stage.ageIntent(invited.clientId, FORGOTTEN_HOURS)
  return [
    ...expecting(first, 502, 'STRIPE_ACCOUNT_CREATE_FAILED'),
    ...(await stuck(() => service.open(invited.token), 1)),
    ...(await stage.violations([invited])),
  ]
}

/** A hundred openings wait for a Stripe that does not respond. All other requests must still reach the database. */
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

/** The clock of the service's machine is ten minutes slow, and then fast. */
export const wrongClock: Scenario = async (stage) => {
  const found: string[] = []
  const service = await stage.instance()
  const [alive, dead] = [await one(stage), await one(stage)]
  await stage.expireIn(alive, 300)
  await stage.expireIn(dead, -300)
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
