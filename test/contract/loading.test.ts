import { randomUUID } from 'node:crypto'
import t from 'tap'
import type { Lookup } from '../../src/ports/token-repository.ts'
import { onEachAdapter } from '../support/contract-ports.ts'
import { active, client, hash, invited, newClient, newId, opened, platform, revoked, stored } from './fixtures.ts'

onEachAdapter(t, 'loading an onboarding', async (t, world) => {
  const { tokens, useCases } = world

  t.test('everything that belongs to an onboarding finds the same one', async (t) => {
    const idempotency = { keyHash: hash(), fingerprint: hash() }
    const entered = newClient({ externalId: randomUUID() })
    const tokenId = newId()
    const options = { actor: client, idempotency: { ...idempotency, tokenId } }
    const given = await invited(world, { client: entered, token: { tokenId } }, options)
    const { accountId, stateHash, refreshHash, refreshUntil } = { refreshUntil: Date, ...(await opened(world, given)) }
    const { state, version } = await stored(world, given.clientId)

    const byClient: Lookup[] = [
      { clientId: given.clientId, platform },
      { externalId: entered.externalId ?? '', platform },
      { accountId, platform },
    ]
    for (const by of byClient) {
      const found = await tokens.load(by)
      t.strictSame(found, { state, version, now: found?.now, by }, Object.keys(by)[0] ?? '')
    }
    const byToken: Lookup[] = [{ tokenId, platform }, { secretHash: given.secretHash }]
    for (const by of byToken) {
      const found = await tokens.load(by)
      t.strictSame(found, { state, version, now: found?.now, by, tokenId }, Object.keys(by)[0] ?? '')
    }
    const byKey = { keyHash: idempotency.keyHash, actor: client }
    const repeated = await tokens.load(byKey)
    t.strictSame(Buffer.from(repeated?.fingerprint ?? []), idempotency.fingerprint)
    t.match(repeated, { state: { client: { id: given.clientId } }, tokenId, by: byKey })
    for (const by of [{ stateHash }, { refreshHash }]) {
      const found = await tokens.load(by)
      t.match(found, { state: { attempt: { tokenId, handedOutAt: Date, refreshUntil } }, tokenId })
      const { attempt, ...rest } = found?.state ?? {}
      t.strictSame(rest, state, 'and only these two say which attempt')
      t.ok(attempt && found && attempt.handedOutAt <= found.now)
    }
  })

  t.test('what was never handed out finds nothing', async (t) => {
    const { email } = await invited(world, { client: { externalId: randomUUID() } })
    const nobody: Lookup[] = [
      { clientId: randomUUID(), platform },
      { tokenId: randomUUID(), platform },
      { externalId: randomUUID(), platform },
      { email, platform },
      { email: 'nobody@example.com', platform },
      { accountId: 'acct_nobody', platform },
      { secretHash: hash() },
      { stateHash: hash() },
      { refreshHash: hash() },
      { keyHash: hash(), actor: client },
    ]
    for (const by of nobody) t.equal(await tokens.load(by), undefined, Object.keys(by)[0] ?? '')
  })

  t.test('ids of another platform find nothing', async (t) => {
    const [plain, named] = [await invited(world), await invited(world, { client: { externalId: randomUUID() } })]
    const { accountId } = await opened(world, plain)
    const elsewhere = { platform: 'another' }
    const lookups: Lookup[] = [
      { clientId: plain.clientId, ...elsewhere },
      { tokenId: plain.tokenId, ...elsewhere },
      { accountId, ...elsewhere },
      { email: plain.email, ...elsewhere },
      { externalId: named.loaded.state.client.externalId ?? '', ...elsewhere },
    ]
    for (const by of lookups) t.equal(await tokens.load(by), undefined, Object.keys(by)[0] ?? '')
  })

  t.test('a return state is not taken for a refresh state, nor a secret for a state', async (t) => {
    const given = await invited(world)
    const { stateHash, refreshHash } = await opened(world, given)
    t.equal(await tokens.load({ refreshHash: stateHash }), undefined)
    t.equal(await tokens.load({ stateHash: refreshHash }), undefined)
    t.equal(await tokens.load({ stateHash: given.secretHash }), undefined)
    t.equal(await tokens.load({ secretHash: stateHash }), undefined)
  })

  t.test('the clock is that of the store, read with the state', async (t) => {
    const given = await invited(world)
    const first = await stored(world, given.clientId)
    const second = await stored(world, given.clientId)
    const [token] = first.state.tokens
    t.ok(token && first.now >= token.issuedAt && first.now < token.expiresAt)
    t.ok(second.now >= first.now)
  })

  t.test('a token that has ended is found by its secret and by its states', async (t) => {
    const given = await invited(world)
    const { stateHash } = await opened(world, given)
    await revoked(world, given)
    for (const by of [{ secretHash: given.secretHash }, { stateHash }]) {
      t.match(await tokens.load(by), { tokenId: given.tokenId, state: { tokens: [{ status: 'revoked' }] } })
    }
  })

  t.test('tokens are in the order in which they were issued, and each is found by its own secret', async (t) => {
    const given = await invited(world)
    const ids = [given.tokenId]
    for (let n = 0; n < 4; n += 1) {
      const issued = await useCases.issueToken({ clientId: given.clientId, expiresInHours: 1 }, client)
      if (issued.outcome !== 'issued') throw new Error(issued.outcome)
      ids.push(issued.token.id)
    }
    const { state } = await stored(world, given.clientId)
    t.same(
      state.tokens.map(({ id, status }) => [id, status]),
      ids.map((id, n) => [id, n === 4 ? 'pending' : 'revoked']),
    )
    for (const tokenId of ids) t.equal((await tokens.load({ tokenId, platform }))?.tokenId, tokenId)
    t.equal((await tokens.load({ secretHash: given.secretHash }))?.tokenId, given.tokenId)
  })

  t.test('nothing that was handed out is what is stored', async (t) => {
    const given = await invited(world, { client: { country: 'DE' } })
    await opened(world, given, active)
    const before = structuredClone(await stored(world, given.clientId))
    const handedOut = await stored(world, given.clientId)
    Object.assign(handedOut.state.client, { name: 'Mallory' })
    Object.assign(handedOut.state.tokens[0] ?? {}, { status: 'completed' })
    Object.assign(handedOut.state.account?.snapshot.asks ?? {}, { 0: 'x' })
    Object.assign(handedOut.state.account?.snapshot.capabilities ?? {}, { payouts: 'rejected' })
    t.strictSame((await stored(world, given.clientId)).state, before.state)
  })
})
