import type { Fault, RouteName } from '#stripe-simulator'
import type { CrashPoint } from '../../support/crashing-server.ts'
import { undocumented } from '../../support/invariants.ts'
import { REFUSAL } from '../../support/refusal.ts'
import { REPLACED_ANSWERS } from '../../support/replaced-answers.ts'
import { FORGOTTEN_HOURS, type Invited } from '../../support/stage.ts'
import type { Stop } from '../../support/tcp-proxy.ts'
import { until } from '../../support/worker.ts'
import { unless } from '../tally.ts'
import { opening, type Request, type Scene } from './scene.ts'

/** Dies, recovers, and says what is wrong then. */
type Death = (scene: Scene) => Promise<string[]>

/** A process dies while the link of a new client is opened, and the next one opens it. */
function whileOpening(die: (scene: Scene, invited: Invited) => Promise<string[]>): Death {
  return async (scene) => {
    const invited = await scene.invite()
    return [...(await die(scene, invited)), ...(await scene.recovers(invited))]
  }
}

const at = (point: CrashPoint): Death => whileOpening((scene, { token }) => scene.dieAt(point, opening(token)))

const atStatement = (text: string, stop: Stop): Death =>
  whileOpening((scene, { token }) => scene.dieAtStatement(text, stop, opening(token)))

const atStripe = (route: RouteName, fault: Fault): Death =>
  whileOpening((scene, { token }) => scene.dieAtStripe(route, fault, opening(token)))

const REFUSED_LINK = { route: 'account_links.create', fault: REFUSAL } as const

/** The account is created, the link is refused, and the account alone is stored: what the matrix calls R4. */
const keepingTheAccount = (stop: Stop): Death =>
  whileOpening(async (scene, { token }) => {
    await scene.simulator.faults.add(REFUSED_LINK)
    const found = await scene.dieAtStatement('insert into accounts', stop, opening(token))
    await scene.simulator.faults.clear()
    return found
  })

const withTheAccountStored = (point: CrashPoint): Death =>
  whileOpening(async (scene, invited) => {
    await scene.simulator.faults.add(REFUSED_LINK)
    const { status } = await scene.answered(opening(invited.token))
    const { rows } = await scene.db.query('select 1 from accounts where client_id = $1', [invited.clientId])
    return [
      ...unless(status === 502 && rows.length === 1, 'the account is stored and there is no link'),
      ...unless((await scene.stage.tokenStatus(invited.tokenId)) === 'pending', 'the token is pending'),
      ...(await scene.dieAt(point, opening(invited.token))),
    ]
  })

const again = (point: CrashPoint): Death =>
  whileOpening(async (scene, { token }) => {
    const { status } = await scene.answered(opening(token))
    return [...unless(status === 200, `opened with ${status}`), ...(await scene.dieAt(point, opening(token)))]
  })

/** The deviation that docs/architecture.md names: between the key that was given up and the account that was found. */
const settling = (point: CrashPoint, executed: boolean): Death =>
  whileOpening(async (scene, { clientId, token }) => {
    const fault = { kind: 'error', status: 500, saved: true, executed } as const
    await scene.simulator.faults.add({ route: 'accounts.create', fault })
    // Stripe tells the SDK not to send the request again, so only the next opening learns from the replay.
    const fresh = await scene.answered(opening(token))
    const found = [
      ...unless(fresh.status === 502, `a fresh 500 is no answer: ${fresh.status}`),
      ...(await scene.dieAt(point, opening(token))),
    ]
    if (executed) return found
    const waiting = await scene.answered(opening(token))
    await scene.stage.ageSettling([clientId])
    return [
      ...found,
      ...undocumented([waiting]),
      ...unless(waiting.status === 502, `Stripe gets a minute to show an account: ${waiting.status}`),
    ]
  })

/** The same, because the key of a request whose answer was lost is forgotten. */
const settlingForgotten = (point: CrashPoint): Death =>
  whileOpening(async (scene, invited) => {
    const fault = { kind: 'reset', when: 'after' } as const
    // The SDK tries a second time by itself.
    await scene.simulator.faults.add({ route: 'accounts.create', fault, times: 2 })
    const lost = await scene.answered(opening(invited.token))
    await muchLater(scene, invited)
    return [
      ...unless(lost.status === 502, `the answer was not lost: ${lost.status}`),
      ...(await scene.dieAt(point, opening(invited.token))),
    ]
  })

/** v1 saves a 500 under the key. v2 does the work again. */
const inV1 = (death: Death): Death => {
  return (scene) => death(scene.inV1())
}

