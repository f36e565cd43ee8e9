import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import {
  decideLinkCreated,
  decideProviderFailed,
  decideRefreshRestored,
  decideRefreshUse,
  type CreatedAccount,
} from '../../src/domain/decide-link.ts'
import { decideErasure } from '../../src/domain/decide-client.ts'
import type { CreatedLink } from '../../src/domain/onboarding-event.ts'
import type { ProviderFailure } from '../../src/domain/provider-failure.ts'
import { commit } from '../../src/usecases/commit.ts'
import { onEachAdapter, type ContractWorld } from '../support/contract-ports.ts'
import {
  active,
  client,
  committed,
  createdAccount,
  failure,
  invited,
  newLink,
  opened,
  range,
  revoked,
  stored,
  type Invited,
} from './fixtures.ts'
import { openIntent } from '../support/open-intent.ts'
import { DEFAULT_PLATFORM } from '../../src/ports/actor.ts'

/** Saves a link that the provider has made, and perhaps the account that it made before. */
function link(
  world: ContractWorld,
  given: Invited,
  { created, accountId, ...parts }: { created?: CreatedAccount; accountId?: string } & Partial<CreatedLink>,
) {
  const made = newLink(accountId ?? created?.snapshot.accountId ?? '', parts)
  return committed(world, given, (state, now) =>
    decideLinkCreated(state, now, { tokenId: given.tokenId, created, link: made }),
  )
}

const fails = (world: ContractWorld, given: Invited, told: ProviderFailure = failure, created?: CreatedAccount) =>
  committed(world, given, (state) => decideProviderFailed(state, { tokenId: given.tokenId, failure: told, created }))

