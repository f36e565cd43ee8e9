import { randomUUID } from 'node:crypto'
import t from 'tap'
import type { Onboarding } from '../../src/domain/onboarding.ts'
import type { PaymentProvider } from '../../src/ports/payment-provider.ts'
import type { Loaded, TokenRepository } from '../../src/ports/token-repository.ts'
import {
  callsOf,
  completion,
  failed,
  HOUR_MS,
  LIFETIME_MS,
  MINUTE_MS,
  lostFor,
  opened,
  openingWorld,
  opensIt,
  otherAccount,
  revocation,
  storeAccount,
  watched,
  type Invited,
  type OpeningWorld,
} from '../support/opening-world.ts'

t.test('the first opening creates the account, makes a link, and only then starts the token', async (t) => {
  const world = openingWorld()
  const invited = await world.invite({ country: 'DE' })
  const statuses: Record<string, string> = {}
  const look = (when: string) => async () => {
    statuses[when] = (await world.recordOf(invited)).token.status
  }
  world.provider.next('create_account', { before: look('before the account'), after: look('after the account') })
  world.provider.next('create_account_link', { before: look('before the link'), after: look('after the link') })
  const startedAt = world.now()

  const result = await world.open(invited.linkSecret)
  t.match(result, { outcome: 'opened', url: /^https:/, expiresAt: Date, opening: { token: { status: 'pending' } } })
  t.strictSame(statuses, {
    'before the account': 'pending',
    'after the account': 'pending',
    'before the link': 'pending',
    'after the link': 'pending',
  })
  const [account] = world.accounts()
  t.match(account, {
    clientId: invited.clientId,
    generation: 1,
    parameters: { email: 'ada1@example.com', name: 'Ada 1', country: 'DE' },
  })
  const record = await world.recordOf(invited)
  t.match(record, {
    token: { status: 'in_progress', startedAt: startedAt.toISOString(), attempts: 0 },
    account: account?.facts,
  })
  t.strictSame(
    world.provider.calls.map(({ operation }) => operation),
    ['create_account', 'create_account_link'],
  )
  t.strictSame(world.logged, [])
})

t.test('opening again gives a fresh link to the same account, and the first start stays', async (t) => {
  const world = openingWorld()
  const invited = await world.invite()
  const first = await opened(world.open(invited.linkSecret))
  const { token: before } = await world.recordOf(invited)
  world.advance(HOUR_MS)
  const second = await opened(world.open(invited.linkSecret))
  t.not(second.url, first.url)
  t.equal(new Set(world.states).size, 4, 'with fresh states')
  t.strictSame((await world.recordOf(invited)).token, { ...before, linksUntil: second.expiresAt })
  t.equal(world.accounts().length, 1)
  t.equal(callsOf(world, 'create_account').length, 1, 'the account is not asked for again')
})

t.test('the ways back carry a state each, and never the link secret', async (t) => {
  const world = openingWorld()
  const { linkSecret } = await world.invite()
  await world.open(linkSecret)
  const [link] = callsOf(world, 'create_account_link')
  const [toReturn, toRefresh] = world.states
  t.match(link?.request, {
    returnUrl: `https://platform.example/callback?state=${toReturn}`,
    refreshUrl: `https://platform.example/refresh?state=${toRefresh}`,
  })
  t.notMatch(JSON.stringify(world.provider.calls), linkSecret)
})

t.test('unknown and malformed link secrets return unknown_token without calling the provider', async (t) => {
  const world = openingWorld()
  await world.invite()
  const strangers = {
    unknown: world.secrets.mintLinkSecret().secret,
    malformed: 'obt_x',
    empty: '',
    overlong: `obt_${'a'.repeat(100_000)}`,
    'an id': randomUUID(),
  }
  for (const [what, secret] of Object.entries(strangers)) {
    t.strictSame(await world.open(secret), { outcome: 'unknown_token' }, what)
  }
  t.strictSame(world.provider.calls, [])
})

t.test('a token that has ended is refused without calling the provider', async (t) => {
  const endings: Record<string, (world: OpeningWorld, invited: Invited) => Promise<void>> = {
    expired: async (world) => world.advance(LIFETIME_MS),
    revoked: (world, invited) => world.happen(invited.clientId, revocation()),
    completed: (world, invited) => world.happen(invited.clientId, completion),
  }
  for (const [refusal, end] of Object.entries(endings)) {
    for (const before of ['pending', 'in_progress']) {
      t.test(`${before}, then ${refusal} -> refused: ${refusal}`, async (t) => {
        const world = openingWorld()
        const invited = await world.invite()
        if (before === 'in_progress') await opened(world.open(invited.linkSecret))
        await end(world, invited)
        const [{ token }, calls] = [await world.recordOf(invited), world.provider.calls.length]
        t.match(await world.open(invited.linkSecret), {
          outcome: 'refused',
          refusal,
          opening: { token: { status: token.status } },
        })
        t.equal(world.provider.calls.length, calls)
        t.strictSame((await world.recordOf(invited)).token, token)
      })
    }
  }
})

t.test('a token can be opened until the millisecond before its expiry', async (t) => {
  const world = openingWorld()
  const invited = await world.invite()
  world.advance(LIFETIME_MS - 1)
  await opened(world.open(invited.linkSecret))
  world.advance(1)
  t.match(await world.open(invited.linkSecret), { outcome: 'refused', refusal: 'expired' })
})

