import t from 'tap'
import type { IdempotencyKey, TokenRepository } from '../../src/ports/token-repository.ts'
import { HOUR_MS, openingWorld, staff, type OpeningWorld } from '../support/opening-world.ts'

const bytes = (n: number) => new Uint8Array(32).fill(n)
const KEY: IdempotencyKey = { keyHash: bytes(1), fingerprint: bytes(2) }
const ANOTHER_BODY: IdempotencyKey = { ...KEY, fingerprint: bytes(3) }
const ada = { name: 'Ada', email: 'ada@example.com', expiresInHours: 48 }

type Invite = OpeningWorld['useCases']['inviteClient']

async function invited(invite: Invite, key?: IdempotencyKey, actor = staff) {
  const result = await invite(ada, actor, key)
  if (result.outcome !== 'invited') throw new Error(result.outcome)
  return result
}

t.test('an invitation that is repeated under its key gets the same answer', async (t) => {
  const world = openingWorld()
  const { inviteClient } = world.useCases
  const first = await invited(inviteClient, KEY)
  t.notOk('replayed' in first)
  world.advance(1000)
  const second = await invited(inviteClient, KEY)
  const { linkSecret } = second
  t.strictSame(second, { ...first, linkSecret, now: world.now(), replayed: true })
  t.equal(world.store.onboardings.size, 1)

  t.not(linkSecret, first.linkSecret, 'with a link of its own, because the first is stored nowhere')
  for (const secret of [linkSecret, first.linkSecret]) {
    t.equal((await world.preview(secret))?.token.id, first.token.id, 'and both are good')
  }
})

t.test('the same key with another request is refused, and nothing is changed', async (t) => {
  const world = openingWorld()
  await invited(world.useCases.inviteClient, KEY)
  const secrets = world.store.secrets.size
  const other = { ...ada, email: 'grace@example.com' }
  t.strictSame(await world.useCases.inviteClient(other, staff, ANOTHER_BODY), { outcome: 'key_reused' })
  t.equal(world.store.onboardings.size, 1)
  t.equal(world.store.secrets.size, secrets)
})

t.test('a key is remembered for 24 hours', async (t) => {
  const world = openingWorld()
  const first = await invited(world.useCases.inviteClient, KEY)
  world.advance(24 * HOUR_MS - 1)
  t.equal((await invited(world.useCases.inviteClient, KEY)).client.id, first.client.id)
  world.advance(1)
  t.strictSame(await world.useCases.inviteClient(ada, staff, KEY), {
    outcome: 'client_exists',
    clientId: first.client.id,
  })
})

t.test('the keys of two actors are independent', async (t) => {
  const world = openingWorld()
  await invited(world.useCases.inviteClient, KEY)
  const other = { ...ada, email: 'grace@example.com' }
  const result = await world.useCases.inviteClient(other, { ...staff, name: 'admin:2' }, ANOTHER_BODY)
  t.equal(result.outcome, 'invited')
  t.notOk('replayed' in result)
})

t.test('a repetition during the first request is answered with its result', async (t) => {
  const world = openingWorld()
  const answers = await Promise.all(Array.from({ length: 5 }, () => invited(world.useCases.inviteClient, KEY)))
  t.equal(new Set(answers.map(({ token }) => token.id)).size, 1)
  t.equal(answers.filter(({ replayed }) => replayed).length, 4)
  t.equal(world.store.onboardings.size, 1)
})

t.test('a new link that is requested twice under one key is issued once', async (t) => {
  const world = openingWorld()
  const { clientId, tokenId } = await world.invite()
  const issue = (key = KEY) => world.useCases.issueToken({ clientId, expiresInHours: 1 }, staff, key)
  const [first, second] = [await issue(), await issue()]
  if (first.outcome !== 'issued' || second.outcome !== 'issued') throw new Error('not issued')
  t.not(first.token.id, tokenId)
  t.equal(second.token.id, first.token.id)
  t.equal(second.replayed, true)
  t.match(world.stateOf(clientId).tokens, [{ status: 'revoked' }, { status: 'pending' }])
  t.strictSame(await issue(ANOTHER_BODY), { outcome: 'key_reused' })

  const fresh = { keyHash: bytes(9), fingerprint: bytes(9) }
  const atOnce = await Promise.all(Array.from({ length: 5 }, () => issue(fresh)))
  t.equal(new Set(atOnce.map((answer) => answer.outcome === 'issued' && answer.token.id)).size, 1)
  t.equal(world.stateOf(clientId).tokens.length, 3)
})

t.test('a repeated invitation is answered even if its profile is no longer configured', async (t) => {
  const world = openingWorld()
  const first = await world.useCases.inviteClient({ ...ada, profile: 'default' }, staff, KEY)
  const { inviteClient } = world.instance({ profiles: { defaultName: 'other', byName: {} } })
  const second = await inviteClient({ ...ada, profile: 'default' }, staff, KEY)
  if (first.outcome !== 'invited' || second.outcome !== 'invited') throw new Error('not invited')
  t.equal(second.client.id, first.client.id)
})

t.test('a repeated request gets the same answer, whatever changed since', async (t) => {
  const world = openingWorld()
  const first = await invited(world.useCases.inviteClient, KEY)
  await world.useCases.revokeToken(first.token.id, staff)
  t.match(await invited(world.useCases.inviteClient, KEY), { token: { id: first.token.id, status: 'revoked' } })
})

t.test('no request of an erased client is remembered', async (t) => {
  const world = openingWorld()
  const first = await invited(world.useCases.inviteClient, KEY)
  t.equal(await world.useCases.eraseClient(first.client.id, staff), 'erased')
  const second = await invited(world.useCases.inviteClient, KEY)
  t.not(second.client.id, first.client.id)
})

t.test('a repository that forgets a key which it has just refused is a bug, and is reported as one', async (t) => {
  const world = openingWorld()
  const { clientId } = await world.invite()
  const using: TokenRepository = { ...world.tokens, save: async () => ({ outcome: 'repeated' }) }
  const { inviteClient, issueToken } = world.instance({ using })
  const message = 'a repeated request is not remembered'
  await t.rejects(inviteClient(ada, staff, KEY), { message })
  await t.rejects(issueToken({ clientId, expiresInHours: 1 }, staff, KEY), { message })
})