onEachAdapter(t, 'links that are handed out', async (t, world) => {
  t.test('the first one starts the token and stores the account with what the provider said of it', async (t) => {
    const given = await invited(world)
    await committed(world, given, openIntent)
    const created = createdAccount({
      hold: 'paused',
      holdReason: 'listed',
      capabilities: { card_payments: 'unsupported', transfers: 'pending', payouts: 'rejected' },
      asks: [
        { what: 'A', from: 'client', due: 'overdue', error: 'It has expired.' },
        { what: 'B', from: 'client', due: 'now', by: new Date('2027-01-02T03:04:05.678Z') },
        { what: 'C', from: 'client', due: 'later' },
        { what: 'D', from: 'provider', due: 'now' },
      ],
    })
    const { result, loaded } = await link(world, given, { created })
    t.same(result, { outcome: 'recorded' })
    const { state } = await stored(world, given.clientId)
    t.match(state.tokens, [{ status: 'in_progress', startedAt: loaded.now, attempts: 0 }])
    t.strictSame(state.account, created)
    t.equal(state.intent?.status, 'done')
  })

  t.test('opening again keeps the first start, and the latest end of all links', async (t) => {
    const given = await invited(world)
    const { accountId, linkExpiresAt } = await opened(world, given)
    const [first] = (await stored(world, given.clientId)).state.tokens
    await sleep(5)
    await link(world, given, { accountId, linkExpiresAt: new Date(linkExpiresAt.getTime() - 1000) })
    t.strictSame((await stored(world, given.clientId)).state.tokens, [first])
    const later = new Date(linkExpiresAt.getTime() + 1000)
    await link(world, given, { accountId, linkExpiresAt: later })
    t.strictSame((await stored(world, given.clientId)).state.tokens, [{ ...first, linksUntil: later }])
  })

  t.test('terms are accepted with a link or with a failure, and nothing of it remains after erasure', async (t) => {
    const given = await invited(world)
    const accepts = { version: '2026-11-01', address: '2001:db8::1' }
    const failed = await committed(world, given, (state) =>
      decideProviderFailed(state, { tokenId: given.tokenId, failure, accepts }),
    )
    const { now: at } = failed.loaded
    t.strictSame((await stored(world, given.clientId)).state.client.terms, { ...accepts, at })
    const { accountId } = await opened(world, given)
    t.strictSame((await stored(world, given.clientId)).state.client.terms, { ...accepts, at }, 'it stays')
    const newer = await committed(world, given, (state, now) =>
      decideLinkCreated(state, now, { tokenId: given.tokenId, link: newLink(accountId), accepts: { version: '2' } }),
    )
    const { client } = (await stored(world, given.clientId)).state
    t.strictSame(client.terms, { version: '2', at: newer.loaded.now }, 'a newer version takes its place')
    const { items } = await world.auditTrail.list(
      { clientId: given.clientId, platform: DEFAULT_PLATFORM },
      { limit: 9 },
    )
    t.strictSame(
      items.filter(({ type }) => type === 'terms_accepted').map(({ facts }) => facts),
      [{ version: '2' }, { version: '2026-11-01' }],
    )
    await committed(world, given, decideErasure)
    t.notOk('terms' in (await stored(world, given.clientId)).state.client)
    t.notMatch(JSON.stringify(await stored(world, given.clientId)), '2001:db8::1')
  })

  t.test('a token that was revoked meanwhile refuses, and the created account is stored', async (t) => {
    const given = await invited(world)
    await committed(world, given, openIntent)
    await revoked(world, given)
    const created = createdAccount()
    t.same((await link(world, given, { created })).result, { outcome: 'refused', refusal: 'revoked' })
    const { state } = await stored(world, given.clientId)
    t.match(state, { tokens: [{ status: 'revoked' }], account: created, intent: { status: 'done' } })
  })

  t.test('a token refuses after its expiry by the clock of the store, and stays as it is', async (t) => {
    const given = await invited(world, { token: { lifetimeMs: 60 } })
    await committed(world, given, openIntent)
    await sleep(70)
    const created = createdAccount()
    t.same((await link(world, given, { created })).result, { outcome: 'refused', refusal: 'expired' })
    const { state } = await stored(world, given.clientId)
    t.strictSame(state.tokens, given.loaded.state.tokens, 'expired is no status that is stored')
    t.strictSame(state.account, created)
  })

  t.test('a link that was made in time and saved too late is refused', async (t) => {
    const given = await invited(world, { token: { lifetimeMs: 60 } })
    const { accountId } = { accountId: createdAccount().snapshot.accountId }
    await sleep(70)
    const created = createdAccount({ accountId })
    const attempted = { tokenId: given.tokenId, created, link: newLink(accountId) }
    // What was loaded in time says that the token is open; only the save can know better.
    const { result } = await commit(
      world.tokens,
      given.loaded,
      (state, now) => decideLinkCreated(state, now, attempted),
      { actor: client },
    )
    t.same(result, { outcome: 'refused', refusal: 'expired' })
    t.match((await stored(world, given.clientId)).state.tokens, [{ status: 'pending' }])
  })

  t.test('a link for another account than the stored one is refused, and names the stored one', async (t) => {
    const given = await invited(world)
    const first = createdAccount()
    await fails(world, given, failure, first)
    const before = (await stored(world, given.clientId)).state
    const other = { outcome: 'other_account', accountId: first.snapshot.accountId }
    t.same((await link(world, given, { created: createdAccount(active) })).result, other)
    t.same((await link(world, given, { accountId: 'acct_never_stored' })).result, other)
    t.strictSame((await stored(world, given.clientId)).state, before)
  })

  t.test('twenty concurrent links for one account are all recorded', async (t) => {
    const given = await invited(world)
    const created = createdAccount()
    const all = await Promise.all(range(20, () => link(world, given, { created })))
    t.ok(all.every(({ result }) => result.outcome === 'recorded'))
    const { items } = await world.auditTrail.list(
      { clientId: given.clientId, platform: DEFAULT_PLATFORM },
      { limit: 50 },
    )
    const starts = items.filter(({ type }) => type === 'link_created').map(({ from }) => from)
    t.strictSame(starts, [...range(19, () => 'in_progress'), 'pending'], 'the first of them starts the token')
  })

  t.test('of twenty concurrent accounts exactly one is stored, and the other nineteen callers get it', async (t) => {
    for (let round = 0; round < 3; round += 1) {
      const given = await invited(world)
      const all = range(20, () => createdAccount())
      const results = await Promise.all(all.map((created) => link(world, given, { created })))
      const { account } = (await stored(world, given.clientId)).state
      const accountId = account?.snapshot.accountId
      t.strictSame(
        results.map(({ result }) => result),
        all.map(({ snapshot }) =>
          snapshot.accountId === accountId ? { outcome: 'recorded' } : { outcome: 'other_account', accountId },
        ),
      )
      t.equal(results.filter(({ result }) => result.outcome === 'recorded').length, 1)
    }
  })

  t.test('a concurrent link and revocation never leave a link of a token that was revoked before', async (t) => {
    for (let round = 0; round < 10; round += 1) {
      const given = await invited(world)
      const [linked] = await Promise.all([link(world, given, { created: createdAccount() }), revoked(world, given)])
      const types = (
        await world.auditTrail.list({ clientId: given.clientId, platform: DEFAULT_PLATFORM }, { limit: 50 })
      ).items.map(({ type }) => type)
      const order = linked.result.outcome === 'recorded' ? ['token_revoked', 'link_created'] : ['token_revoked']
      t.strictSame(types, [...order, 'token_issued'])
      t.match((await stored(world, given.clientId)).state.tokens, [{ status: 'revoked' }])
    }
  })
})

