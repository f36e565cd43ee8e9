import { randomUUID } from 'node:crypto'
import t from 'tap'
import { decideLinkCreated } from '../../src/domain/decide-link.ts'
import { decideRevocation } from '../../src/domain/decide-token.ts'
import type { ProviderReference } from '../../src/domain/account-terms.ts'
import type { Actor } from '../../src/ports/actor.ts'
import { commit } from '../../src/usecases/commit.ts'
import { ANOTHER_PLATFORM, onEachAdapter, type ContractWorld } from '../support/contract-ports.ts'
import { openIntent } from '../support/open-intent.ts'
import { TERMS } from '../support/terms.ts'
import { createdAccount, hash, invited, newLink, opened, staff, type Invited } from './fixtures.ts'

const here = staff.platform
const there = ANOTHER_PLATFORM
const staffThere: Actor = { ...staff, platform: there }

/** Stores an account for a client: what an opening does on its platform. */
async function stores(
  { tokens }: ContractWorld,
  given: Invited,
  { accountId, reference }: { readonly accountId: string; readonly reference: ProviderReference },
): Promise<string> {
  const { platform } = given.loaded.state
  const actor = { ...staff, platform }
  const loaded = await tokens.load({ clientId: given.clientId, platform })
  if (loaded === undefined) throw new Error('no client')
  const { loaded: asked } = await commit(tokens, loaded, openIntent, { actor })
  const created = { ...createdAccount({ accountId }, asked.now), terms: { ...TERMS, reference } }
  const { tokenId } = given
  const { events } = decideLinkCreated(asked.state, asked.now, { tokenId, created, link: newLink(accountId) })
  const saved = await tokens.save(asked, events, { actor })
  return saved.outcome === 'duplicate' ? `duplicate ${saved.of}` : saved.outcome
}

