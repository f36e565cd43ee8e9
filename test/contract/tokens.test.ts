import { randomUUID } from 'node:crypto'
import t from 'tap'
import { decideAccountRefreshed } from '../../src/domain/decide-account.ts'
import { onEachAdapter } from '../support/contract-ports.ts'
import { active, after, committed, invited, opened, range, snapshotOf, staff, statusOf, stored } from './fixtures.ts'
import { DEFAULT_PLATFORM } from '../../src/ports/actor.ts'

onEachAdapter(t, 'issuing and revoking', async (t, world) => {
  const { tokens, useCases, auditTrail } = world
  const issue = (clientId: string) => useCases.issueToken({ clientId, expiresInHours: 1 }, staff)
  const trailOf = async (clientId: string) =>
    (await auditTrail.list({ clientId, platform: DEFAULT_PLATFORM }, { limit: 50 })).items
      .map(({ type }) => type)
      .toReversed()

  async function refresh(clientId: string, facts: Parameters<typeof snapshotOf>[1], fetchedAt: Date) {
    return committed(world, { clientId }, (state) =>
      decideAccountRefreshed(state, { snapshot: snapshotOf(fetchedAt, facts) }),
    )
  }

  t.test('issuing replaces the open token, and says when there is nothing to do', async (t) => {
    const given = await invited(world)
    const { clientId } = given
    const { accountId, stateHash, fetchedAt } = await opened(world, given)
    t.match(await issue(clientId), {
      outcome: 'issued',
      token: { status: 'pending', purpose: 'onboarding' },
      client: { id: clientId },
    })
    t.match(await tokens.load({ stateHash }), {
      tokenId: given.tokenId,
      state: { tokens: [{ status: 'revoked', revokeReason: 'replaced' }, { status: 'pending' }] },
    })
    await refresh(clientId, { accountId, ...active }, after(fetchedAt))
    t.same(await issue(clientId), { outcome: 'nothing_to_do' })
    const asks = [{ what: 'A document', from: 'client', due: 'now' }] as const
    await refresh(clientId, { accountId, ...active, asks }, after(fetchedAt, 2000))
    t.match(await issue(clientId), { outcome: 'issued', token: { purpose: 'update' } })
    t.match(await stored(world, clientId), { state: { tokens: [{}, {}, { purpose: 'update', status: 'pending' }] } })
    t.same(await issue(randomUUID()), { outcome: 'unknown_client' })
  })

  t.test('of twenty concurrent issues each is answered, and one token is open', async (t) => {
    const { clientId } = await invited(world)
    const issued = await Promise.all(range(20, () => issue(clientId)))
    t.ok(issued.every(({ outcome }) => outcome === 'issued'))
    const { state } = await stored(world, clientId)
    t.strictSame(
      state.tokens.map(({ status }) => status),
      [...range(20, () => 'revoked'), 'pending'],
    )
  })

  t.test(
    'a concurrent issue and revocation leave at most one open token, and each is stored completely or not at all',
    async (t) => {
      for (let round = 0; round < 10; round += 1) {
        const { clientId, tokenId } = await invited(world)
        const [issued, revoked] = await Promise.all([issue(clientId), useCases.revokeToken(tokenId, staff)])
        t.match([issued.outcome, revoked.outcome], ['issued', 'revoked'])
        const { state } = await stored(world, clientId)
        t.match(
          state.tokens.map(({ status }) => status),
          ['revoked', 'pending'],
        )
        const types = await trailOf(clientId)
        t.strictSame(types, ['token_issued', 'token_revoked', 'token_issued'], 'it is revoked once')
      }
    },
  )

  t.test('revoking says until when a link may live, again and again', async (t) => {
    const given = await invited(world)
    const { linkExpiresAt } = await opened(world, given)
    for (let times = 0; times < 2; times += 1) {
      t.match(await useCases.revokeToken(given.tokenId, staff), {
        outcome: 'revoked',
        token: { status: 'revoked', revokeReason: 'operator' },
        linksOutstandingUntil: linkExpiresAt,
      })
    }
    const unopened = await invited(world)
    t.notOk('linksOutstandingUntil' in (await useCases.revokeToken(unopened.tokenId, staff)))
    t.same(await useCases.revokeToken(randomUUID(), staff), { outcome: 'unknown_token' })
  })

  t.test('a completed token cannot be revoked', async (t) => {
    const given = await invited(world)
    const { accountId, fetchedAt } = await opened(world, given)
    await refresh(given.clientId, { accountId, ...active }, after(fetchedAt))
    t.same(await useCases.revokeToken(given.tokenId, staff), { outcome: 'completed' })
    t.equal(await statusOf(world, given.clientId), 'completed')
  })

  t.test('a concurrent completion and replacement never undo each other', async (t) => {
    for (let round = 0; round < 10; round += 1) {
      const given = await invited(world)
      const { accountId, fetchedAt } = await opened(world, given)
      await Promise.all([refresh(given.clientId, { accountId, ...active }, after(fetchedAt)), issue(given.clientId)])
      const { state } = await stored(world, given.clientId)
      const statuses = state.tokens.map(({ status }) => status).join()
      t.ok(statuses === 'completed' || statuses === 'revoked,completed', statuses)
    }
  })
})
