import t from 'tap'
import { memoryPaymentProvider } from '../../src/adapters/memory/payment-provider.ts'
import { memoryRepositories } from '../../src/adapters/memory/repositories.ts'
import type { AccountFacts } from '../../src/domain/account.ts'
import { DEFAULT_PLATFORM } from '../../src/ports/actor.ts'
import { useCasesOver } from '../support/use-cases.ts'
import type { Reconciled } from '../../src/usecases/accounts/reconcile.ts'
import { capturedLog } from '../support/captured-log.ts'
import { scriptedProvider } from '../support/scripted-provider.ts'

const actor = { platform: DEFAULT_PLATFORM, name: 'admin:cli', requestId: 'request-1' }
const HOUR_MS = 3_600_000
const PAYABLE: Partial<AccountFacts> = {
  submitted: true,
  capabilities: { payouts: 'active' },
  asks: [],
}

/** The use cases over memory, with a clock that moves only when a test says so. */
function world() {
  let instant = Date.parse('2026-03-01T12:00:00.000Z')
  const now = () => new Date(instant)
  const repositories = memoryRepositories({ now })
  const memory = memoryPaymentProvider({ now })
  const provider = scriptedProvider(memory)
  const useCases = useCasesOver({
    ...repositories,
    provider,
    log: capturedLog().log,
  })
  let invitations = 0
  async function invite() {
    invitations += 1
    const email = `ada${invitations}@example.com`
    const invited = await useCases.inviteClient({ name: 'Ada', email, expiresInHours: 336 }, actor)
    if (invited.outcome !== 'invited') throw new Error(invited.outcome)
    return { clientId: invited.client.id, linkSecret: invited.linkSecret }
  }
  const stored = async (clientId: string) => {
    const record = await useCases.showClient(clientId, actor)
    return { status: record?.token.status, snapshot: record?.account }
  }
  return {
    provider,
    memory,
    repositories,
    invite,
    stored,
    advance: (ms: number) => void (instant += ms),
    async opened() {
      const { clientId, linkSecret } = await invite()
      await useCases.openLink(linkSecret, actor)
      const accountId = (await stored(clientId)).snapshot?.accountId
      if (accountId === undefined) throw new Error('an opened client has no account')
      return { clientId, accountId }
    },
    open: (linkSecret: string) => useCases.openLink(linkSecret, actor),
    async reconcile({ dryRun }: { dryRun: boolean }) {
      const { total, results } = await useCases.reconcile({ dryRun }, actor)
      const found: Reconciled[] = []
      for await (const result of results) found.push(result)
      return { total, found }
    },
  }
}

t.test('missed changes are reported by a dry run, and corrected otherwise', async (t) => {
  const { memory, opened, stored, advance, reconcile } = world()
  const [drifted, same] = [await opened(), await opened()]
  memory.change(drifted.accountId, PAYABLE)
  advance(1000)
  const difference = { outcome: 'changed', ...drifted, from: 'onboarding', to: 'active' }

  const before = await stored(drifted.clientId)
  const told = await reconcile({ dryRun: true })
  t.equal(told.total, 2)
  t.same(told.found, [difference, { outcome: 'unchanged', ...same }])
  t.same(await stored(drifted.clientId), before, 'nothing was written, the time of the look included')

  t.same((await reconcile({ dryRun: false })).found, [difference, { outcome: 'unchanged', ...same }])
  t.match(await stored(drifted.clientId), { status: 'completed', snapshot: { capabilities: { payouts: 'active' } } })
  t.same(
    (await reconcile({ dryRun: false })).found.map(({ outcome }) => outcome),
    ['unchanged', 'unchanged'],
    'once',
  )
})

t.test(
  'an account that is gone is disconnected, and one that cannot be fetched does not stop the others',
  async (t) => {
    const { provider, opened, stored, reconcile } = world()
    const clients = [await opened(), await opened(), await opened()] as const
    const script = () => {
      provider.failNext('retrieve_account', { outcome: 'account_unavailable', code: 'account_invalid' })
      provider.failNext('retrieve_account', { outcome: 'unknown', code: 'timeout' })
    }
    const found = [
      { outcome: 'changed', ...clients[0], from: 'onboarding', to: 'disconnected' },
      { outcome: 'provider_failed', ...clients[1], failure: { code: 'timeout' } },
      { outcome: 'unchanged', ...clients[2] },
    ]
    script()
    t.match((await reconcile({ dryRun: true })).found, found)
    t.notOk((await stored(clients[0].clientId)).snapshot?.hold === 'disconnected')
    script()
    t.match((await reconcile({ dryRun: false })).found, found)
    t.match(await stored(clients[0].clientId), { snapshot: { hold: 'disconnected' } })
  },
)

t.test('an abandoned intent is reported by a dry run, and settled otherwise', async (t) => {
  const { provider, memory, invite, open, stored, advance, reconcile } = world()
  const { clientId, linkSecret } = await invite()
  provider.failNext('create_account', { outcome: 'unknown', code: 'timeout' }, 'after')
  await open(linkSecret)
  advance(60_000)
  t.same((await reconcile({ dryRun: false })).found, [], 'an opening may still be running')

  advance(HOUR_MS)
  const calls = provider.calls.length
  t.same((await reconcile({ dryRun: true })).found, [{ outcome: 'intent_unsettled', clientId }])
  t.equal(provider.calls.length, calls, 'and asks nothing, because asking creates')

  provider.failNext('create_account', { outcome: 'unknown', code: 'timeout' })
  t.match((await reconcile({ dryRun: false })).found, [
    { outcome: 'provider_failed', clientId, failure: { code: 'timeout' } },
  ])
  const accountId = memory.accounts()[0]?.facts.accountId ?? ''
  t.same((await reconcile({ dryRun: false })).found, [
    { outcome: 'intent_settled', clientId, accountId },
    { outcome: 'unchanged', clientId, accountId },
  ])
  t.match(await stored(clientId), { snapshot: { accountId } })
  t.equal(memory.accounts().length, 1)
})

t.test('more accounts than a page and a lane hold are all fetched', async (t) => {
  const { memory, opened, reconcile } = world()
  for (let made = 0; made < 105; made += 1) memory.change((await opened()).accountId, PAYABLE)
  const { total, found } = await reconcile({ dryRun: false })
  t.equal(total, 105)
  t.equal(found.filter(({ outcome }) => outcome === 'changed').length, 105)
})