/** Something on the way answers in Stripe's place, and the process dies in the next opening, which asks once more. */
const afterAReplacedAnswer = (point: CrashPoint): Death =>
  whileOpening(async (scene, { token }) => {
    const fault = REPLACED_ANSWERS['424 with a type']
    await scene.simulator.faults.add({ route: 'accounts.create', fault })
    const replaced = await scene.answered(opening(token))
    return [
      ...unless(replaced.status === 502, `a replaced answer is no refusal: ${replaced.status}`),
      ...(await scene.dieAt(point, opening(token))),
    ]
  })

/** Stripe forgets keys, so the key that everything relied on would make a second account by then. */
async function muchLater({ simulator, stage }: Scene, { clientId }: Invited): Promise<void> {
  await simulator.clock.advance(FORGOTTEN_HOURS * 3_600_000)
  await stage.ageIntent(clientId, FORGOTTEN_HOURS)
}

/** Whether the account was found in Stripe's list, and no key helped. */
async function wasFoundInTheList({ simulator }: Scene, { clientId }: Invited): Promise<string[]> {
  const asked = (await simulator.calls({ route: 'accounts.create' })).filter(({ idempotencyKey }) =>
    idempotencyKey?.includes(clientId),
  )
  return [
    ...unless(asked.length === 1, `Stripe was asked to create an account ${asked.length} times`),
    ...unless(!asked.some(({ replayed }) => replayed), 'the key was known still'),
  ]
}

const foundMuchLater = (die: (scene: Scene, request: Request) => Promise<string[]>): Death => {
  return async (scene) => {
    const invited = await scene.invite()
    return [
      ...(await die(scene, opening(invited.token))),
      ...(await muchLater(scene, invited).then(() => scene.recovers(invited))),
      ...(await wasFoundInTheList(scene, invited)),
    ]
  }
}

const neverMadeMuchLater: Death = async (scene) => {
  const invited = await scene.invite()
  const request = opening(invited.token)
  const found = await scene.dieAtStripe('accounts.create', { kind: 'timeout', when: 'before' }, request)
  await muchLater(scene, invited)
  const waiting = await scene.answered(request)
  found.push(
    ...unless(waiting.status === 502 && waiting.body['retryable'] === true, `it is searched for: ${waiting.text}`),
    ...unless((await scene.stage.accountsOf(invited.clientId)).length === 0, 'there is no account yet'),
  )
  await scene.stage.ageSettling([invited.clientId])
  found.push(...(await scene.recovers(invited)))
  const [account] = await scene.stage.accountsOf(invited.clientId)
  return [...found, ...unless(account?.metadata['generation'] === '2', 'the account is of the next generation')]
}

const deadThreeTimes: Death = async (scene) => {
  const invited = await scene.invite()
  const request = opening(invited.token)
  const found = await scene.dieAt('after createAccount', request)
  await muchLater(scene, invited)
  return [
    ...found,
    ...(await scene.dieAt('after findAccount', request)),
    ...(await scene.dieAt('after createAccountLink', request)),
    ...(await scene.recovers(invited)),
  ]
}

/** The client is through at Stripe, which says so once more when its event was not answered; a worker does the rest. */
const takingAnEvent = (die: (scene: Scene, deliver: Request) => Promise<string[]>): Death => {
  return async (scene) => {
    const invited = await scene.throughAtStripe()
    const event = scene.event(invited.accountId)
    const found = await die(scene, event.deliver)
    const redelivered = await scene.answered(event.deliver)
    await until('the token is completed', async () => (await scene.stage.tokenStatus(invited.tokenId)) === 'completed')
    const rowsOf = async () =>
      (await scene.db.query('select outcome from provider_events where id = $1', [event.id])).rows
    // A moment after the completion.
    await until('the event is processed', async () => (await rowsOf()).every(({ outcome }) => outcome !== null))
    const rows = await rowsOf()
    return [
      ...found,
      ...unless(redelivered.status === 200, `redelivered with ${redelivered.status}`),
      ...unless(rows.length === 1 && rows[0]?.outcome === 'processed', 'the event is not processed'),
      ...(await scene.completedOnce(invited)),
    ]
  }
}

/** Staff asks Stripe how the client is; on evidence the token is completed. */
const completing = (die: (scene: Scene, sync: Request) => Promise<string[]>): Death => {
  return async (scene) => {
    const invited = await scene.throughAtStripe()
    const sync: Request = (mortal) => mortal.ask('POST', `/api/v1/clients/${invited.clientId}/sync`)
    const found = await die(scene, sync)
    const { status } = await scene.answered(sync)
    return [...found, ...unless(status === 200, `synced with ${status}`), ...(await scene.completedOnce(invited))]
  }
}

