import t from 'tap'
import type { AccountFacts } from '../../src/domain/account.ts'
import type { Onboarding } from '../../src/domain/onboarding.ts'
import { HOUR_MS, MINUTE_MS, opened, openingWorld, type OpeningWorld } from '../support/opening-world.ts'

const job = { platform: 'default', name: 'job:stale-accounts', requestId: 'job-1' }
const CLIENTS = 10_000
const EVERY_MS = 5 * MINUTE_MS
/** What a call takes at a pace of ten a second, so that a run takes longer than an account needs to become stale. */
const CALL_MS = 100

const BEGUN: Partial<AccountFacts> = { submitted: false, capabilities: { payouts: 'pending' }, asks: [] }
const PAYABLE: Partial<AccountFacts> = { submitted: true, capabilities: { payouts: 'active' }, asks: [] }

/** So many clients like the one that has opened its link, each with an account of its own. */
async function crowd(world: OpeningWorld) {
  const { clientId, linkSecret } = await world.invite()
  await opened(world.open(linkSecret))
  const one = world.stateOf(clientId)
  for (let n = 1; n < CLIENTS; n += 1) {
    const state = likeness(one, n)
    world.store.onboardings.set(state.client.id, { state, version: 1 })
  }
  return [...world.store.onboardings.keys()]
}

function likeness({ client, tokens, account, ...rest }: Onboarding, n: number): Onboarding {
  if (account === undefined) throw new Error('a client that has opened its link has an account')
  const id = `client-${n}`
  return {
    ...rest,
    client: { ...client, id, email: `ada-${n}@example.com` },
    tokens: tokens.map((token) => ({ ...token, id: `token-${n}`, clientId: id })),
    account: { ...account, snapshot: { ...account.snapshot, accountId: `acct_crowd${n}` } },
  }
}

t.test(`${CLIENTS} accounts`, async (t) => {
  const world = openingWorld()
  const clients = await crowd(world)
  const owners = new Map(clients.map((id) => [world.store.onboardings.get(id)?.state.account?.snapshot.accountId, id]))
  let facts = BEGUN
  let calls: string[] = []
  const { refreshStaleAccounts } = world.instance({
    through: {
      ...world.memory,
      async retrieveAccount({ accountId }) {
        calls.push(accountId)
        // The clock stops for a run that would not end.
        if (calls.length < 1.1 * CLIENTS) world.advance(CALL_MS)
        const clientId = owners.get(accountId) ?? ''
        return { facts: { accountId, ...facts } as AccountFacts, createdFor: { clientId, generation: 1 } }
      },
    },
  })
  const run = async () => {
    calls = []
    return refreshStaleAccounts(job)
  }
  const states = () => [...world.store.onboardings.values()].map(({ state }) => state)

  t.test(
    'of clients on their way are fetched once in a run, also if the first are stale again before its end',
    async (t) => {
      world.advance(15 * MINUTE_MS + 1)
      t.strictSame(await run(), { refreshed: CLIENTS, settled: 0, failed: 0 })
      t.equal(new Set(calls).size, CLIENTS)
      t.equal(calls.length, CLIENTS)
    },
  )

  t.test('have their news within the next run, though every webhook is lost', async (t) => {
    facts = PAYABLE
    world.advance(15 * MINUTE_MS + 1)
    t.match(await run(), { refreshed: CLIENTS })
    t.ok(states().every(({ tokens }) => tokens[0]?.status === 'completed'))
  })

  t.test('at rest are each fetched once within a day, a 120th of them in a run', async (t) => {
    const begun = world.now().getTime()
    world.advance(11 * HOUR_MS)
    await run()
    t.equal(calls.length, 0, 'none within eleven hours')
    const all: string[] = []
    let most = 0
    while (all.length < CLIENTS && world.now().getTime() < begun + 24 * HOUR_MS) {
      world.advance(EVERY_MS)
      await run()
      all.push(...calls)
      most = Math.max(most, calls.length)
    }
    t.equal(new Set(all).size, CLIENTS)
    t.equal(all.length, CLIENTS)
    t.equal(most, Math.ceil(CLIENTS / 120))
  })
})
