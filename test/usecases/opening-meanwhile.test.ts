import t from 'tap'
import type { FailureOutcome } from '../../src/domain/provider-failure.ts'
import { PaymentProviderError, type PaymentProvider } from '../../src/ports/payment-provider.ts'
import {
  callsOf,
  completion,
  failed,
  LIFETIME_MS,
  opened,
  openingWorld,
  opensIt,
  otherAccount,
  revocation,
  storeAccount,
} from '../support/opening-world.ts'

t.test('changes during a call to the provider', async (t) => {
  for (const operation of ['create_account', 'create_account_link'] as const) {
    for (const when of ['before', 'after'] as const) {
      const during = `${when} the effect of ${operation}`

      t.test(`revoked ${during}: refused, and the link is not handed out`, async (t) => {
        const world = openingWorld()
        const invited = await world.invite()
        const revoke = () => world.happen(invited.clientId, revocation('email_changed'))
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
          [when]: () => world.happen(invited.clientId, completion),
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

      t.test(`opened by another caller ${during}: both get a link to one account`, async (t) => {
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

      t.test(`revoked ${during}, which fails: the failure is returned, and not counted`, async (t) => {
        const world = openingWorld()
        const invited = await world.invite()
        world.provider.next(operation, {
          [when]: () => world.happen(invited.clientId, revocation()),
          fails: { outcome: 'unknown' },
          when: 'after',
        })
        await failed(world.open(invited.linkSecret))
        t.match((await world.recordOf(invited)).token, { status: 'revoked', attempts: 0 })
      })
    }
  }

  t.test('the only try is refused after another caller has tried: the intent stays open for it', async (t) => {
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
  })
})

t.test('another account that was stored meanwhile', async (t) => {
  t.test('wins: the link is created for it, and the log reports it', async (t) => {
    const world = openingWorld()
    const invited = await world.invite()
    const stored = await otherAccount(world, invited)
    world.provider.next('create_account_link', { after: () => storeAccount(world, invited, stored) })
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
          requestId: opensIt.requestId,
          linkedAccount: links[0]?.accountId,
          storedAccount: stored.snapshot.accountId,
        },
        message: 'the stored account is not the one that the link was created for; the link was discarded',
      },
    ])
  })

  t.test('and a second link that fails leaves it stored and the token pending', async (t) => {
    const world = openingWorld()
    const invited = await world.invite()
    const stored = await otherAccount(world, invited)
    world.provider.next('create_account_link', { after: () => storeAccount(world, invited, stored) })
    world.provider.failNext('create_account_link', { outcome: 'unknown' })
    await failed(world.open(invited.linkSecret))
    t.match(await world.recordOf(invited), {
      token: { status: 'pending' },
      account: { accountId: stored.snapshot.accountId },
    })
  })

  t.test('that changes again is a bug, and is reported as one', async (t) => {
    const world = openingWorld()
    const invited = await world.invite()
    const stored = await otherAccount(world, invited)
    const { snapshot, generation, terms } = await otherAccount(world, invited, 10)
    world.provider.next('create_account_link', { after: () => storeAccount(world, invited, stored) })
    world.provider.next('create_account_link', {
      after: async () =>
        world.tamper(invited.clientId, (state) => ({ ...state, account: { snapshot, generation, terms } })),
    })
    await t.rejects(world.open(invited.linkSecret), { message: /changed twice/ })
    t.match((await world.recordOf(invited)).token, { status: 'pending' })
  })
})
