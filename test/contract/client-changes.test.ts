import { randomUUID } from 'node:crypto'
import t from 'tap'
import type { OpenIntent, SettlingIntent } from '../../src/domain/account-intent.ts'
import { decideIntentChange } from '../../src/domain/decide-link.ts'
import { onEachAdapter, type ContractWorld } from '../support/contract-ports.ts'
import { committed, invited, opened, platform, range, staff, stored, type Invited } from './fixtures.ts'
import { openIntent } from '../support/open-intent.ts'
import { TERMS } from '../support/terms.ts'
import { DEFAULT_PLATFORM } from '../../src/ports/actor.ts'

const trailOf = async ({ auditTrail }: ContractWorld, clientId: string) =>
  (await auditTrail.list({ clientId, platform: DEFAULT_PLATFORM }, { limit: 100 })).items
    .map(({ type }) => type)
    .toReversed()

async function settle(world: ContractWorld, given: Invited, to: 'settle' | 'close'): Promise<void> {
  const { intent } = (await stored(world, given.clientId)).state
  const change = { intent: intent as OpenIntent | SettlingIntent, to }
  await committed(world, given, (state) => decideIntentChange(state, change))
}

onEachAdapter(t, 'changing a client', async (t, world) => {
  const { useCases } = world
  const change = (clientId: string, parts: Parameters<typeof useCases.changeClient>[1]) =>
    useCases.changeClient(clientId, parts, staff)

  t.test('what is given is changed, and the record is handed back as it is stored', async (t) => {
    const { clientId } = await invited(world, { client: { country: 'DE', externalId: randomUUID() } })
    const changed = await change(clientId, { name: 'Grace', country: 'FR' })
    if (changed.outcome !== 'changed') throw new Error(changed.outcome)
    t.match(changed.record, { client: { name: 'Grace', country: 'FR' }, token: { status: 'pending' } })
    const { state } = await stored(world, clientId)
    t.strictSame(changed.record.client, state.client)
    t.strictSame(await trailOf(world, clientId), ['token_issued', 'client_changed'])
    await change(clientId, { country: null, locale: 'pt-BR' })
    const after = (await stored(world, clientId)).state.client
    t.notOk('country' in after)
    t.equal(after.locale, 'pt-BR')
    await change(clientId, { locale: null })
    t.notOk('locale' in (await stored(world, clientId)).state.client)
  })

  t.test('what is the same is no change', async (t) => {
    const { clientId, email, loaded } = await invited(world)
    t.equal((await change(clientId, { email, name: 'Ada' })).outcome, 'changed')
    t.equal((await stored(world, clientId)).version, loaded.version)
    t.strictSame(await trailOf(world, clientId), ['token_issued'])
  })

  t.test('a new email revokes the open link, in this order', async (t) => {
    const given = await invited(world)
    await opened(world, given)
    const email = `new-${given.email}`
    t.match(await change(given.clientId, { email }), {
      record: { client: { email }, token: { id: given.tokenId, status: 'revoked', revokeReason: 'email_changed' } },
    })
    const types = ['token_issued', 'link_created', 'client_changed', 'token_revoked']
    t.strictSame(await trailOf(world, given.clientId), types)
    t.equal((await world.tokens.load({ email, platform }))?.state.client.id, given.clientId)
    t.equal(await world.tokens.load({ email: given.email, platform }), undefined)
  })

  t.test('the same email in another case revokes nothing', async (t) => {
    const { clientId, email } = await invited(world)
    t.match(await change(clientId, { email: email.toUpperCase() }), {
      record: { client: { email: email.toUpperCase() }, token: { status: 'pending' } },
    })
  })

  t.test('an email that another client has is a duplicate, and nothing is half changed', async (t) => {
    const [other, given] = [await invited(world), await invited(world)]
    const { clientId } = given
    const answer = await change(clientId, { name: 'Grace', email: other.email.toUpperCase() })
    t.same(answer, { outcome: 'client_exists', clientId: other.clientId })
    t.strictSame((await stored(world, clientId)).state, given.loaded.state)
    t.strictSame(await trailOf(world, clientId), ['token_issued'])
  })

  t.test('a client with an external id may take the email of one without', async (t) => {
    const [other, { clientId }] = [await invited(world), await invited(world, { client: { externalId: randomUUID() } })]
    t.equal((await change(clientId, { email: other.email })).outcome, 'changed')
  })

  t.test('the country is locked while there may be an account, and once there is one', async (t) => {
    const given = await invited(world, { client: { country: 'DE' } })
    const { clientId } = given
    await committed(world, given, openIntent)
    t.same(await change(clientId, { country: 'FR' }), { outcome: 'country_locked' })
    t.equal((await change(clientId, { country: 'DE', name: 'A' })).outcome, 'changed')
    const frozen = { parameters: { email: given.email, name: 'Ada', country: 'DE' } }
    t.match((await stored(world, clientId)).state.intent, frozen, 'what is frozen stays')
    await settle(world, given, 'close')
    t.equal((await change(clientId, { country: 'FR' })).outcome, 'changed', 'there is none')
    await opened(world, given)
    t.same(await change(clientId, { country: 'DE' }), { outcome: 'country_locked' })
  })

  t.test('of an unknown client, and of an erased one, nothing is changed', async (t) => {
    const { clientId } = await invited(world)
    await useCases.eraseClient(clientId, staff)
    for (const id of [clientId, randomUUID()])
      t.same(await change(id, { name: 'Grace' }), { outcome: 'unknown_client' })
  })

  t.test('twenty concurrent changes and new links all succeed, and at most one token is open', async (t) => {
    const { clientId } = await invited(world)
    const all = range(20, (n) =>
      n % 2 === 0
        ? change(clientId, { email: `${n}-${clientId}@example.com` })
        : useCases.issueToken({ clientId, expiresInHours: 1 }, staff),
    )
    for (const { outcome } of await Promise.all<{ outcome: string }>(all)) t.match(outcome, /^(changed|issued)$/)
    const { state } = await stored(world, clientId)
    t.match(state.client.email, /^\d+-/)
    t.equal(state.tokens.length, 11)
    t.ok(state.tokens.filter(({ status }) => status === 'pending').length <= 1)
    t.equal(state.account, undefined)
  })
})

