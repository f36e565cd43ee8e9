import t from 'tap'
import { callsOf, failed, opened, openingWorld, revocation } from '../support/opening-world.ts'
import { commit } from '../../src/usecases/commit.ts'

const job = { platform: 'default', name: 'job:account-warm-up', requestId: 'job-1' }

t.test('a warmed-up client opens its link with one call to the provider', async (t) => {
  const world = openingWorld()
  const invited = await world.invite({ country: 'DE' })
  t.match(await world.useCases.warmUpAccount(invited.tokenId, job), { outcome: 'obtained' })
  t.match(world.stateOf(invited.clientId), { tokens: [{ status: 'pending', attempts: 0 }], intent: { status: 'done' } })
  const before = world.provider.calls.length
  await opened(world.open(invited.linkSecret))
  t.strictSame(
    world.provider.calls.slice(before).map(({ operation }) => operation),
    ['create_account_link'],
  )
  t.equal(world.accounts().length, 1)
  t.match(await world.useCases.warmUpAccount(invited.tokenId, job), { outcome: 'known' }, 'a repeated job is too late')
  t.equal(callsOf(world, 'create_account').length, 1)
})

t.test('after a lost answer the opening gets the account that the job created, under the same key', async (t) => {
  for (const when of ['before', 'after'] as const) {
    const world = openingWorld()
    const invited = await world.invite({ country: 'DE' })
    world.provider.failNext('create_account', { outcome: 'unknown' }, when)
    t.match(await world.useCases.warmUpAccount(invited.tokenId, job), { outcome: 'provider_failed' })
    t.match(world.stateOf(invited.clientId), {
      tokens: [{ status: 'pending', attempts: 0 }],
      intent: { status: 'open' },
    })
    await opened(world.open(invited.linkSecret))
    t.match(world.accounts(), [{ generation: 1 }], when)
    t.equal(world.accounts().length, 1)
  }
})

t.test('a refusal ends the generation, and the next attempt begins another', async (t) => {
  const world = openingWorld()
  const invited = await world.invite({ country: 'DE' })
  world.provider.failNext('create_account', { outcome: 'refused' })
  t.match(await world.useCases.warmUpAccount(invited.tokenId, job), { outcome: 'provider_failed' })
  t.equal(world.stateOf(invited.clientId).intent?.status, 'closed')
  t.match(await world.useCases.warmUpAccount(invited.tokenId, job), { outcome: 'obtained' })
  t.match(world.accounts(), [{ generation: 2 }])
})

t.test('an opening during the warm-up gets the same account', async (t) => {
  const world = openingWorld()
  const invited = await world.invite({ country: 'DE' })
  const [warmed, link] = await Promise.all([
    world.useCases.warmUpAccount(invited.tokenId, job),
    world.open(invited.linkSecret),
  ])
  t.ok(['obtained', 'known'].includes(warmed.outcome))
  t.equal(link.outcome, 'opened')
  t.equal(world.accounts().length, 1)
})

t.test('nothing is created for a token that cannot be opened, or that there is not', async (t) => {
  const world = openingWorld()
  const invited = await world.invite({ country: 'DE' })
  const loaded = await world.tokens.load({ clientId: invited.clientId, platform: 'default' })
  if (loaded === undefined) throw new Error('no client')
  await commit(world.tokens, loaded, revocation(), { actor: job })
  t.same(await world.useCases.warmUpAccount(invited.tokenId, job), { outcome: 'none' })
  t.same(await world.useCases.warmUpAccount('00000000-0000-7000-8000-000000000000', job), { outcome: 'none' })
  t.equal(callsOf(world, 'create_account').length, 0)

  const late = await world.invite({ country: 'DE' })
  world.advance(1000 * 3_600_000)
  t.same(await world.useCases.warmUpAccount(late.tokenId, job), { outcome: 'none' })
  t.equal(world.accounts().length, 0)
  t.match(await world.open(late.linkSecret), { outcome: 'refused' })
})

t.test('a provider that is down does not end the attempts', async (t) => {
  const world = openingWorld()
  const invited = await world.invite({ country: 'DE' })
  world.provider.failNext('create_account', { outcome: 'unknown' })
  t.match(await world.useCases.warmUpAccount(invited.tokenId, job), { outcome: 'provider_failed' })
  world.provider.failNext('create_account_link', { outcome: 'unknown' })
  t.match(await failed(world.open(invited.linkSecret)), { operation: 'create_account_link' })
  t.match(await world.useCases.warmUpAccount(invited.tokenId, job), { outcome: 'known' })
})
