import { randomUUID } from 'node:crypto'
import t from 'tap'
import { decideAccountRefreshed } from '../../src/domain/decide-account.ts'
import { decideProviderFailed } from '../../src/domain/decide-link.ts'
import { ANOTHER_PLATFORM, onEachAdapter } from '../support/contract-ports.ts'
import { active, after, committed, failure, invited, opened, revoked, snapshotOf, staff } from './fixtures.ts'
import { DEFAULT_PLATFORM } from '../../src/ports/actor.ts'

onEachAdapter(t, 'the audit trail', async (t, world) => {
  const { auditTrail, useCases } = world

  t.test('it has each change once, newest first, with the actor and the old and new status', async (t) => {
    const given = await invited(world)
    const { clientId, tokenId } = given
    await committed(world, given, (state) => decideProviderFailed(state, { tokenId, failure }))
    const first = await opened(world, given)
    const { accountId } = first
    await opened(world, given)
    const snapshot = snapshotOf(after(first.fetchedAt), { accountId, ...active })
    await committed(world, given, (state) => decideAccountRefreshed(state, { snapshot }))
    const { items } = await auditTrail.list({ clientId, platform: DEFAULT_PLATFORM }, { limit: 50 })
    const byClient = { actor: 'client', requestId: 'request-2' }
    const byStaff = { actor: 'admin:1', requestId: 'request-1' }
    const linked = { type: 'link_created', tokenId, to: 'in_progress', facts: { accountId }, ...byClient }
    t.strictSame(
      items.map(({ id: _id, at: _at, ...event }) => event),
      [
        { type: 'token_completed', tokenId, from: 'in_progress', to: 'completed', ...byClient },
        { type: 'readiness_changed', from: 'onboarding', to: 'active', ...byClient },
        { ...linked, from: 'in_progress' },
        { ...linked, from: 'pending' },
        { type: 'provider_failed', tokenId, from: 'pending', to: 'pending', facts: { ...failure }, ...byClient },
        {
          type: 'token_issued',
          tokenId,
          to: 'pending',
          facts: { purpose: 'onboarding', issuedBy: 'staff' },
          ...byStaff,
        },
      ],
    )
    const instants = items.map(({ at }) => at.getTime())
    t.strictSame(
      instants,
      instants.toSorted((one, other) => other - one),
    )
  })

  t.test(
    'it tells of changes of the client, revocations and erasure, without a word of what was personal',
    async (t) => {
      const { clientId, tokenId } = await invited(world)
      await useCases.changeClient(clientId, { name: 'Grace', country: 'FR' }, staff)
      await revoked(world, { clientId })
      await useCases.eraseClient(clientId, staff)
      const { items } = await auditTrail.list({ clientId, platform: DEFAULT_PLATFORM }, { limit: 50 })
      t.match(items, [
        { type: 'client_erased', tokenId: undefined, facts: undefined },
        { type: 'token_revoked', tokenId, from: 'pending', to: 'revoked', facts: { reason: 'operator' } },
        { type: 'client_changed', facts: { fields: ['name', 'country'] } },
        { type: 'token_issued' },
      ])
      t.notMatch(JSON.stringify(items), /Ada|Grace|example\.com/)
    },
  )

  t.test('pages follow on each other without a gap', async (t) => {
    const given = await invited(world)
    for (const name of ['A', 'B', 'C', 'D']) await useCases.changeClient(given.clientId, { name }, staff)
    await invited(world)
    const whole = (
      await auditTrail.list({ clientId: given.clientId, platform: DEFAULT_PLATFORM }, { limit: 50 })
    ).items.map(({ id }) => id)
    t.equal(whole.length, 5)
    for (const limit of [1, 2, 4, 5]) {
      const ids: string[] = []
      let next: string | undefined
      do {
        const page = await auditTrail.list(
          { clientId: given.clientId, platform: DEFAULT_PLATFORM },
          { limit, after: next },
        )
        ids.push(...page.items.map(({ id }) => id))
        next = page.next
      } while (next !== undefined)
      t.strictSame(ids, whole, `${limit} a page`)
    }
  })

  t.test('the trail of a platform has the events of all its clients and of none, in pages without a gap', async (t) => {
    const one = await invited(world)
    const service = { type: 'clients_exported', facts: { clients: 1 } }
    await auditTrail.record(service, staff)
    const elsewhere = { ...staff, platform: ANOTHER_PLATFORM }
    await auditTrail.record(service, elsewhere)
    await useCases.changeClient(one.clientId, { name: 'Grace' }, staff)
    const { items: whole } = await auditTrail.listOfPlatform(DEFAULT_PLATFORM, {}, { limit: 100 })
    t.match(whole.slice(0, 3), [
      { type: 'client_changed', clientId: one.clientId, actor: 'admin:1', facts: { fields: ['name'] } },
      { ...service, clientId: undefined },
      { type: 'token_issued', clientId: one.clientId, tokenId: one.tokenId, to: 'pending' },
    ])
    t.notOk(whole.some((event) => 'platform' in event))
    for (const limit of [1, 2, whole.length]) {
      const paged: unknown[] = []
      let next: string | undefined
      do {
        const page = await auditTrail.listOfPlatform(DEFAULT_PLATFORM, {}, { limit, after: next })
        paged.push(...page.items)
        next = page.next
      } while (next !== undefined)
      t.strictSame(paged, whole, `${limit} a page`)
    }
    t.match(await auditTrail.listOfPlatform(ANOTHER_PLATFORM, {}, { limit: 5 }), { items: [service] })
    t.equal((await auditTrail.listOfPlatform(ANOTHER_PLATFORM, {}, { limit: 5 })).items.length, 1)
  })

  t.test('two adjacent spans of time have each event once, also if it happened at the border', async (t) => {
    const { clientId } = await invited(world)
    for (const name of ['A', 'B', 'C']) await useCases.changeClient(clientId, { name }, staff)
    const trail = async (since?: Date, until?: Date) =>
      (await auditTrail.listOfPlatform(DEFAULT_PLATFORM, { since, until }, { limit: 200 })).items.map(({ id }) => id)
    const whole = await trail()
    const { items } = await auditTrail.list({ clientId, platform: DEFAULT_PLATFORM }, { limit: 1 })
    const border = items[0]?.at
    const [before, later] = [await trail(undefined, border), await trail(border)]
    t.strictSame([...later, ...before], whole)
    t.ok(later.includes(items[0]?.id ?? ''), 'what happened at its beginning is in a span')
    for (const far of ['0000-01-01T00:00:00+23:59', '9999-12-31T23:59:59-23:59'].map((text) => new Date(text))) {
      t.strictSame([...(await trail(far)), ...(await trail(undefined, far))], whole)
    }
  })

  t.test('an unknown client has none', async (t) => {
    t.strictSame(await auditTrail.list({ clientId: randomUUID(), platform: DEFAULT_PLATFORM }, { limit: 5 }), {
      items: [],
    })
  })
})