onEachAdapter(t, 'erasing a client', async (t, world) => {
  const { tokens, queries, useCases } = world
  const erase = (clientId: string) => useCases.eraseClient(clientId, staff)

  t.test('nothing that is personal stays, and the ids, the account and the trail do', async (t) => {
    const entered = { name: 'Ada Lovelace', country: 'DE', externalId: randomUUID() }
    const given = await invited(world, { client: entered })
    const { clientId } = given
    const { accountId, stateHash } = await opened(world, given)
    t.equal(await erase(clientId), 'erased')
    t.equal(await useCases.showClient(clientId, staff), undefined)
    const { state, now } = await stored(world, clientId)
    const { createdAt: _at, ...left } = state.client
    t.strictSame(left, { id: clientId, name: 'Erased client', email: '' })
    t.match(state, { tokens: [{ status: 'revoked', revokeReason: 'erased' }], account: { snapshot: { accountId } } })
    t.ok(state.erasedAt && state.erasedAt <= now)
    for (const by of [{ accountId, platform }, { stateHash }, { secretHash: given.secretHash }]) {
      t.match(await tokens.load(by), { state: { erasedAt: state.erasedAt, client: left } })
    }
    t.equal(await tokens.load({ externalId: entered.externalId, platform }), undefined)
    const types = ['token_issued', 'link_created', 'token_revoked', 'client_erased']
    t.strictSame(await trailOf(world, clientId), types)
    t.strictSame(await queries.references(DEFAULT_PLATFORM), [{ reference: TERMS.reference, accounts: 1 }])
  })

  t.test('its email and its external id are free again', async (t) => {
    const { email, loaded, clientId } = await invited(world, { client: { externalId: randomUUID() } })
    await erase(clientId)
    const { externalId = '' } = loaded.state.client
    t.ok(await invited(world, { client: { email, externalId } }))
  })

  t.test('no address of another client is in the way of an erasure', async (t) => {
    const [first, second] = [await invited(world), await invited(world)]
    for (const { clientId } of [first, second]) {
      for (const domain of ['example.invalid', 'example.com']) {
        t.ok(await invited(world, { client: { email: `erased-${clientId}@${domain}` } }))
      }
      t.equal(await erase(clientId), 'erased')
    }
    t.equal(await tokens.load({ email: '', platform }), undefined)
  })

  t.test('erasing again changes nothing, and an unknown client cannot be erased', async (t) => {
    const { clientId } = await invited(world)
    await Promise.all(range(5, () => erase(clientId)))
    t.equal(await erase(clientId), 'erased')
    t.strictSame(await trailOf(world, clientId), ['token_issued', 'token_revoked', 'client_erased'])
    t.equal(await erase(randomUUID()), 'unknown_client')
  })

  t.test('a client is not erased while there may be an account that is not known', async (t) => {
    const given = await invited(world)
    const { clientId } = given
    await committed(world, given, openIntent)
    t.equal(await erase(clientId), 'intent_unresolved')
    await settle(world, given, 'settle')
    t.equal(await erase(clientId), 'intent_unresolved')
    t.match(await stored(world, clientId), { state: { client: { name: 'Ada' }, tokens: [{ status: 'pending' }] } })
    await settle(world, given, 'close')
    t.equal(await erase(clientId), 'erased')
  })

  t.test('an erased client gets no new link', async (t) => {
    const { clientId } = await invited(world)
    await erase(clientId)
    t.same(await useCases.issueToken({ clientId, expiresInHours: 1 }, staff), { outcome: 'unknown_client' })
  })

  t.test(
    'of a concurrent erasure and invitation of one client both are answered, and one client is left',
    async (t) => {
      for (let round = 0; round < 5; round += 1) {
        const given = await invited(world)
        const [, again] = await Promise.all([
          erase(given.clientId),
          useCases.inviteClient({ name: 'Ada', email: given.email, expiresInHours: 1 }, staff),
        ])
        t.match(again.outcome, /^(invited|client_exists)$/)
        const found = await tokens.load({ email: given.email, platform })
        t.equal(found === undefined, again.outcome === 'client_exists')
      }
    },
  )
})
