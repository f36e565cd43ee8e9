import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { decideAccountRefreshed, decideAdoption, type FetchedAccount } from '../../src/domain/decide-account.ts'
import { decideEntry, decideStaffAdoption } from '../../src/domain/decide-staff-adoption.ts'
import { onEachAdapter } from '../support/contract-ports.ts'
import {
  active,
  after,
  committed,
  createdAccount,
  hash,
  invited,
  newClient,
  newId,
  newToken,
  opened,
  platform,
  range,
  revoked,
  saved,
  snapshotOf,
  staff,
  statusOf,
  stored,
  type Invited,
} from './fixtures.ts'
import { openIntent } from '../support/open-intent.ts'
import { TERMS } from '../support/terms.ts'
import { DEFAULT_PLATFORM } from '../../src/ports/actor.ts'

onEachAdapter(t, 'what the provider says of an account', async (t, world) => {
  const { tokens, auditTrail, useCases } = world

  /** A client with an account, and what the provider may say of it so many milliseconds after it was asked for. */
  async function client(token: { lifetimeMs?: number } = {}) {
    const given = await invited(world, { token })
    const { accountId, fetchedAt } = await opened(world, given)
    const said = (ms: number, facts = {}) => snapshotOf(after(fetchedAt, ms), { accountId, ...facts })
    return { ...given, accountId, said }
  }
  const refreshed = async ({ clientId }: Pick<Invited, 'clientId'>, fetched: FetchedAccount) =>
    (await committed(world, { clientId }, (state) => decideAccountRefreshed(state, fetched))).result
  const accountOf = async (accountId: string) =>
    (await tokens.load({ accountId, platform: DEFAULT_PLATFORM }))?.state.account

  t.test('a later snapshot is stored and an earlier one is not', async (t) => {
    const given = await client()
    const paid = given.said(2000, { capabilities: { transfers: 'active', payouts: 'pending' } })
    t.same(await refreshed(given, { snapshot: paid }), { outcome: 'saved' })
    t.same(await refreshed(given, { snapshot: given.said(1000, active) }), { outcome: 'stale' })
    t.strictSame(
      await accountOf(given.accountId),
      { snapshot: paid, generation: 1, terms: TERMS },
      'and its terms stay',
    )
    t.equal(await statusOf(world, given.clientId), 'in_progress', 'a stale one is no evidence')
  })

  t.test('every instant of a snapshot and of its asks is stored to the millisecond', async (t) => {
    const given = await client()
    const by = new Date('2027-01-02T03:04:05.678Z')
    const asks = [{ what: 'A document', from: 'client', due: 'now', by }]
    const snapshot = { ...given.said(0, { asks }), fetchedAt: new Date('2027-01-01T00:00:00.001Z') }
    await refreshed(given, { snapshot })
    t.strictSame((await accountOf(given.accountId))?.snapshot, snapshot)
  })

  t.test('of twenty concurrent snapshots the latest stays, and the token is completed once', async (t) => {
    const given = await client()
    const all = await Promise.all(
      range(20, (n) => refreshed(given, { snapshot: given.said(1000 + ((n * 7) % 20), active) })),
    )
    t.equal(all.filter((one) => one.outcome === 'saved' && one.completed === given.tokenId).length, 1)
    t.strictSame((await accountOf(given.accountId))?.snapshot, given.said(1019, active))
    const { items } = await auditTrail.list({ clientId: given.clientId, platform: DEFAULT_PLATFORM }, { limit: 50 })
    t.equal(items.filter(({ type }) => type === 'token_completed').length, 1)
    t.match(
      items.filter(({ type }) => type === 'readiness_changed'),
      [{ from: 'onboarding', to: 'active' }],
    )
  })

  t.test('evidence completes a token that has expired, and none that is revoked', async (t) => {
    const late = await client({ lifetimeMs: 500 })
    while ((await stored(world, late.clientId)).now < after(late.loaded.now, 510)) await sleep(20)
    t.same(await refreshed(late, { snapshot: late.said(1000, active) }), { outcome: 'saved', completed: late.tokenId })
    t.equal(await statusOf(world, late.clientId), 'completed')
    const ended = await client()
    await revoked(world, ended)
    t.same(await refreshed(ended, { snapshot: ended.said(1000, active) }), { outcome: 'saved' })
    t.equal(await statusOf(world, ended.clientId), 'revoked')
    t.ok((await accountOf(ended.accountId))?.snapshot.submitted, 'but the account is what it is')
  })

  t.test('an unknown account is adopted only by the intent that waits for it', async (t) => {
    const given = await invited(world)
    const snapshot = () => snapshotOf(new Date(), active)
    const save = (generation?: number) =>
      refreshed(given, {
        snapshot: snapshot(),
        createdFor: generation === undefined ? undefined : { generation },
      })
    const unknown = { outcome: 'unknown_account' }
    t.same(await save(1), unknown, 'nothing is waited for yet')
    await committed(world, given, openIntent)
    t.same(await save(), unknown, 'created without a client id and generation')
    t.same(await save(2), unknown, 'another generation')
    t.match(await save(1), { outcome: 'saved', completed: given.tokenId })
    t.same(await save(1), unknown, 'there is one now')
    t.match(await stored(world, given.clientId), { state: { intent: { status: 'done' }, account: { terms: TERMS } } })
    const { items } = await auditTrail.list({ clientId: given.clientId, platform: DEFAULT_PLATFORM }, { limit: 50 })
    t.equal(items.filter(({ type }) => type === 'account_adopted').length, 1)
  })

  t.test('ten concurrent adoptions store one account', async (t) => {
    const given = await invited(world)
    await committed(world, given, openIntent)
    const all = await Promise.all(
      range(10, () => committed(world, given, (state) => decideAdoption(state, createdAccount()))),
    )
    const accountId = (await stored(world, given.clientId)).state.account?.snapshot.accountId
    t.strictSame(new Set(all.map(({ result }) => result)), new Set([accountId]))
  })

  t.test('an account that another client has is a duplicate, and nothing of the save remains', async (t) => {
    const { accountId } = await client()
    const thief = await invited(world)
    const events = decideStaffAdoption(thief.loaded.state, thief.loaded.now, {
      snapshot: snapshotOf(new Date(), { accountId, ...active }),
      terms: TERMS,
    }).events
    t.same(await tokens.save(thief.loaded, events, { actor: staff }), { outcome: 'duplicate', of: 'account' })
    t.match(await stored(world, thief.clientId), { version: thief.loaded.version, state: { account: undefined } })
    t.equal(await statusOf(world, thief.clientId), 'pending')
  })

  t.test('a client is entered with its account by one save, or not at all', async (t) => {
    const snapshot = snapshotOf(new Date(), { ...active, asks: [{ what: 'A document', from: 'client', due: 'now' }] })
    const entry = () => {
      const [client, token] = [newClient(), newToken({ sendsEmail: true })]
      return {
        client,
        token,
        events: decideEntry(platform, client, { snapshot, terms: TERMS }, { token, recordId: newId() }),
      }
    }
    const { client, token, events } = entry()
    saved(await tokens.save(undefined, events, { actor: staff }))
    const { state } = await stored(world, client.id)
    t.match(state, {
      account: { snapshot, terms: TERMS, generation: 1 },
      intent: { status: 'done' },
      tokens: [
        { purpose: 'onboarding', status: 'completed' },
        { purpose: 'update', status: 'pending', id: token.tokenId },
      ],
    })
    t.equal(await statusOf(world, client.id), 'pending')
    t.match(await tokens.load({ secretHash: token.secretHash }), { tokenId: token.tokenId })
    const other = entry()
    t.same(await tokens.save(undefined, other.events, { actor: staff }), { outcome: 'duplicate', of: 'account' })
    t.equal(await tokens.load({ clientId: other.client.id, platform }), undefined)
  })

  t.test('the clock is that of the saves', async (t) => {
    const before = await tokens.now()
    const { loaded } = await invited(world)
    t.ok(before <= loaded.now && loaded.now <= (await tokens.now()))
  })

  t.test('an account of which nothing is said any more stays with its client after erasure', async (t) => {
    const given = await client()
    t.equal(await useCases.eraseClient(given.clientId, staff), 'erased')
    t.match(await refreshed(given, { snapshot: given.said(1000, active) }), { outcome: 'saved', completed: undefined })
    t.ok((await accountOf(given.accountId))?.snapshot.submitted)
  })

  t.test('what is stored nowhere is not found', async (t) => {
    t.equal(await tokens.load({ accountId: `acct_${randomUUID()}`, platform: DEFAULT_PLATFORM }), undefined)
    t.equal(await tokens.load({ stateHash: hash() }), undefined)
  })
})