const reissue =
  (clientId: string): Request =>
  (mortal) =>
    mortal.ask('POST', `/api/v1/clients/${clientId}/onboarding-tokens`)

/** Staff replaces the token. Afterwards one is open, the old one or one whose secret nobody has; staff asks again. */
const replacing = (die: (scene: Scene, replace: Request) => Promise<string[]>): Death => {
  return async (scene) => {
    const invited = await scene.invite()
    const found = await die(scene, reissue(invited.clientId))
    const { rows } = await scene.db.query<{ id: string }>(
      `select id from onboarding_tokens where client_id = $1 and status in ('pending', 'in_progress')`,
      [invited.clientId],
    )
    found.push(...unless(rows.length === 1, `the client has ${rows.length} open tokens`))
    const old = await scene.answered(opening(invited.token))
    const expected = rows[0]?.id === invited.tokenId ? 200 : 410
    found.push(...unless(old.status === expected, `the old token: ${old.status} instead of ${expected}`))
    return [...found, ...(await reissued(scene, invited.clientId))]
  }
}

/** Staff gives the client another token, which opens. */
async function reissued(scene: Scene, clientId: string): Promise<string[]> {
  const answer = await scene.answered(reissue(clientId))
  if (answer.status !== 201) return [`another token: ${answer.status} ${answer.text}`]
  const { tokenId, token } = answer.body['onboarding'] as { tokenId: string; token: string }
  return scene.recovers({ clientId, tokenId, token })
}

/** Staff invites a client and never learns the link. Inviting again makes no second one, another token helps. */
const inviting = (die: (scene: Scene, invite: Request) => Promise<string[]>): Death => {
  return async (scene) => {
    const email = `${crypto.randomUUID()}@example.com`
    const invite: Request = (mortal) =>
      mortal.ask('POST', '/api/v1/clients', JSON.stringify({ name: 'Ada Lovelace', email }))
    const found = await die(scene, invite)
    const clients = () => scene.db.query<{ id: string }>('select id from clients where email = $1', [email])
    const isThere = (await clients()).rows.length === 1
    const { status } = await scene.answered(invite)
    const { rows } = await clients()
    return [
      ...found,
      ...unless(status === (isThere ? 409 : 201), `invited again with ${status}`),
      ...unless(rows.length === 1, `there are ${rows.length} such clients`),
      ...(await reissued(scene, rows[0]?.id ?? '')),
    ]
  }
}

/** As {@link inviting}, with a key that says that it is the same request: the answer is the same client, and a link. */
const invitingWithAKey = (die: (scene: Scene, invite: Request) => Promise<string[]>): Death => {
  return async (scene) => {
    const [key, email] = [crypto.randomUUID(), `${crypto.randomUUID()}@example.com`]
    const body = JSON.stringify({ name: 'Ada Lovelace', email })
    const invite: Request = (mortal) => mortal.ask('POST', '/api/v1/clients', body, { 'idempotency-key': key })
    const found = await die(scene, invite)
    const answer = await scene.answered(invite)
    const { rows } = await scene.db.query<{ id: string }>('select id from clients where email = $1', [email])
    const clientId = rows[0]?.id ?? ''
    found.push(...unless(rows.length === 1, `there are ${rows.length} such clients`))
    if (answer.status !== 201) return [...found, `invited again with ${answer.status} ${answer.text}`]
    const { tokenId, token } = answer.body['onboarding'] as { tokenId: string; token: string }
    return [...found, ...(await scene.recovers({ clientId, tokenId, token }))]
  }
}

const dying = {
  at: (point: CrashPoint) => (scene: Scene, request: Request) => scene.dieAt(point, request),
  atStatement: (text: string, stop: Stop) => (scene: Scene, request: Request) =>
    scene.dieAtStatement(text, stop, request),
}

const SETTLING = ['before save intent_settling', 'after save intent_settling', 'after findAccount'] as const

/** Who is told of a fault at Stripe: nobody, though it was done or not or will be. */
const LOST = {
  'and Stripe never did it': { kind: 'timeout', when: 'before' },
  'and Stripe did it': { kind: 'timeout', when: 'after' },
  'and Stripe does it after that': { kind: 'latency', ms: 700 },
} as const

