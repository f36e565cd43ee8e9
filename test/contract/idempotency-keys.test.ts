import t from 'tap'
import type { IdempotencyKey } from '../../src/ports/token-repository.ts'
import { onEachAdapter } from '../support/contract-ports.ts'
import { client, hash, invited, newClient, newToken, range, staff, type Invited } from './fixtures.ts'
import { DEFAULT_PLATFORM } from '../../src/ports/actor.ts'

const DAY_MS = 24 * 3_600_000

onEachAdapter(t, 'requests that are sent twice', async (t, world) => {
  const { tokens, auditTrail, useCases } = world
  const newKey = (): IdempotencyKey => ({ keyHash: hash(), fingerprint: hash() })
  const ada = () => ({ name: 'Ada', email: newClient().email, expiresInHours: 1 })
  const trailOf = async (clientId: string) =>
    (await auditTrail.list({ clientId, platform: DEFAULT_PLATFORM }, { limit: 50 })).items
      .map(({ type }) => type)
      .toReversed()

  async function invite(invitation: ReturnType<typeof ada>, key?: IdempotencyKey, actor = staff) {
    const answer = await useCases.inviteClient(invitation, actor, key)
    if (answer.outcome !== 'invited') throw new Error(answer.outcome)
    return answer
  }

  async function issue(clientId: string, key?: IdempotencyKey) {
    const answer = await useCases.issueToken({ clientId, expiresInHours: 1 }, staff, key)
    if (answer.outcome !== 'issued') throw new Error(answer.outcome)
    return answer
  }

  t.test('an invitation makes one client, and each answer has a secret that opens its token', async (t) => {
    const [invitation, key] = [ada(), newKey()]
    const [first, second] = [await invite(invitation, key), await invite(invitation, key)]
    t.notOk('replayed' in first)
    t.equal(second.replayed, true)
    t.strictSame([second.client, second.token], [first.client, first.token])
    for (const { linkSecret } of [first, second]) {
      t.match(await useCases.previewLink(linkSecret), { token: { id: first.token.id } })
    }
    t.strictSame(await trailOf(first.client.id), ['token_issued'])
  })

  t.test('a new link replaces the open one once', async (t) => {
    const [{ clientId }, key] = [await invited(world), newKey()]
    const [first, second] = [await issue(clientId, key), await issue(clientId, key)]
    t.notOk('replayed' in first)
    t.equal(second.replayed, true)
    t.strictSame([second.client, second.token], [first.client, first.token])
    t.match(await useCases.previewLink(second.linkSecret), { token: { id: first.token.id } })
    t.strictSame(await trailOf(clientId), ['token_issued', 'token_revoked', 'token_issued'])
  })

  t.test('the answer is about the same token, whatever its status', async (t) => {
    const [invitation, key] = [ada(), newKey()]
    const first = await invite(invitation, key)
    await issue(first.client.id)
    t.match(await invite(invitation, key), { token: { id: first.token.id, status: 'revoked' }, replayed: true })
  })

  t.test('another request under the same key is refused, and stores nothing', async (t) => {
    const key = newKey()
    await invite(ada(), key)
    const other = ada()
    t.same(await useCases.inviteClient(other, staff, { ...key, fingerprint: hash() }), { outcome: 'key_reused' })
    const { email } = other
    t.equal(await tokens.load({ email, platform: staff.platform }), undefined)
  })

  t.test('a key belongs to its sender', async (t) => {
    const key = newKey()
    const [first, other] = [await invite(ada(), key), await invite(ada(), key, { ...staff, name: 'admin:2' })]
    t.not(other.client.id, first.client.id)
    t.notOk('replayed' in other)
    t.equal(await tokens.load({ keyHash: key.keyHash, actor: client }), undefined)
    const elsewhere = { ...staff, platform: 'another' }
    t.equal(await tokens.load({ keyHash: key.keyHash, actor: elsewhere }), undefined, 'on its platform')
  })

  t.test('a refusal is not remembered', async (t) => {
    const key = newKey()
    const before = await invite(ada())
    const invitation = { ...ada(), email: before.client.email }
    const refused = { outcome: 'client_exists', clientId: before.client.id }
    t.same(await useCases.inviteClient(invitation, staff, key), refused)
    await useCases.eraseClient(before.client.id, staff)
    t.notOk('replayed' in (await invite(invitation, key)))
  })

  t.test('the remembered requests of an erased client are deleted', async (t) => {
    const [invitation, key] = [ada(), newKey()]
    const { client } = await invite(invitation, key)
    await useCases.eraseClient(client.id, staff)
    t.equal(await tokens.load({ keyHash: key.keyHash, actor: staff }), undefined)
    const again = await invite(invitation, key)
    t.not(again.client.id, client.id)
    t.notOk('replayed' in again)
  })

  t.test('ten concurrent requests create one client, and all are answered with it', async (t) => {
    const [invitation, key] = [ada(), newKey()]
    const all = await Promise.all(range(10, () => invite(invitation, key)))
    t.equal(new Set(all.map(({ client }) => client.id)).size, 1)
    t.equal(all.filter(({ replayed }) => replayed).length, 9)
    const opened = await Promise.all(all.map(({ linkSecret }) => useCases.previewLink(linkSecret)))
    t.ok(opened.every((preview) => preview !== undefined && 'token' in preview))
  })

  t.test('ten concurrent requests issue one token', async (t) => {
    const [{ clientId }, key] = [await invited(world), newKey()]
    const all = await Promise.all(range(10, () => issue(clientId, key)))
    t.equal(new Set(all.map(({ token }) => token.id)).size, 1)
    t.equal(all.filter(({ replayed }) => replayed).length, 9)
    t.strictSame(await trailOf(clientId), ['token_issued', 'token_revoked', 'token_issued'])
  })

  t.test('a save under a key that was used says so before it does anything', async (t) => {
    const [key, first, again] = [newKey(), newToken(), newToken()]
    const options = (tokenId: string) => ({ actor: staff, idempotency: { ...key, tokenId } })
    const one = await invited(world, { token: first }, options(first.tokenId))
    const other = await invited(world)
    const result = await tokens.save(
      other.loaded,
      [{ type: 'secret_added', ...again, tokenId: other.tokenId }],
      options(other.tokenId),
    )
    t.same(result, { outcome: 'repeated' })
    t.equal(await tokens.load({ secretHash: again.secretHash }), undefined)
    t.equal((await tokens.load({ keyHash: key.keyHash, actor: staff }))?.tokenId, one.tokenId)
  })

  t.test('a request is remembered for a day, and a later one takes its place', async (t) => {
    const key = newKey()
    const [first, second] = [newToken(), newToken()]
    const options = (tokenId: string) => ({ actor: staff, idempotency: { ...key, tokenId } })
    await invited(world, { token: first }, options(first.tokenId))
    await world.age(DAY_MS - 60_000)
    t.equal((await tokens.load({ keyHash: key.keyHash, actor: staff }))?.tokenId, first.tokenId)
    await world.age(61_000)
    t.equal(await tokens.load({ keyHash: key.keyHash, actor: staff }), undefined)
    const fresh: Invited = await invited(world, { token: second }, options(second.tokenId))
    t.match(await tokens.load({ keyHash: key.keyHash, actor: staff }), { tokenId: fresh.tokenId })
  })
})
