import { randomUUID } from 'node:crypto'
import t from 'tap'
import { decideInvitation } from '../../src/domain/decide-client.ts'
import { onEachAdapter } from '../support/contract-ports.ts'
import { invited, newClient, newToken, platform, range, saved, staff } from './fixtures.ts'

onEachAdapter(t, 'inviting', async (t, world) => {
  const { tokens, useCases } = world
  const save = (client = newClient(), token = newToken()) =>
    tokens.save(undefined, decideInvitation(platform, client, token), { actor: staff })

  t.test('a client and its token are stored as they were given, and handed back', async (t) => {
    const prefill = {
      businessType: 'company',
      url: 'https://ada.example.com',
      phone: '+4930123456',
      mcc: '5734',
    } as const
    const client = newClient({
      country: 'DE',
      externalId: randomUUID(),
      profile: 'sellers',
      prefill,
      locale: 'de-AT',
      returnUrl: 'https://app.example.com/',
      metadata: { plan: 'pro' },
    })
    const token = newToken({ lifetimeMs: 90_000 })
    const loaded = saved(await save(client, token))
    const { createdAt, ...kept } = loaded.state.client
    t.strictSame(kept, client)
    t.ok(Math.abs(loaded.now.getTime() - createdAt.getTime()) < 10_000)
    const [issued, ...others] = loaded.state.tokens
    t.strictSame(others, [])
    t.strictSame(issued, {
      id: token.tokenId,
      clientId: client.id,
      purpose: 'onboarding',
      issuedAt: createdAt,
      expiresAt: new Date(createdAt.getTime() + 90_000),
      attempts: 0,
      status: 'pending',
    })
    const found = await tokens.load({ clientId: client.id, platform })
    t.strictSame(found, { ...loaded, now: found?.now })
  })

  t.test('what was not given is not there, not even as an undefined field', async (t) => {
    const { loaded, clientId } = await invited(world)
    t.strictSame(Object.keys(loaded.state.client).toSorted(), ['createdAt', 'email', 'id', 'name'])
    const found = await tokens.load({ clientId, platform })
    t.strictSame(Object.keys(found?.state ?? {}).toSorted(), ['client', 'platform', 'since', 'tokens'])
    t.notOk('lastError' in (found?.state.tokens[0] ?? {}))
  })

  t.test('an email that differs only in case is a duplicate, and nothing of it is stored', async (t) => {
    const email = `Ada.${randomUUID()}@Example.com`
    const first = await invited(world, { client: { email } })
    const [second, token] = [newClient({ email: email.toUpperCase() }), newToken()]
    t.same(await save(second, token), { outcome: 'duplicate', of: 'email' })
    t.equal(await tokens.load({ clientId: second.id, platform }), undefined)
    t.equal(await tokens.load({ secretHash: token.secretHash }), undefined)
    const found = await tokens.load({ email: email.toLowerCase(), platform })
    t.match(found, { state: { client: { id: first.clientId, email } } }, 'the first keeps its spelling')
    t.same((await save({ ...second, email: newClient().email }, token)).outcome, 'saved', 'no id is used up')
  })

  t.test('an external id belongs to one client, and nothing of a second one is stored', async (t) => {
    const externalId = `crm-${randomUUID()}`
    await invited(world, { client: { externalId } })
    const [second, token] = [newClient({ externalId }), newToken()]
    t.same(await save(second, token), { outcome: 'duplicate', of: 'external_id' })
    t.equal(await tokens.load({ clientId: second.id, platform }), undefined)
    t.equal(await tokens.load({ secretHash: token.secretHash }), undefined)
    t.equal((await save({ ...second, externalId: externalId.toUpperCase() }, token)).outcome, 'saved', 'case counts')
  })

  t.test('clients may share an email if their external ids differ', async (t) => {
    const { email } = newClient()
    for (const externalId of [undefined, randomUUID(), randomUUID()]) {
      const entered = newClient({ email: email.toUpperCase(), ...(externalId !== undefined && { externalId }) })
      t.equal((await save(entered)).outcome, 'saved')
    }
    t.same(await save(newClient({ email })), { outcome: 'duplicate', of: 'email' })
  })

  t.test('the answer to a repeated invitation contains the id of the client', async (t) => {
    const [one, other] = [await invited(world), await invited(world, { client: { externalId: randomUUID() } })]
    const invite = (parts: { email: string; externalId?: string }) =>
      useCases.inviteClient({ name: 'Ada', expiresInHours: 1, ...parts }, staff)
    t.same(await invite({ email: one.email.toUpperCase() }), { outcome: 'client_exists', clientId: one.clientId })
    const externalId = other.loaded.state.client.externalId ?? ''
    t.same(await invite({ email: newClient().email, externalId }), {
      outcome: 'external_id_exists',
      clientId: other.clientId,
    })
  })

  t.test('ten concurrent invitations of one email create one client, and the others get its id', async (t) => {
    const { email } = newClient()
    const all = await Promise.all(
      range(10, () => useCases.inviteClient({ name: 'Ada', email, expiresInHours: 1 }, staff)),
    )
    const [first] = all.flatMap((one) => (one.outcome === 'invited' ? [one.client.id] : []))
    const others = all.filter(({ outcome }) => outcome !== 'invited')
    t.same(
      others,
      range(9, () => ({ outcome: 'client_exists', clientId: first })),
    )
  })

  t.test('ten concurrent invitations of one external id create one client', async (t) => {
    const externalId = randomUUID()
    const all = await Promise.all(range(10, () => save(newClient({ externalId }))))
    t.equal(all.filter(({ outcome }) => outcome === 'saved').length, 1)
    t.equal(all.filter(({ outcome }) => outcome === 'duplicate').length, 9)
  })
})
