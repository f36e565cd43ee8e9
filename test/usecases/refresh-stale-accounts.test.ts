import t from 'tap'
import type { AccountFacts } from '../../src/domain/account.ts'
import { failed, MINUTE_MS, opened, openingWorld, revocation, type OpeningWorld } from '../support/opening-world.ts'

const job = { platform: 'default', name: 'job:stale-accounts', requestId: 'job-1' }
const STALE_MS = 15 * MINUTE_MS

const PAYABLE: Partial<AccountFacts> = {
  submitted: true,
  capabilities: { payouts: 'active' },
  asks: [],
}

/** A client that has opened its link and has an account. */
async function openedClient(world: OpeningWorld) {
  const invited = await world.invite()
  await opened(world.open(invited.linkSecret))
  const accountId = world.stateOf(invited.clientId).account?.snapshot.accountId
  if (accountId === undefined) throw new Error('an opened client has no account')
  return { ...invited, accountId }
}

const refresh = ({ useCases }: OpeningWorld, options?: { ageMs: number }) => useCases.refreshStaleAccounts(job, options)

t.test('an account is fetched again when its snapshot is older than fifteen minutes', async (t) => {
  const world = openingWorld()
  const { clientId, accountId } = await openedClient(world)
  world.memory.change(accountId, PAYABLE)

  world.advance(STALE_MS)
  t.strictSame(await refresh(world), { refreshed: 0, settled: 0, failed: 0 })
  world.advance(1)
  t.strictSame(await refresh(world), { refreshed: 1, settled: 0, failed: 0 })
  t.match(world.stateOf(clientId), {
    tokens: [{ status: 'completed' }],
    account: { snapshot: { capabilities: { payouts: 'active' } } },
  })
  t.match(world.store.audit.at(-1), { type: 'token_completed', actor: 'job:stale-accounts', requestId: 'job-1' })

  world.advance(STALE_MS + 1)
  t.strictSame(await refresh(world), { refreshed: 0, settled: 0, failed: 0 }, 'and no more when nothing is awaited')
})

t.test('an account is fetched again while the provider is reviewing it, though its token is completed', async (t) => {
  const world = openingWorld()
  const { clientId, accountId } = await openedClient(world)
  world.memory.change(accountId, { ...PAYABLE, capabilities: { payouts: 'pending' }, hold: 'provider_review' })
  world.advance(STALE_MS + 1)
  await refresh(world)
  t.match(world.stateOf(clientId), { tokens: [{ status: 'completed' }] })

  world.memory.change(accountId, PAYABLE)
  world.advance(STALE_MS + 1)
  t.strictSame(await refresh(world), { refreshed: 1, settled: 0, failed: 0 })
  t.match(world.stateOf(clientId), { account: { snapshot: { capabilities: { payouts: 'active' } } } })
})

t.test('a caller may say what counts as stale', async (t) => {
  const world = openingWorld()
  await openedClient(world)
  world.advance(1001)
  t.strictSame(await refresh(world, { ageMs: 1000 }), { refreshed: 1, settled: 0, failed: 0 })
})

t.test('an account that cannot be fetched does not stop the others and is retried by the next run', async (t) => {
  const world = openingWorld()
  await openedClient(world)
  await openedClient(world)
  world.advance(STALE_MS + 1)
  world.provider.failNext('retrieve_account', { outcome: 'unknown', code: 'timeout' })
  t.strictSame(await refresh(world), { refreshed: 1, settled: 0, failed: 1 })
  t.strictSame(await refresh(world), { refreshed: 1, settled: 0, failed: 0 })
})

t.test('an account that is gone is stored as disconnected', async (t) => {
  const world = openingWorld()
  const { clientId } = await openedClient(world)
  world.advance(STALE_MS + 1)
  world.provider.failNext('retrieve_account', { outcome: 'account_unavailable', code: 'account_invalid' })
  t.strictSame(await refresh(world), { refreshed: 1, settled: 0, failed: 0 })
  t.match(world.stateOf(clientId), { account: { snapshot: { hold: 'disconnected', holdReason: 'account_invalid' } } })
})

t.test('the account of a revoked token is not refreshed', async (t) => {
  const world = openingWorld()
  const { clientId } = await openedClient(world)
  await world.happen(clientId, revocation())
  world.advance(STALE_MS + 1)
  t.strictSame(await refresh(world), { refreshed: 0, settled: 0, failed: 0 })
})

t.test('an abandoned intent is settled, and its account is stored', async (t) => {
  const world = openingWorld()
  const invited = await world.invite()
  world.provider.failNext('create_account', { outcome: 'unknown', code: 'timeout' }, 'after')
  await failed(world.open(invited.linkSecret))
  world.advance(STALE_MS)
  t.strictSame(await refresh(world), { refreshed: 0, settled: 0, failed: 0 }, 'an opening may be under way')

  world.advance(1)
  world.provider.failNext('create_account', { outcome: 'unknown', code: 'timeout' })
  t.strictSame(await refresh(world), { refreshed: 0, settled: 0, failed: 1 })
  t.strictSame(await refresh(world), { refreshed: 0, settled: 1, failed: 0 })
  t.match(world.stateOf(invited.clientId), { intent: { status: 'done' }, tokens: [{ status: 'pending' }] })
  t.equal(world.accounts().length, 1)
})

t.test('an intent whose account an opening stores meanwhile is not counted', async (t) => {
  const world = openingWorld()
  const invited = await world.invite()
  world.provider.failNext('create_account', { outcome: 'unknown', code: 'timeout' }, 'after')
  await failed(world.open(invited.linkSecret))
  world.advance(STALE_MS + 1)
  const using = {
    ...world.tokens,
    load: (async (by: Parameters<typeof world.tokens.load>[0]) => {
      if ('clientId' in by) await world.open(invited.linkSecret)
      return world.tokens.load(by)
    }) as typeof world.tokens.load,
  }
  const { refreshStaleAccounts } = world.instance({ using })
  t.strictSame(await refreshStaleAccounts(job), { refreshed: 0, settled: 0, failed: 0 })
  t.equal(world.accounts().length, 1)
})

t.test('a refusal after an unknown outcome leaves the intent to a search', async (t) => {
  const world = openingWorld()
  const invited = await world.invite()
  world.provider.failNext('create_account', { outcome: 'unknown', code: 'timeout' })
  await failed(world.open(invited.linkSecret))
  world.advance(STALE_MS + 1)
  world.provider.failNext('create_account', { outcome: 'refused', code: 'country_unsupported' })
  t.strictSame(await refresh(world), { refreshed: 0, settled: 0, failed: 1 })
  t.match(world.stateOf(invited.clientId).intent, { status: 'settling' }, 'the first answer may have been lost')
})

t.test('more accounts than a page holds are all fetched', async (t) => {
  const world = openingWorld()
  for (let made = 0; made < 105; made += 1) await openedClient(world)
  world.advance(STALE_MS + 1)
  t.strictSame(await refresh(world), { refreshed: 105, settled: 0, failed: 0 })
})