onEachAdapter(t, 'two platforms', async (t, world) => {
  const { tokens, queries, auditTrail, inbox, feedCursor, useCases } = world

  t.test('both may invite the same email and the same external id, with the same idempotency key', async (t) => {
    const [externalId, idempotency] = [randomUUID(), { keyHash: hash(), fingerprint: hash() }]
    const email = `${randomUUID()}@example.com`
    const invitations = [
      { name: 'Ada', email, expiresInHours: 1 },
      { name: 'Ada', email, externalId, expiresInHours: 1 },
    ]
    for (const [n, invitation] of invitations.entries()) {
      const key = { ...idempotency, keyHash: n === 0 ? idempotency.keyHash : hash() }
      const ids: string[] = []
      for (const actor of [staff, staffThere]) {
        const result = await useCases.inviteClient(invitation, actor, key)
        if (result.outcome !== 'invited') throw new Error(result.outcome)
        t.equal(result.replayed, undefined, 'it is no repetition of what the other platform did')
        ids.push(result.client.id)
        const again = await useCases.inviteClient(invitation, actor)
        t.match(again, { outcome: n === 0 ? 'client_exists' : 'external_id_exists', clientId: result.client.id })
      }
      t.equal(new Set(ids).size, 2)
    }
  })

  t.test('an actor of one platform saves nothing on the other, with or without the lock', async (t) => {
    const given = await invited(world)
    const decide = (state: typeof given.loaded.state, now: Date) =>
      decideRevocation(state, now, { tokenId: given.tokenId, reason: 'operator' })
    const { events } = decide(given.loaded.state, given.loaded.now)
    t.match(await tokens.save(given.loaded, events, { actor: staffThere }), { outcome: 'conflict' })
    t.match(await tokens.saveLocked(given.loaded, decide, { actor: staffThere }), { saved: { outcome: 'conflict' } })
    const { clientId } = given
    t.match(await tokens.load({ clientId, platform: here }), { version: 1, state: { tokens: [{ status: 'pending' }] } })
    t.match(await tokens.save(given.loaded, events, { actor: staff }), { outcome: 'saved' })
  })

  t.test(
    'an account id may be that of one mode here and of the other there, and nothing finds the wrong one',
    async (t) => {
      const accountId = `acct_${randomUUID()}`
      const [one, other] = [await invited(world), await invited(world, {}, { actor: staffThere })]
      const reference = { ...TERMS.reference, platformId: `acct_${randomUUID()}` }
      t.equal(await stores(world, one, { accountId, reference }), 'saved')
      t.equal(await stores(world, other, { accountId, reference: { ...reference, livemode: true } }), 'saved')
      for (const [platform, given] of [[here, one] as const, [there, other] as const]) {
        const found = await tokens.load({ accountId, platform })
        t.equal(found?.state.client.id, given.clientId)
        t.ok((await queries.listAccounts(platform)).items.some((each) => each.accountId === accountId))
        t.ok(
          (await queries.staleAccounts(platform, { ageMs: -60_000 })).items.some(
            (each) => each.accountId === accountId,
          ),
        )
      }
    },
  )

  t.test('what one platform holds at the provider is held once, whatever our platforms are called', async (t) => {
    const accountId = `acct_${randomUUID()}`
    const [one, other, third] = [
      await invited(world),
      await invited(world, {}, { actor: staffThere }),
      await invited(world),
    ]
    const reference = { ...TERMS.reference, platformId: `acct_${randomUUID()}` }
    t.equal(await stores(world, one, { accountId, reference }), 'saved')
    t.equal(await stores(world, other, { accountId, reference }), 'duplicate account')
    t.equal(await stores(world, third, { accountId, reference: { ...reference, livemode: true } }), 'duplicate account')
  })

  t.test('lists, trails and references are those of one platform', async (t) => {
    const [one, other] = [await invited(world), await invited(world, {}, { actor: staffThere })]
    const { accountId } = await opened(world, one)
    await commit(tokens, other.loaded, openIntent, { actor: staffThere })
    const clientsOf = async (platform: string) => {
      const { items } = await queries.listClients(platform, {}, { limit: 500 })
      return items.map(({ client }) => client.id).filter((id) => [one.clientId, other.clientId].includes(id))
    }
    t.strictSame(await clientsOf(here), [one.clientId])
    t.strictSame(await clientsOf(there), [other.clientId])
    t.notOk((await queries.listAccounts(there)).items.some((each) => each.accountId === accountId))
    t.strictSame((await queries.listAccounts('a third')).items, [])
    t.strictSame(await queries.references('a third'), [])
    const unsettled = async (platform: string) => (await queries.unsettledIntents(platform, -60_000)).items
    t.ok((await unsettled(there)).some(({ clientId }) => clientId === other.clientId))
    t.notOk((await unsettled(here)).some(({ clientId }) => clientId === other.clientId))
    const trail = async (platform: string) =>
      (await auditTrail.list({ clientId: one.clientId, platform }, { limit: 5 })).items
    t.ok((await trail(here)).length > 0)
    t.strictSame(await trail(there), [])
  })

  t.test('an event that is sent to both platforms is received, settled and listed by each of them', async (t) => {
    const event = { id: `evt_${randomUUID()}`, type: 'account.updated', kind: 'account', livemode: false } as const
    const at = { ...event, accountId: 'acct_1', createdAt: new Date() }
    for (const platform of [here, there]) t.equal(await inbox.receive(platform, at, { ignored: false }), 'new')
    for (const platform of [here, there]) t.equal(await inbox.receive(platform, at, { ignored: false }), 'known')
    t.equal(await inbox.find('a third', event.id), undefined)
    await inbox.noteFailure(there, event.id, 'timeout')
    await inbox.settle(here, event.id, 'processed')
    t.match(await inbox.find(here, event.id), { processed: true })
    t.match(await inbox.find(there, event.id), { processed: false })
    const statesOn = async (platform: string) =>
      (await inbox.list(platform, undefined, { limit: 5 })).items.filter(({ id }) => id === event.id)
    t.match(await statesOn(here), [{ state: 'processed' }])
    t.match(await statesOn(there), [{ state: 'failed', reason: 'timeout' }])
    t.same(await statesOn('a third'), [])
  })

  t.test('each has its own place in its list of events', async (t) => {
    const until = new Date('2026-01-01T00:00:00.000Z')
    await feedCursor.advance(there, until)
    t.same((await feedCursor.load(there)).fetchedUntil, until)
    t.notOk('fetchedUntil' in (await feedCursor.load('a third')))
  })
})
