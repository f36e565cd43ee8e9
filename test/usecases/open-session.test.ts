import t from 'tap'
import type { OpenSessionResult } from '../../src/usecases/links/open-session.ts'
import {
  callsOf,
  completion,
  openingWorld,
  opensIt,
  otherAccount,
  revocation,
  storeAccount,
  type OpeningWorld,
} from '../support/opening-world.ts'

const opened = (world: OpeningWorld, linkSecret: string) => world.useCases.openSession(linkSecret, opensIt)

const secretOf = (result: OpenSessionResult) => (result.outcome === 'opened' ? result.clientSecret : result.outcome)

t.test('a first session creates the account, then the session, and only then starts the token', async (t) => {
  const world = openingWorld()
  const invited = await world.invite()
  const statusOf = async () => (await world.recordOf(invited)).token.status
  const statuses: string[] = []
  const look = async () => void statuses.push(await statusOf())
  world.provider.next('create_account_session', { before: look, after: look })
  const result = await opened(world, invited.linkSecret)
  t.match(result, { outcome: 'opened', clientSecret: /^session-/, components: ['onboarding'], upFront: 'everything' })
  t.strictSame([...statuses, await statusOf()], ['pending', 'pending', 'in_progress'])
  t.strictSame(
    world.provider.calls.map(({ operation }) => operation),
    ['create_account', 'create_account_session'],
  )
  t.strictSame(world.states, [], 'nothing leads back from it')
  t.not(secretOf(await opened(world, invited.linkSecret)), secretOf(result), 'each session is a new one')
  t.equal(world.accounts().length, 1)
})

for (const when of ['before', 'after'] as const) {
  t.test(
    `the provider fails ${when} it creates the session: the token stays pending, and a retry moves it`,
    async (t) => {
      const world = openingWorld()
      const invited = await world.invite()
      world.provider.failNext('create_account_session', { outcome: 'unknown', code: 'timeout' }, when)
      const failure = { operation: 'create_account_session', outcome: 'unknown', code: 'timeout' }
      t.match(await opened(world, invited.linkSecret), { outcome: 'provider_failed', failure })
      t.match((await world.recordOf(invited)).token, { status: 'pending', attempts: 1, lastError: failure })
      t.match(world.logged, [{ level: 'error', message: 'the payment provider failed', facts: { provider: failure } }])
      t.match(await opened(world, invited.linkSecret), { outcome: 'opened' })
      t.match((await world.recordOf(invited)).token, { status: 'in_progress', attempts: 1 })
      t.equal(world.accounts().length, 1)
    },
  )
}

t.test('a session is thrown away if its link was revoked, or the account replaced, while it was created', async (t) => {
  const world = openingWorld()
  const revoked = await world.invite()
  world.provider.next('create_account_session', { after: () => world.happen(revoked.clientId, revocation()) })
  t.match(await opened(world, revoked.linkSecret), { outcome: 'refused', refusal: 'revoked' })

  const invited = await world.invite()
  const stored = await otherAccount(world, invited)
  world.provider.next('create_account_session', { after: () => storeAccount(world, invited, stored) })
  t.match(await opened(world, invited.linkSecret), { outcome: 'opened' })
  t.match(callsOf(world, 'create_account_session').at(-1)?.request, { accountId: stored.snapshot.accountId })
})

t.test('a session for a client that has to provide more says so to the provider', async (t) => {
  const world = openingWorld()
  const invited = await world.invite()
  await opened(world, invited.linkSecret)
  const [{ facts } = { facts: { accountId: '' } }] = world.accounts()
  world.memory.change(facts.accountId, { submitted: true })
  await world.happen(invited.clientId, completion)
  await world.useCases.syncClient(invited.clientId, opensIt)
  const issued = await world.useCases.issueToken({ clientId: invited.clientId, expiresInHours: 1 }, opensIt)
  const linkSecret = 'linkSecret' in issued ? issued.linkSecret : issued.outcome
  t.match(await opened(world, linkSecret), { outcome: 'opened', components: ['update'] })
})

t.test('without a form to embed, a known link is told so, and nothing is requested', async (t) => {
  const world = openingWorld()
  const invited = await world.invite()
  const { createAccountSession: _none, ...hosted } = world.memory
  const { openSession } = world.instance({ through: hosted })
  t.match(await openSession(invited.linkSecret, opensIt), { outcome: 'not_embeddable' })
  t.match(await openSession(world.secrets.mintLinkSecret().secret, opensIt), { outcome: 'unknown_token' })
  t.equal(world.accounts().length, 0)
  t.match((await world.recordOf(invited)).token, { status: 'pending', attempts: 0 })
})

t.test('a client that leaves the form is where the provider says', async (t) => {
  const world = openingWorld()
  const { linkSecret, clientId } = await world.invite()
  const left = async () => (await world.useCases.leaveSession(linkSecret, opensIt))?.landing
  t.equal(await left(), 'unknown', 'before there is an account')
  await opened(world, linkSecret)
  world.advance(1)
  t.equal(await left(), 'incomplete')
  const [{ facts } = { facts: { accountId: '' } }] = world.accounts()
  world.provider.failNext('retrieve_account', { outcome: 'unknown', code: 'timeout' })
  t.equal(await left(), 'unknown')
  world.memory.change(facts.accountId, { submitted: true, capabilities: { payouts: 'active' }, asks: [] })
  t.equal(await left(), 'done')
  t.match(world.stateOf(clientId).tokens, [{ status: 'completed' }])
  const fetches = callsOf(world, 'retrieve_account').length
  t.equal(await left(), 'done', 'the link still works for this')
  t.equal(callsOf(world, 'retrieve_account').length, fetches, 'what was just fetched is used again')
  t.equal(await world.useCases.leaveSession(world.secrets.mintLinkSecret().secret, opensIt), undefined)
})
