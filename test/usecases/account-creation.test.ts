import t from 'tap'
import type { FailureOutcome } from '../../src/domain/provider-failure.ts'
import { callsOf, failed, HOUR_MS, lostFor, MINUTE_MS, opened, openingWorld, staff } from '../support/opening-world.ts'
import { TERMS } from '../support/terms.ts'

/**
 * The outcome table: what the provider answered when it was asked for the account, on the first try of an intent or
 * after an earlier one whose outcome is unknown; where the intent is then, and how many accounts there are when the
 * link has been opened to the end.
 */
type Row = { readonly intent: 'open' | 'settling' | 'next generation'; readonly searched: boolean }
/** No call has the outcome `other_platform`: it is known before. */
type CallOutcome = Exclude<FailureOutcome, 'other_platform'>
const table: Record<CallOutcome, Record<'first' | 'later', Row>> = {
  unknown: { first: { intent: 'open', searched: false }, later: { intent: 'open', searched: false } },
  key_spent: { first: { intent: 'settling', searched: true }, later: { intent: 'settling', searched: true } },
  refused: { first: { intent: 'next generation', searched: false }, later: { intent: 'settling', searched: false } },
  account_unavailable: {
    first: { intent: 'next generation', searched: false },
    later: { intent: 'settling', searched: false },
  },
}
const failures = Object.keys(table) as CallOutcome[]

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
        const { token: inProgress } = await world.recordOf(invited)
        t.match(inProgress, { status: 'in_progress', attempts: settles ? attempts + 1 : attempts })
        t.notOk('lastError' in inProgress)
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

t.test('when the link cannot be created, the account is stored and the next opening creates only a link', async (t) => {
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
        t.equal(world.stateOf(invited.clientId).intent?.status, 'done')

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

t.test('a refusal on the only try closes the intent and unfreezes the parameters', async (t) => {
  const world = openingWorld()
  const invited = await world.invite({ country: 'XX' })
  world.provider.failNext('create_account', { outcome: 'refused', code: 'country_unsupported' })
  await failed(world.open(invited.linkSecret))
  const change = { country: 'DE', name: 'New', email: 'ADA1@example.com' }
  t.match(await world.useCases.changeClient(invited.clientId, change, staff), { outcome: 'changed' })
  await opened(world.open(invited.linkSecret))
  t.match(world.accounts(), [{ generation: 2, parameters: change }])
})

t.test('parameters stay frozen while the outcome is unknown, whatever changes in the client', async (t) => {
  const world = openingWorld()
  const invited = await world.invite({ country: 'DE' })
  world.provider.failNext('create_account', { outcome: 'unknown' }, 'after')
  await failed(world.open(invited.linkSecret))
  const { clientId } = invited
  t.match(await world.useCases.changeClient(clientId, { country: 'FR' }, staff), { outcome: 'country_locked' })
  await world.useCases.changeClient(clientId, { email: 'new@example.com', name: 'New' }, staff)
  const next = await world.useCases.issueToken({ clientId, expiresInHours: 1 }, staff)
  if (next.outcome !== 'issued') throw new Error(next.outcome)
  await opened(world.open(next.linkSecret))
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
  t.equal(world.stateOf(invited.clientId).intent?.status, 'settling')
  await opened(world.open(invited.linkSecret))
  t.equal(world.accounts().length, 1)
  t.equal(callsOf(world, 'create_account').length, 2, 'it was found, not asked for')
})

t.test('an intent of 23 hours', async (t) => {
  t.test('one millisecond younger is still requested under its key', async (t) => {
    const { world, invited } = await lostFor(23 * HOUR_MS - 1, 'after')
    await opened(world.open(invited.linkSecret))
    t.equal(callsOf(world, 'find_account').length, 0)
    t.equal(world.accounts().length, 1)
  })

  t.test('is searched for and adopted, not requested again', async (t) => {
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
      terms: TERMS,
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
    const other = { clientId, generation: 7, parameters: { email: 'ada@example.com', name: 'Ada' }, terms: TERMS }
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
    const late = { clientId, generation: 1, parameters: { email: 'ada@example.com', name: 'Ada' }, terms: TERMS }
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