/** All crash points of the failure matrix, section 2.2, each with the moments at which a process can die there. */
export const DEATHS: Readonly<Record<string, Readonly<Record<string, Death>>>> = {
  C1: { 'before the load': at('before load secretHash'), 'after the load': at('after load secretHash') },
  C2: {
    'before the intent is saved': at('before save intent_opened'),
    'before the database got the intent': atStatement('insert into account_intents', 'unsent'),
    'when the intent was committed, before its answer': atStatement('insert into account_intents', 'unanswered'),
  },
  C3: {
    'after the intent is saved': at('after save intent_opened'),
    'before createAccount': at('before createAccount'),
  },
  C4: {
    ...Object.fromEntries(
      Object.entries(LOST).map(([what, fault]) => [
        `during the creation of the account, ${what}`,
        atStripe('accounts.create', fault),
      ]),
    ),
    ...Object.fromEntries(
      SETTLING.flatMap((point) => [
        [`settling, ${point}, with the key forgotten`, settlingForgotten(point)],
        ...[true, false].map((executed) => [
          `settling, ${point}, with a saved 500 and the work ${executed ? 'done' : 'not done'}`,
          inV1(settling(point, executed)),
        ]),
      ]),
    ),
    ...Object.fromEntries(
      (['before createAccount', 'after createAccount'] as const).map((point) => [
        `after an answer that was replaced on the way, ${point}`,
        afterAReplacedAnswer(point),
      ]),
    ),
    'with the key forgotten: the account whose answer was lost is found in the list': foundMuchLater((scene, request) =>
      scene.dieAtStripe('accounts.create', LOST['and Stripe did it'], request),
    ),
    'with the key forgotten, and Stripe never did it: after a minute of searching another account is made':
      neverMadeMuchLater,
  },
  C5: {
    'after createAccount': at('after createAccount'),
    'with the key forgotten: the account that was not stored is found in the list': foundMuchLater(
      dying.at('after createAccount'),
    ),
    'with the key forgotten: dies again while it searches, and again with the link': deadThreeTimes,
  },
  C6: {
    'before the database got the account alone': keepingTheAccount('unsent'),
    'when the account alone was committed, before its answer': keepingTheAccount('unanswered'),
  },
  C7: {
    'before createAccountLink': at('before createAccountLink'),
    'before createAccountLink, with the account stored': withTheAccountStored('before createAccountLink'),
    'after createAccountLink, with the account stored': withTheAccountStored('after createAccountLink'),
    'before save link_created, with the account stored': withTheAccountStored('before save link_created'),
  },
  C8: {
    ...Object.fromEntries(
      Object.entries(LOST).map(([what, fault]) => [
        `during the creation of the link, ${what}`,
        atStripe('account_links.create', fault),
      ]),
    ),
    'after createAccountLink': at('after createAccountLink'),
    'before save link_created': at('before save link_created'),
    'after createAccountLink, again': again('after createAccountLink'),
  },
  C9: {
    'before the database got the last statement': atStatement('insert into link_attempts', 'unsent'),
    'when the last statement was committed, before its answer': atStatement('insert into link_attempts', 'unanswered'),
    'and the last statement takes effect after that': whileOpening((scene, invited) => scene.dieWaiting(invited)),
  },
  C10: {
    'after save link_created': at('after save link_created'),
    'before the reply': at('before the reply'),
    'after the reply': at('after the reply'),
    'after save link_created, again': again('after save link_created'),
  },
  C11: {
    'before receive': takingAnEvent(dying.at('before receive')),
    'when the event was stored and the job was not': takingAnEvent(dying.atStatement('pgboss.job', 'unsent')),
    'when event and job were committed, before the answer': takingAnEvent(dying.atStatement('commit', 'unanswered')),
    'before the reply': takingAnEvent(dying.at('before the reply')),
  },
  C12: {
    'before save account_refreshed': completing(dying.at('before save account_refreshed')),
    'before the database got the commit': completing(dying.atStatement('commit', 'unsent')),
    'when it was committed, before the answer': completing(dying.atStatement('commit', 'unanswered')),
    'before the reply': completing(dying.at('before the reply')),
  },
  C13: {
    'between revoking the old token and storing the new one': replacing(
      dying.atStatement('insert into onboarding_tokens', 'unsent'),
    ),
    'before the database got the commit': replacing(dying.atStatement('commit', 'unsent')),
    'when it was committed, before the answer': replacing(dying.atStatement('commit', 'unanswered')),
    'before the reply': replacing(dying.at('before the reply')),
  },
  C14: {
    'before the database got the client': inviting(dying.atStatement('insert into clients', 'unsent')),
    'when the client was committed, before the answer': inviting(
      dying.atStatement('insert into clients', 'unanswered'),
    ),
    'before the reply': inviting(dying.at('before the reply')),
    'with a key, before the database got the commit': invitingWithAKey(dying.atStatement('commit', 'unsent')),
    'with a key, when it was committed, before the answer': invitingWithAKey(dying.atStatement('commit', 'unanswered')),
    'with a key, before the reply': invitingWithAKey(dying.at('before the reply')),
  },
}