onEachAdapter(t, 'failures of the provider', async (t, world) => {
  t.test('each is counted, and the last one is stored as reported', async (t) => {
    const given = await invited(world)
    const full: ProviderFailure = { ...failure, code: 'rate_limit', requestId: 'req_1', retryAfterSeconds: 7 }
    const { loaded } = await fails(world, given, full)
    const [token] = given.loaded.state.tokens
    const lastError = { ...full, at: loaded.now }
    t.strictSame((await stored(world, given.clientId)).state.tokens, [{ ...token, attempts: 1, lastError }])
    const bare: ProviderFailure = { operation: 'create_account_link', outcome: 'refused', code: 'invalid_request' }
    const { loaded: again } = await fails(world, given, bare)
    const last = { ...bare, at: again.now }
    t.strictSame((await stored(world, given.clientId)).state.tokens, [{ ...token, attempts: 2, lastError: last }])
  })

  t.test('an expired token counts it: it is still open', async (t) => {
    const given = await invited(world, { token: { lifetimeMs: 20 } })
    await sleep(30)
    await fails(world, given)
    t.match((await stored(world, given.clientId)).state.tokens, [{ status: 'pending', attempts: 1 }])
  })

  t.test('a token that has ended is left alone, and the created account is stored', async (t) => {
    const given = await invited(world)
    await revoked(world, given)
    const { tokens } = (await stored(world, given.clientId)).state
    const created = createdAccount()
    await fails(world, given, failure, created)
    const { state } = await stored(world, given.clientId)
    t.strictSame(state.tokens, tokens)
    t.strictSame(state.account, created)
    await fails(world, given, failure, createdAccount())
    t.strictSame((await stored(world, given.clientId)).state.account, created, 'it is stored once')
  })

  t.test('twenty concurrent ones are all counted', async (t) => {
    const given = await invited(world)
    await Promise.all(range(20, () => fails(world, given)))
    t.match((await stored(world, given.clientId)).state.tokens, [{ attempts: 20 }])
  })

  t.test('concurrent links, failures, intents and reads of one client all succeed', async (t) => {
    for (let round = 0; round < 3; round += 1) {
      const given = await invited(world)
      const created = createdAccount()
      const deeds = [
        () => link(world, given, { created }),
        () => fails(world, given, { ...failure, outcome: 'refused' }),
        () => fails(world, given, failure, created),
        () => committed(world, given, openIntent),
        () => world.tokens.load({ secretHash: given.secretHash }),
      ]
      const all = await Promise.allSettled(range(6, () => deeds.map((deed): Promise<unknown> => deed())).flat())
      t.strictSame(
        all.flatMap((one) => (one.status === 'rejected' ? [String(one.reason?.cause ?? one.reason)] : [])),
        [],
      )
      const { account, tokens } = (await stored(world, given.clientId)).state
      t.match([account, tokens], [created, [{ status: 'in_progress', attempts: 12 }]])
    }
  })
})

onEachAdapter(t, 'refresh states', async (t, world) => {
  const { tokens } = world
  async function use(refreshHash: Uint8Array): Promise<boolean> {
    const loaded = await tokens.load({ refreshHash })
    if (loaded === undefined) throw new Error('no such state')
    return (await commit(tokens, loaded, (state, now) => decideRefreshUse(state, now, refreshHash), { actor: client }))
      .result
  }
  const usedAt = async (refreshHash: Uint8Array) => (await tokens.load({ refreshHash }))?.state.attempt?.refreshedAt

  t.test('one is used once, also by twenty concurrent callers, and its use can be undone', async (t) => {
    const [one, other] = [await opened(world, await invited(world)), await opened(world, await invited(world))]
    const { refreshHash, stateHash } = one
    const used = await Promise.all(range(20, () => use(refreshHash)))
    t.equal(used.filter(Boolean).length, 1)
    t.ok(await usedAt(refreshHash))
    t.ok((await tokens.load({ stateHash }))?.state.attempt?.refreshedAt, 'which its return state knows')
    t.equal(await usedAt(other.refreshHash), undefined, 'no other is used')

    const loaded = await tokens.load({ refreshHash })
    if (loaded === undefined) throw new Error('no such state')
    await commit(tokens, loaded, () => decideRefreshRestored(refreshHash), { actor: client })
    t.equal(await usedAt(refreshHash), undefined)
    t.equal(await use(refreshHash), true, 'and once more if nothing came of it')
    t.equal(await use(refreshHash), false)
  })

  t.test('two attempts of one token are two', async (t) => {
    const given = await invited(world)
    const [first, second] = [await opened(world, given), await opened(world, given)]
    t.equal(await use(first.refreshHash), true)
    t.equal(await usedAt(second.refreshHash), undefined)
  })

  t.test('a state is not used after the end of its chain, by the clock of the store', async (t) => {
    const given = await invited(world)
    const { refreshHash } = await opened(world, given, {}, { linkExpiresAt: new Date(Date.now() - 3_600_001) })
    t.ok(await tokens.load({ refreshHash }))
    t.equal(await use(refreshHash), false)
  })

  t.test('a link that was made by a refresh inherits the end of its chain', async (t) => {
    const given = await invited(world)
    const { refreshHash, accountId } = await opened(world, given)
    const loaded = await tokens.load({ refreshHash })
    if (loaded === undefined) throw new Error('no such state')
    const next = newLink(accountId, { linkExpiresAt: new Date(Date.now() + 600_000) })
    const attempted = { tokenId: given.tokenId, link: next }
    await commit(tokens, loaded, (state, now) => decideLinkCreated(state, now, attempted), { actor: client })
    const { refreshUntil } = loaded.state.attempt ?? {}
    t.strictSame((await tokens.load({ refreshHash: next.refreshHash }))?.state.attempt?.refreshUntil, refreshUntil)
  })
})