t.test('any other error that the provider throws is a bug, and is reported as one', async (t) => {
  for (const operation of ['createAccount', 'createAccountLink', 'findAccount'] as const) {
    const { world, invited } = await lostFor(operation === 'findAccount' ? 23 * HOUR_MS : 1, 'before')
    const bug = async () => {
      throw new TypeError('a bug')
    }
    await t.rejects(world.opener({ through: { ...world.provider, [operation]: bug } })(invited.linkSecret), {
      name: 'TypeError',
    })
    t.match((await world.recordOf(invited)).token, { status: 'pending', attempts: 1 }, 'and it counts for nothing')
    if (operation !== 'findAccount') await opened(world.open(invited.linkSecret))
  }
})

t.test('a state that no decision leads to is a bug, and is reported as one', async (t) => {
  const states: Record<string, [(state: Onboarding) => Onboarding, RegExp]> = {
    'an intent is done and there is no account': [
      (state) => ({ ...state, intent: { clientId: state.client.id, generation: 1, status: 'done' } }),
      /can be opened/,
    ],
    'an intent is barred and the client is not erased': [
      (state) => ({ ...state, intent: { clientId: state.client.id, generation: 1, status: 'barred' } }),
      /can be opened/,
    ],
  }
  for (const [what, [change, message]] of Object.entries(states)) {
    const world = openingWorld()
    const invited = await world.invite()
    world.tamper(invited.clientId, change)
    await t.rejects(world.open(invited.linkSecret), { message }, what)
    t.match((await world.recordOf(invited)).token, { status: 'pending', attempts: 0 }, what)
  }
})

t.test('a repository that reports a save without saving is a bug, and is reported as one', async (t) => {
  const world = openingWorld()
  const invited = await world.invite()
  const using: TokenRepository = {
    ...world.tokens,
    save: async (loaded) => ({ outcome: 'saved', loaded: loaded as Loaded }),
  }
  await t.rejects(world.opener({ using })(invited.linkSecret), { message: /just opened is not there/ })
  t.match((await world.recordOf(invited)).token, { status: 'pending', attempts: 0 })
})

t.test('an opening ends although each answer about the account leads to another call', async (t) => {
  const world = openingWorld()
  const invited = await world.invite()
  // Every save takes a minute, which is as long as an account is searched for.
  const using: TokenRepository = {
    ...world.tokens,
    async save(...call) {
      const saved = await world.tokens.save(...call)
      world.advance(MINUTE_MS)
      return saved.outcome === 'saved' ? { ...saved, loaded: { ...saved.loaded, now: world.now() } } : saved
    },
  }
  for (let n = 0; n < 10; n += 1) world.provider.failNext('create_account', { outcome: 'key_spent' })
  const open = world.opener({ using, through: world.provider })
  await t.rejects(open(invited.linkSecret), { message: /did not come to rest/ })
  t.equal(world.accounts().length, 0)
})

t.test('when the database is away at the last step, the next opening gets the same account', async (t) => {
  const world = openingWorld()
  const invited = await world.invite()
  const away: TokenRepository = {
    ...world.tokens,
    async save(loaded, events, options) {
      if (events.some(({ type }) => type === 'link_created')) throw new Error('the database is away')
      return world.tokens.save(loaded, events, options)
    },
  }
  await t.rejects(world.opener({ using: away })(invited.linkSecret), { message: 'the database is away' })
  t.match(await world.recordOf(invited), { token: { status: 'pending' } })
  await opened(world.open(invited.linkSecret))
  t.equal(world.accounts().length, 1)
})

t.test('one deadline covers a whole opening', async (t) => {
  const world = openingWorld()
  const invited = await world.invite()
  const signals: unknown[] = []
  const through = watched<PaymentProvider>(world.provider, (_method, call) => signals.push(call.at(-1)))
  world.provider.failNext('create_account', { outcome: 'key_spent' }, 'after')
  await opened(world.opener({ through })(invited.linkSecret))
  t.ok(signals.length >= 3, 'create, find, link')
  t.ok(signals[0] instanceof AbortSignal)
  t.equal(new Set(signals).size, 1)
})

t.test('a first opening costs three statements, a later one two, a refusal one', async (t) => {
  const world = openingWorld()
  const invited = await world.invite()
  let statements = 0
  const open = world.opener({ using: watched(world.tokens, () => (statements += 1)) })
  await opened(open(invited.linkSecret))
  t.equal(statements, 3)
  statements = 0
  await opened(open(invited.linkSecret))
  t.equal(statements, 2)
  statements = 0
  world.advance(LIFETIME_MS)
  await open(invited.linkSecret)
  t.equal(statements, 1)
})

t.test('nothing in the log is a secret or personal', async (t) => {
  const world = openingWorld()
  const invited = await world.invite()
  const stored = await otherAccount(world, invited)
  world.provider.failNext('create_account', { outcome: 'unknown', code: 'timeout' })
  await failed(world.open(invited.linkSecret))
  world.provider.next('create_account_link', { after: () => storeAccount(world, invited, stored) })
  await opened(world.open(invited.linkSecret))
  world.provider.failNext('create_account_link', { outcome: 'refused', code: 'any' })
  await failed(world.open(invited.linkSecret))

  t.equal(world.logged.length, 3)
  const told = JSON.stringify(world.logged)
  for (const secret of [invited.linkSecret, ...world.states, 'connect.invalid', 'ada1', 'Ada 1', 'platform.example']) {
    t.notOk(told.includes(secret))
  }
  t.ok(told.includes(invited.tokenId) && told.includes(invited.clientId) && told.includes(opensIt.requestId))
})
