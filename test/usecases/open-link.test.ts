import { randomUUID } from 'node:crypto'
import t from 'tap'
import type { RevokeReason, TokenEvent } from '../../src/domain/onboarding-token.ts'
import type { FailureOutcome } from '../../src/domain/provider-failure.ts'
import { PaymentProviderError, type PaymentProvider } from '../../src/ports/payment-provider.ts'
import type { CreatedAccount, TokenRepository } from '../../src/ports/token-repository.ts'
import type { OpenLinkResult } from '../../src/usecases/open-link.ts'
import { act, openingWorld, type Invited, type OpeningWorld } from '../support/opening-world.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const LIFETIME_MS = 336 * HOUR_MS

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
  t.match(record, { token: { status: 'in_progress', startedAt, attempts: 0 }, account: account?.facts })
  t.strictSame(
    world.provider.calls.map(({ operation }) => operation),
    ['create_account', 'create_account_link'],
  )
  t.strictSame(world.logged, [])
})

t.test('opening again gives a fresh link to the same account and keeps the first start', async (t) => {
  const world = openingWorld()
  const invited = await world.invite()
  const first = await opened(world.open(invited.linkSecret))
  const { token: before } = await world.recordOf(invited)
  world.advance(HOUR_MS)
  const second = await opened(world.open(invited.linkSecret))
  t.not(second.url, first.url)
  t.equal(new Set(world.states).size, 4, 'with fresh states')
  t.strictSame((await world.recordOf(invited)).token, before)
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

t.test("what is no link secret, and what is nobody's, opens nothing and asks nobody", async (t) => {
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

t.test('a token that cannot be opened any more asks nobody', async (t) => {
  const endings: Record<string, (world: OpeningWorld, invited: Invited) => Promise<void>> = {
    expired: async (world) => world.advance(LIFETIME_MS),
    revoked: (world, invited) => world.happen(invited.clientId, revocation(world)),
    completed: (world, invited) => world.happen(invited.clientId, completion(world, invited)),
  }
  for (const [refusal, end] of Object.entries(endings)) {
    for (const before of ['pending', 'in_progress']) {
      t.test(`${before}, then ${refusal} -> refused: ${refusal}`, async (t) => {
        const world = openingWorld()
        const invited = await world.invite()
        if (before === 'in_progress') await opened(world.open(invited.linkSecret))
        await end(world, invited)
        const [{ token }, calls] = [await world.recordOf(invited), world.provider.calls.length]
        t.match(await world.open(invited.linkSecret), { outcome: 'refused', refusal, opening: { token } })
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

/**
 * The outcome table: what the provider answered when it was asked for the account, on the first try of an intent or
 * after an earlier one whose outcome is unknown; where the intent is then, and how many accounts there are when the
 * link has been opened to the end.
 */
type Row = { readonly intent: 'open' | 'settling' | 'next generation'; readonly searched: boolean }
const table: Record<FailureOutcome, Record<'first' | 'later', Row>> = {
  unknown: { first: { intent: 'open', searched: false }, later: { intent: 'open', searched: false } },
  key_spent: { first: { intent: 'settling', searched: true }, later: { intent: 'settling', searched: true } },
  refused: { first: { intent: 'next generation', searched: false }, later: { intent: 'settling', searched: false } },
  account_unavailable: {
    first: { intent: 'next generation', searched: false },
    later: { intent: 'settling', searched: false },
  },
}
const failures = Object.keys(table) as FailureOutcome[]

t.test('when the account cannot be created, the token stays and a retry opens it', async (t) => {
  for (const outcome of failures) {
    for (const which of ['first', 'later'] as const) {
      const { intent, searched } = table[outcome][which]
      t.test(`${outcome} on the ${which} try -> ${intent}`, async (t) => {
        const world = openingWorld()
        const invited = await world.invite()
        if (which === 'later') {
          world.provider.failNext('create_account', { outcome: 'unknown' })
          await world.open(invited.linkSecret)
        }
        const attempts = which === 'later' ? 2 : 1
        const failedAt = world.now()
        world.provider.failNext('create_account', { outcome, code: 'any', requestId: 'req_1' })
        const result = await world.open(invited.linkSecret)
        const told = searched
          ? {
              operation: 'create_account',
              outcome: 'key_spent',
              code: 'account_creation_unsettled',
              retryAfterSeconds: 60,
            }
          : { operation: 'create_account', outcome, code: 'any', requestId: 'req_1' }
        if (result.outcome !== 'provider_failed') throw new Error(result.outcome)
        t.strictSame(result.failure, told)
        const { token, account } = await world.recordOf(invited)
        t.match(token, { status: 'pending', attempts })
        t.strictSame(token.lastError, { ...told, at: failedAt })
        t.equal(account, undefined)
        t.equal(callsOf(world, 'find_account').length, searched ? 1 : 0)
        t.equal(callsOf(world, 'create_account_link').length, 0)
        t.match(world.logged.at(-1), { level: 'error', facts: { tokenId: invited.tokenId, provider: told } })

        const settles = intent === 'settling'
        if (settles) {
          await failed(world.open(invited.linkSecret), 'within the minute it cannot be opened')
          world.advance(MINUTE_MS)
        }
        await opened(world.open(invited.linkSecret))
        const generation = intent === 'open' ? 1 : 2
        t.same(
          world.accounts().map((account) => account.generation),
          [generation],
        )
        t.match((await world.recordOf(invited)).token, {
          status: 'in_progress',
          attempts: settles ? attempts + 1 : attempts,
          lastError: { operation: 'create_account' },
        })
      })
    }
  }
})

t.test('however often the answer is lost after the account was created, there is one account', async (t) => {
  const world = openingWorld()
  const invited = await world.invite()
  for (let n = 1; n <= 5; n += 1) {
    world.provider.failNext('create_account', { outcome: 'unknown', code: 'timeout' }, 'after')
    t.match(await failed(world.open(invited.linkSecret)), { code: 'timeout' })
    t.match((await world.recordOf(invited)).token, { status: 'pending', attempts: n })
    world.advance(4 * HOUR_MS)
  }
  await opened(world.open(invited.linkSecret))
  t.equal(world.accounts().length, 1)
  t.equal(callsOf(world, 'find_account').length, 0, 'the same key found out')
})

t.test('when the link cannot be made, the account is kept and the next opening makes only a link', async (t) => {
  for (const outcome of failures) {
    for (const when of ['before', 'after'] as const) {
      t.test(`${outcome} ${when} the link is made`, async (t) => {
        const world = openingWorld()
        const invited = await world.invite()
        world.provider.failNext('create_account_link', { outcome, code: 'any' }, when)
        const failure = await failed(world.open(invited.linkSecret))
        t.strictSame(failure, { operation: 'create_account_link', outcome, code: 'any' })
        const { token, account } = await world.recordOf(invited)
        t.match(token, { status: 'pending', attempts: 1, lastError: { operation: 'create_account_link' } })
        t.equal(account?.accountId, world.accounts()[0]?.facts.accountId)
        t.equal((await world.intentOf(invited)).status, 'done')

        await opened(world.open(invited.linkSecret))
        t.equal(callsOf(world, 'create_account').length, 1)
        t.equal(world.accounts().length, 1)
      })
    }
  }

  t.test('a token in progress stays in progress', async (t) => {
    const world = openingWorld()
    const invited = await world.invite()
    await opened(world.open(invited.linkSecret))
    world.provider.failNext('create_account_link', { outcome: 'account_unavailable' })
    await failed(world.open(invited.linkSecret))
    t.match((await world.recordOf(invited)).token, { status: 'in_progress', attempts: 1 })
    t.equal(world.accounts().length, 1, 'an account that is gone is not replaced')
  })
})

t.test('a refusal on the only try closes the intent at once and unfreezes the parameters', async (t) => {
  const world = openingWorld()
  const invited = await world.invite({ country: 'XX' })
  world.provider.failNext('create_account', { outcome: 'refused', code: 'country_unsupported' })
  await failed(world.open(invited.linkSecret))
  await world.changeClient(invited.clientId, { country: 'DE', email: 'new@example.com' })
  await opened(world.open(invited.linkSecret))
  t.match(world.accounts(), [{ generation: 2, parameters: { country: 'DE', email: 'new@example.com' } }])
})

t.test('parameters stay frozen while the outcome is unknown, whatever becomes of the client', async (t) => {
  const world = openingWorld()
  const invited = await world.invite({ country: 'DE' })
  world.provider.failNext('create_account', { outcome: 'unknown' }, 'after')
  await failed(world.open(invited.linkSecret))
  await world.changeClient(invited.clientId, { email: 'new@example.com', name: 'New' })
  await opened(world.open(invited.linkSecret))
  t.equal(world.accounts().length, 1)
  const asked = callsOf(world, 'create_account').map(({ request }) => request)
  t.strictSame(asked[1], asked[0])
})

t.test('a refusal after an unknown outcome settles: the account that was made after all is adopted', async (t) => {
  const world = openingWorld()
  const invited = await world.invite()
  world.provider.failNext('create_account', { outcome: 'unknown' }, 'after')
  await failed(world.open(invited.linkSecret))
  world.provider.failNext('create_account', { outcome: 'refused', code: 'platform_restricted' })
  t.match(await failed(world.open(invited.linkSecret)), { code: 'platform_restricted' })
  t.equal((await world.intentOf(invited)).status, 'settling')
  await opened(world.open(invited.linkSecret))
  t.equal(world.accounts().length, 1)
  t.equal(callsOf(world, 'create_account').length, 2, 'it was found, not asked for')
})

t.test('an intent of 23 hours', async (t) => {
  t.test('one millisecond younger is still asked for under its key', async (t) => {
    const { world, invited } = await lostFor(23 * HOUR_MS - 1, 'after')
    await opened(world.open(invited.linkSecret))
    t.equal(callsOf(world, 'find_account').length, 0)
    t.equal(world.accounts().length, 1)
  })

  t.test('is searched for and adopted, not asked for again', async (t) => {
    const { world, invited } = await lostFor(23 * HOUR_MS, 'after')
    const creations = callsOf(world, 'create_account').length
    const result = await opened(world.open(invited.linkSecret))
    t.match(result.url, /^https:/)
    const [account] = world.accounts()
    t.equal((await world.recordOf(invited)).account?.accountId, account?.facts.accountId)
    t.equal(world.accounts().length, 1)
    t.equal(callsOf(world, 'create_account').length, creations)
    const [search] = callsOf(world, 'find_account')
    const openedAt = world.now().getTime() - 23 * HOUR_MS
    t.strictSame(search?.request, {
      clientId: invited.clientId,
      generation: 1,
      since: new Date(openedAt - 5 * MINUTE_MS),
    })
  })

  t.test('waits for a minute if nothing is found, and is then given up for the next generation', async (t) => {
    const { world, invited } = await lostFor(23 * HOUR_MS, 'before')
    t.match(await failed(world.open(invited.linkSecret)), { code: 'account_creation_unsettled', retryAfterSeconds: 60 })
    world.advance(MINUTE_MS - 1)
    t.match(await failed(world.open(invited.linkSecret)), { code: 'account_creation_unsettled', retryAfterSeconds: 1 })
    t.equal(world.accounts().length, 0)
    world.advance(1)
    await opened(world.open(invited.linkSecret))
    t.same(
      world.accounts().map(({ generation }) => generation),
      [2],
    )
  })

  t.test('is adopted only by its own generation', async (t) => {
    const { world, invited } = await lostFor(23 * HOUR_MS, 'before')
    // The account of another generation of the same client, as after an operator's reset of earlier days.
    const { clientId } = invited
    const other = { clientId, generation: 7, parameters: { email: 'ada@example.com', name: 'Ada' } }
    await world.provider.createAccount(other, new AbortController().signal)
    await failed(world.open(invited.linkSecret))
    t.equal((await world.recordOf(invited)).account, undefined)
  })

  t.test('is settled by its age in the database, however slow the other openings are', async (t) => {
    const { world, invited } = await lostFor(23 * HOUR_MS, 'after')
    const all = await Promise.all(Array.from({ length: 5 }, () => world.open(invited.linkSecret)))
    t.strictSame(new Set(all.map(({ outcome }) => outcome)), new Set(['opened']))
    t.equal(world.accounts().length, 1)
  })

  t.test('stays as it is when the search fails', async (t) => {
    for (const outcome of failures) {
      const { world, invited } = await lostFor(23 * HOUR_MS, 'after')
      world.provider.failNext('find_account', { outcome, code: 'any' })
      t.match(await failed(world.open(invited.linkSecret)), { operation: 'find_account', outcome })
      t.match((await world.recordOf(invited)).token, { status: 'pending', attempts: 2 })
      await opened(world.open(invited.linkSecret))
      t.equal(world.accounts().length, 1)
    }
  })

  t.test('is not given up while the search fails, however long that is', async (t) => {
    const { world, invited } = await lostFor(23 * HOUR_MS, 'after')
    for (let n = 0; n < 5; n += 1) {
      world.provider.failNext('find_account', { outcome: 'unknown' })
      await failed(world.open(invited.linkSecret))
      world.advance(HOUR_MS)
    }
    await opened(world.open(invited.linkSecret))
    t.equal(world.accounts().length, 1)
  })
})

t.test('a spent key', async (t) => {
  t.test('with an account at the provider is adopted in the same opening', async (t) => {
    const world = openingWorld()
    const invited = await world.invite()
    world.provider.failNext('create_account', { outcome: 'key_spent', code: 'replayed_error' }, 'after')
    await opened(world.open(invited.linkSecret))
    t.match(await world.recordOf(invited), { token: { status: 'in_progress', attempts: 0 } })
    t.equal(world.accounts().length, 1)
  })

  t.test('with an account that shows only later is adopted then', async (t) => {
    const world = openingWorld()
    const invited = await world.invite()
    world.provider.failNext('create_account', { outcome: 'key_spent', code: 'replayed_error' })
    await failed(world.open(invited.linkSecret))
    world.advance(MINUTE_MS - 1)
    const { clientId } = invited
    const late = { clientId, generation: 1, parameters: { email: 'ada@example.com', name: 'Ada' } }
    const { accountId } = await world.provider.createAccount(late, new AbortController().signal)
    await opened(world.open(invited.linkSecret))
    t.equal((await world.recordOf(invited)).account?.accountId, accountId)
    t.equal(world.accounts().length, 1)
  })

  t.test('is given up by one opening only, and all of them get the account of the next generation', async (t) => {
    const world = openingWorld()
    const invited = await world.invite()
    world.provider.failNext('create_account', { outcome: 'key_spent', code: 'replayed_error' })
    await failed(world.open(invited.linkSecret))
    world.advance(MINUTE_MS)
    const all = await Promise.all(Array.from({ length: 10 }, () => world.open(invited.linkSecret)))
    t.strictSame(new Set(all.map(({ outcome }) => outcome)), new Set(['opened']))
    t.same(
      world.accounts().map(({ generation }) => generation),
      [2],
    )
  })

  t.test('of the next generation goes the same way', async (t) => {
    const world = openingWorld()
    const invited = await world.invite()
    for (let n = 0; n < 3; n += 1) {
      world.provider.failNext('create_account', { outcome: 'key_spent', code: 'replayed_error' })
      await failed(world.open(invited.linkSecret))
      world.advance(MINUTE_MS)
    }
    await opened(world.open(invited.linkSecret))
    t.same(
      world.accounts().map(({ generation }) => generation),
      [4],
    )
  })
})

t.test('what happens while the provider is asked', async (t) => {
  for (const operation of ['create_account', 'create_account_link'] as const) {
    for (const when of ['before', 'after'] as const) {
      const during = `${when} the effect of ${operation}`

      t.test(`revoked ${during}: refused, and the link is not handed out`, async (t) => {
        const world = openingWorld()
        const invited = await world.invite()
        const revoke = () => world.happen(invited.clientId, revocation(world, 'email_changed'))
        world.provider.next(operation, { [when]: revoke })
        const result = await world.open(invited.linkSecret)
        t.match(result, { outcome: 'refused', refusal: 'revoked', opening: { token: { status: 'revoked' } } })
        t.notMatch(JSON.stringify(result), /connect\.invalid/)
        const { token, account } = await world.recordOf(invited)
        t.match(token, { status: 'revoked', revokeReason: 'email_changed' })
        t.notOk('startedAt' in token)
        t.equal(account?.accountId, world.accounts()[0]?.facts.accountId, 'the account is kept for the next token')
      })

      t.test(`completed ${during}: refused`, async (t) => {
        const world = openingWorld()
        const invited = await world.invite()
        world.provider.next(operation, {
          [when]: () => world.happen(invited.clientId, completion(world, invited)),
        })
        t.match(await world.open(invited.linkSecret), { outcome: 'refused', refusal: 'completed' })
        t.equal((await world.recordOf(invited)).token.status, 'completed')
      })

      t.test(`expired ${during}: refused`, async (t) => {
        const world = openingWorld()
        const invited = await world.invite()
        world.advance(LIFETIME_MS - 1)
        world.provider.next(operation, { [when]: async () => world.advance(1) })
        t.match(await world.open(invited.linkSecret), { outcome: 'refused', refusal: 'expired' })
        t.equal((await world.recordOf(invited)).token.status, 'pending')
      })

      t.test(`opened by somebody else ${during}: both get a link to one account`, async (t) => {
        const world = openingWorld()
        const invited = await world.invite()
        const urls: string[] = []
        world.provider.next(operation, {
          [when]: async () => urls.push((await opened(world.opener()(invited.linkSecret))).url),
        })
        urls.push((await opened(world.open(invited.linkSecret))).url)
        t.equal(new Set(urls).size, 2)
        t.equal(world.accounts().length, 1)
        t.strictSame(world.logged, [])
      })

      t.test(`revoked ${during}, which fails: the failure is told, and counts for nothing`, async (t) => {
        const world = openingWorld()
        const invited = await world.invite()
        world.provider.next(operation, {
          [when]: () => world.happen(invited.clientId, revocation(world)),
          fails: { outcome: 'unknown' },
          when: 'after',
        })
        await failed(world.open(invited.linkSecret))
        t.match((await world.recordOf(invited)).token, { status: 'revoked', attempts: 0 })
      })
    }
  }

  t.test(
    'the sole try is refused after somebody else has tried: nobody closes the intent under the other',
    async (t) => {
      const world = openingWorld()
      const invited = await world.invite()
      const failing = (outcome: FailureOutcome, effect: PaymentProvider['createAccount'] | (() => Promise<unknown>)) =>
        world.opener({
          through: {
            ...world.provider,
            async createAccount(request, signal) {
              await effect(request, signal)
              throw new PaymentProviderError({ operation: 'create_account', outcome, code: 'any' })
            },
          },
        })
      // The other comes while the slow one asks: its account is made, and its answer gets lost.
      const other = failing('unknown', (request, signal) => world.provider.createAccount(request, signal))
      const slow = failing('refused', () => failed(other(invited.linkSecret)))
      t.match(await failed(slow(invited.linkSecret)), { outcome: 'refused' })
      await opened(world.open(invited.linkSecret))
      t.same(
        world.accounts().map(({ generation }) => generation),
        [1],
      )
    },
  )
})

t.test('another account that was stored meanwhile', async (t) => {
  t.test('wins: the link is made for it, and operators are told', async (t) => {
    const world = openingWorld()
    const invited = await world.invite()
    const stored = await otherAccount(world, invited)
    world.provider.next('create_account_link', { after: () => keep(world, invited, stored) })
    const { url } = await opened(world.open(invited.linkSecret))
    const links = callsOf(world, 'create_account_link').map(({ request }) => request as { accountId: string })
    t.equal(links.length, 2)
    t.equal(links[1]?.accountId, stored.snapshot.accountId)
    t.equal(url.endsWith('/2'), true, 'the first link is thrown away')
    t.match(await world.recordOf(invited), {
      token: { status: 'in_progress' },
      account: { accountId: stored.snapshot.accountId },
    })
    t.strictSame(world.logged, [
      {
        level: 'error',
        facts: {
          tokenId: invited.tokenId,
          clientId: invited.clientId,
          requestId: act.requestId,
          linkedAccount: links[0]?.accountId,
          storedAccount: stored.snapshot.accountId,
        },
        message: 'another account is stored than the one the link was made for; the link is thrown away',
      },
    ])
  })

  t.test('and a second link that fails leaves it stored and the token pending', async (t) => {
    const world = openingWorld()
    const invited = await world.invite()
    const stored = await otherAccount(world, invited)
    world.provider.next('create_account_link', { after: () => keep(world, invited, stored) })
    world.provider.failNext('create_account_link', { outcome: 'unknown' })
    await failed(world.open(invited.linkSecret))
    t.match(await world.recordOf(invited), {
      token: { status: 'pending' },
      account: { accountId: stored.snapshot.accountId },
    })
  })

  t.test('that changes all the time is a bug, told as one', async (t) => {
    const world = openingWorld()
    const invited = await world.invite()
    let n = 0
    const using: TokenRepository = {
      ...world.tokens,
      recordLink: async () => ({ outcome: 'other_account', accountId: `acct_memory${(n += 1)}` }),
    }
    await otherAccount(world, invited)
    await t.rejects(world.opener({ using })(invited.linkSecret), { message: /changed twice/ })
  })
})

t.test('a provider that throws what is no failure of the provider is a bug, told as one', async (t) => {
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

t.test('a repository that contradicts itself is a bug, told as one', async (t) => {
  const world = openingWorld()
  const invited = await world.invite()
  const { tokens } = world
  const contradictions: Record<string, [Partial<TokenRepository>, RegExp]> = {
    'refuses a token that can be opened': [{ recordLink: async () => ({ outcome: 'refused' }) }, /can be opened/],
    'says done and names no account': [
      {
        openIntent: async (clientId) => ({
          intent: { clientId, generation: 1, status: 'done' },
          storedAccountId: undefined,
          now: world.now(),
        }),
      },
      /did not come to rest/,
    ],
    'opens an intent that is closed': [
      {
        openIntent: async (clientId) => ({
          intent: { clientId, generation: 1, status: 'closed' },
          storedAccountId: undefined,
          now: world.now(),
        }),
      },
      /is closed/,
    ],
  }
  for (const [what, [part, message]] of Object.entries(contradictions)) {
    await t.rejects(world.opener({ using: { ...tokens, ...part } })(invited.linkSecret), { message }, what)
  }
  t.match((await world.recordOf(invited)).token, { status: 'pending', attempts: 0 })
})

t.test('a token that is gone when its link was refused is unknown', async (t) => {
  const world = openingWorld()
  const invited = await world.invite()
  let looks = 0
  const using: TokenRepository = {
    ...world.tokens,
    findBySecret: async (hash) => ((looks += 1) === 1 ? world.tokens.findBySecret(hash) : undefined),
    recordLink: async () => ({ outcome: 'refused' }),
  }
  t.strictSame(await world.opener({ using })(invited.linkSecret), { outcome: 'unknown_token' })
})

t.test('when the database is away at the last step, the next opening gets the same account', async (t) => {
  const world = openingWorld()
  const invited = await world.invite()
  const away: TokenRepository = {
    ...world.tokens,
    recordLink: async () => {
      throw new Error('the database is away')
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
  const through = watched<PaymentProvider>(world.provider, (call) => signals.push(call.at(-1)))
  world.provider.failNext('create_account', { outcome: 'key_spent' }, 'after')
  await opened(world.opener({ through })(invited.linkSecret))
  t.ok(signals.length >= 3, 'create, find, link')
  t.ok(signals[0] instanceof AbortSignal)
  t.equal(new Set(signals).size, 1)
})

t.test('a first opening costs three statements, a later one two', async (t) => {
  const world = openingWorld()
  const invited = await world.invite()
  let statements = 0
  const open = world.opener({ using: watched(world.tokens, () => (statements += 1)) })
  await opened(open(invited.linkSecret))
  t.equal(statements, 3)
  statements = 0
  await opened(open(invited.linkSecret))
  t.equal(statements, 2)
})

t.test('nothing that operators are told is a secret or personal', async (t) => {
  const world = openingWorld()
  const invited = await world.invite()
  const stored = await otherAccount(world, invited)
  world.provider.failNext('create_account', { outcome: 'unknown', code: 'timeout' })
  await failed(world.open(invited.linkSecret))
  world.provider.next('create_account_link', { after: () => keep(world, invited, stored) })
  await opened(world.open(invited.linkSecret))
  world.provider.failNext('create_account_link', { outcome: 'refused', code: 'any' })
  await failed(world.open(invited.linkSecret))

  t.equal(world.logged.length, 3)
  const told = JSON.stringify(world.logged)
  for (const secret of [invited.linkSecret, ...world.states, 'connect.invalid', 'ada1', 'Ada 1', 'platform.example']) {
    t.notOk(told.includes(secret))
  }
  t.ok(told.includes(invited.tokenId) && told.includes(invited.clientId) && told.includes(act.requestId))
})

/** The same object, each call of whose methods is told first. */
function watched<T extends object>(object: T, told: (call: unknown[]) => void): T {
  return new Proxy(object, {
    get(target, name) {
      const method: unknown = Reflect.get(target, name)
      if (typeof method !== 'function') return method
      return (...call: unknown[]): unknown => {
        told(call)
        return Reflect.apply(method, target, call)
      }
    },
  })
}

async function opened(result: Promise<OpenLinkResult>): Promise<OpenLinkResult & { outcome: 'opened' }> {
  const settled = await result
  if (settled.outcome === 'opened') return settled
  throw new Error(`the link is not opened but ${settled.outcome}`, { cause: settled })
}

async function failed(result: Promise<OpenLinkResult>, why = 'it was to fail') {
  const settled = await result
  if (settled.outcome === 'provider_failed') return settled.failure
  throw new Error(`${why}, and it is ${settled.outcome}`)
}

const callsOf = ({ provider }: OpeningWorld, wanted: string) =>
  provider.calls.filter(({ operation }) => operation === wanted)

const revocation = ({ now }: OpeningWorld, reason: RevokeReason = 'operator'): TokenEvent => ({
  type: 'revoke',
  at: now(),
  reason,
})

const completion = ({ now }: OpeningWorld, { clientId }: Invited): TokenEvent => ({
  type: 'evidence',
  at: now(),
  clientId,
  snapshot: {
    accountId: 'acct_any',
    fetchedAt: now(),
    detailsSubmitted: true,
    chargesEnabled: true,
    payoutsEnabled: true,
    requirements: { currentlyDue: [], pastDue: [], pendingVerification: [], errors: [] },
  },
})

/** A client whose first opening failed that long ago, before or after its account was created. */
async function lostFor(ms: number, when: 'before' | 'after') {
  const world = openingWorld()
  const invited = await world.invite()
  world.provider.failNext('create_account', { outcome: 'unknown', code: 'timeout' }, when)
  await failed(world.open(invited.linkSecret))
  world.advance(ms)
  return { world, invited }
}

/** An account at the provider that this opening did not ask for. */
async function otherAccount({ provider, now }: OpeningWorld, { clientId }: Invited): Promise<CreatedAccount> {
  const request = { clientId, generation: 9, parameters: { email: 'ada@example.com', name: 'Ada' } }
  const facts = await provider.createAccount(request, new AbortController().signal)
  return { snapshot: { ...facts, fetchedAt: now() }, generation: 9 }
}

/** Another opening stores its account and comes no further. */
function keep({ tokens }: OpeningWorld, { clientId, tokenId }: Invited, created: CreatedAccount): Promise<void> {
  const failure = { operation: 'create_account_link', outcome: 'unknown', code: 'any' } as const
  return tokens.recordFailure({ clientId, tokenId, failure, created }, act)
}
