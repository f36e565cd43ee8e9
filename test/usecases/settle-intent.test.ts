import t from 'tap'
import { failed, openingWorld, opened, revocation } from '../support/opening-world.ts'
import { commit } from '../../src/usecases/commit.ts'

const job = { platform: 'default', name: 'job:stale-accounts', requestId: 'job-1' }
const HOUR_MS = 3_600_000

/** A client whose account was requested once, with an unknown outcome. */
async function lost(when: 'before' | 'after') {
  const world = openingWorld()
  const invited = await world.invite()
  world.provider.failNext('create_account', { outcome: 'unknown' }, when)
  await failed(world.open(invited.linkSecret))
  const revoke = async () => {
    const loaded = await world.tokens.load({ clientId: invited.clientId, platform: 'default' })
    if (loaded !== undefined) await commit(world.tokens, loaded, revocation(), { actor: job })
  }
  const intent = () => world.stateOf(invited.clientId).intent?.status
  const run = (ms: number) => {
    world.advance(ms)
    return world.useCases.refreshStaleAccounts(job, { ageMs: 1 })
  }
  return { world, invited, revoke, intent, run }
}

t.test('while the client can open its link, a job requests the account under the same key', async (t) => {
  for (const when of ['before', 'after'] as const) {
    const { world, intent, run } = await lost(when)
    t.strictSame(await run(1000), { refreshed: 0, settled: 1, failed: 0 })
    t.equal(world.accounts().length, 1)
    t.equal(intent(), 'done')
  }
})

t.test('an account that no opening needs any more is searched for and never created', async (t) => {
  const { world, invited, revoke, intent, run } = await lost('before')
  await revoke()
  t.match(await run(1000), { settled: 0, failed: 1 }, 'it may still appear in the list')
  t.equal(intent(), 'settling')
  t.strictSame(await run(61_000), { refreshed: 0, settled: 0, failed: 0 })
  t.equal(world.accounts().length, 0)
  t.equal(intent(), 'closed')
  t.equal(await world.useCases.eraseClient(invited.clientId, job), 'erased')
})

t.test('an account that was created after all is found, whatever the status of the token', async (t) => {
  const { world, revoke, intent, run } = await lost('after')
  await revoke()
  t.strictSame(await run(1000), { refreshed: 0, settled: 1, failed: 0 })
  t.equal(world.accounts().length, 1)
  t.equal(intent(), 'done')
})

t.test('a job starts no generation: the next opening does', async (t) => {
  const { world, invited, intent, run } = await lost('before')
  await run(24 * HOUR_MS)
  await run(61_000)
  t.equal(intent(), 'closed', 'the key was forgotten and the search was empty')
  t.equal(world.accounts().length, 0)
  await opened(world.open(invited.linkSecret))
  t.match(world.accounts(), [{ generation: 2 }])
})

t.test('a token that is revoked before its intent is saved requests no account', async (t) => {
  const world = openingWorld()
  const { clientId, linkSecret } = await world.invite()
  const revokingFirst = world.opener({
    using: {
      ...world.tokens,
      async save(loaded, events, options) {
        const again = await world.tokens.load({ clientId, platform: 'default' })
        if (again !== undefined) await commit(world.tokens, again, revocation(), { actor: job })
        return world.tokens.save(loaded, events, options)
      },
    },
  })
  t.match(await revokingFirst(linkSecret), { outcome: 'refused', refusal: 'revoked' })
  t.equal(world.accounts().length, 0)
  t.equal(world.stateOf(clientId).intent, undefined)
})

t.test('an account that cannot be processed does not stop the others', async (t) => {
  const world = openingWorld()
  const [first, second] = [await world.invite(), await world.invite()]
  for (const { linkSecret } of [first, second]) await opened(world.open(linkSecret))
  world.advance(16 * 60_000)
  world.provider.next('retrieve_account', { before: () => Promise.reject(new TypeError('a bug')) })
  const useCases = world.instance({ through: world.provider })
  t.strictSame(await useCases.refreshStaleAccounts(job), { refreshed: 1, settled: 0, failed: 1 })
  t.ok(world.logged.some(({ level, message }) => level === 'error' && /stale account/.test(message)))
})
