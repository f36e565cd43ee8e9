import t from 'tap'
import { decideEmailedSecret, decideRevocation } from '../../src/domain/decide-token.ts'
import type { Decision, Onboarding } from '../../src/domain/onboarding.ts'
import type { SaveResult, TokenRepository } from '../../src/ports/token-repository.ts'
import { commit, commitUnlessDuplicate } from '../../src/usecases/commit.ts'
import { LIFETIME_MS, openingWorld, revocation, staff, watched } from '../support/opening-world.ts'

/** The one who commits; whoever comes in between acts through the world itself. */
const actor = { ...staff, requestId: 'request-1' }

/** A client, and what its next saves answer instead of saving anything. */
async function scene() {
  const world = openingWorld()
  const { clientId, tokenId } = await world.invite()
  const calls: string[] = []
  const answers: SaveResult[] = []
  const before: (() => Promise<unknown>)[] = []
  const tokens: TokenRepository = watched<TokenRepository>(
    {
      load: world.tokens.load,
      now: world.tokens.now,
      async save(...call) {
        await before.shift()?.()
        return answers.shift() ?? world.tokens.save(...call)
      },
      saveLocked: world.tokens.saveLocked,
    },
    (method) => calls.push(method),
  )
  const loaded = await world.tokens.load({ clientId, platform: staff.platform })
  if (loaded === undefined) throw new Error('the client is not there')
  return {
    ...world,
    clientId,
    tokenId,
    loaded,
    using: tokens,
    calls,
    /** The next save answers this. */
    answer: (...results: SaveResult[]) => answers.push(...results),
    /** Happens before the next save, and after the decision. */
    meanwhile: (act: () => Promise<unknown>) => before.push(act),
    nameIs: (name: string) => world.happen(clientId, () => renaming(name)),
    name: () => world.stateOf(clientId).client.name,
  }
}

const renaming = (name: string): Decision<string> => ({
  events: [{ type: 'client_changed', fields: ['name'], changes: { name } }],
  result: name,
})

/** Adds a letter to the name, which says on which state it was decided. */
const addLetter = ({ client }: Onboarding) => renaming(`${client.name}!`)

t.test('what was decided is saved, and the onboarding after it is given', async (t) => {
  const { using, loaded, calls, name } = await scene()
  const committed = await commit(using, loaded, addLetter, { actor })
  t.match(committed, { outcome: 'committed', result: 'Ada 1!', loaded: { state: { client: { name: 'Ada 1!' } } } })
  t.ok(committed.loaded.version > loaded.version)
  t.equal(name(), 'Ada 1!')
  t.strictSame(calls, ['save'])
})

t.test('a decision without events saves nothing and is answered', async (t) => {
  const { using, loaded, calls, stateOf, clientId } = await scene()
  const before = stateOf(clientId)
  const decide = (): Decision<string> => ({ events: [], result: 'nothing to do' })
  const committed = await commit(using, loaded, decide, { actor })
  t.strictSame(committed, { outcome: 'committed', result: 'nothing to do', loaded })
  t.strictSame(calls, [])
  t.strictSame(stateOf(clientId), before)
})

t.test('after a conflict the decision is made again, on the saved state', async (t) => {
  const { using, loaded, calls, meanwhile, nameIs, name } = await scene()
  meanwhile(() => nameIs('Grace'))
  const { result } = await commit(using, loaded, addLetter, { actor })
  t.equal(result, 'Grace!')
  t.equal(name(), 'Grace!')
  t.strictSame(calls, ['save', 'load', 'save'])
})

t.test('after a conflict there may be nothing left to do', async (t) => {
  const { using, loaded, calls, meanwhile, happen, clientId, tokenId, stateOf } = await scene()
  meanwhile(() => happen(clientId, revocation('email_changed')))
  const decide = (state: Onboarding, now: Date) => decideRevocation(state, now, { tokenId, reason: 'operator' })
  t.match(await commit(using, loaded, decide, { actor }), { result: { outcome: 'revoked' } })
  t.match(stateOf(clientId).tokens, [{ status: 'revoked', revokeReason: 'email_changed' }], 'the first one counts')
  t.strictSame(calls, ['save', 'load'])
})

t.test('after three conflicts it is decided and saved under the lock', async (t) => {
  const { using, loaded, calls, meanwhile, nameIs, name } = await scene()
  for (const other of ['Grace', 'Edith', 'Mary', 'nobody']) meanwhile(() => nameIs(other))
  const { result } = await commit(using, loaded, addLetter, { actor })
  t.strictSame(calls, ['save', 'load', 'save', 'load', 'save', 'load', 'saveLocked'])
  t.equal(result, 'Mary!', 'on what was saved last')
  t.equal(name(), 'Mary!')
})

t.test('under the lock there may be nothing left to do', async (t) => {
  const { using, loaded, answer, calls, name } = await scene()
  answer({ outcome: 'conflict' }, { outcome: 'conflict' }, { outcome: 'conflict' })
  let decisions = 0
  const decide = (state: Onboarding): Decision<string> =>
    (decisions += 1) > 3 ? { events: [], result: 'done already' } : addLetter(state)
  t.match(await commit(using, loaded, decide, { actor }), { result: 'done already' })
  t.equal(calls.at(-1), 'saveLocked')
  t.equal(name(), 'Ada 1')
})

t.test('fifty concurrent callers all succeed', async (t) => {
  const { tokens, loaded, name } = await scene()
  const all = Array.from({ length: 50 }, () => commit(tokens, loaded, addLetter, { actor }))
  await Promise.all(all)
  t.equal(name(), `Ada 1${'!'.repeat(50)}`)
})

t.test('a decision that is late when it is saved is made again', async (t) => {
  const { using, loaded, calls, meanwhile, advance, tokenId, store } = await scene()
  advance(LIFETIME_MS - 1)
  const now = new Date(loaded.now.getTime() + LIFETIME_MS - 1)
  meanwhile(async () => advance(1))
  const secretHash = new Uint8Array(32).fill(7)
  const secret = { tokenId, kind: 'link', secretHash, stopHash: secretHash } as const
  const secrets = store.secrets.size
  const decide = (state: Onboarding, at: Date) => decideEmailedSecret(state, at, secret)
  t.match(await commit(using, { ...loaded, now }, decide, { actor }), { result: 'not_open' })
  t.equal(store.secrets.size, secrets, 'nothing was saved')
  t.strictSame(calls, ['save', 'load'])
})

t.test('the deadline of a decision is passed to the save, also under the lock', async (t) => {
  const { using, loaded, answer, advance, clientId, name } = await scene()
  answer({ outcome: 'conflict' }, { outcome: 'conflict' }, { outcome: 'conflict' })
  const passed = loaded.now
  advance(1000)
  const decide = (state: Onboarding) => ({ ...addLetter(state), notAfter: passed })
  await t.rejects(commit(using, loaded, decide, { actor }), {
    message: `the onboarding of client ${clientId} changes faster than it can be saved`,
  })
  t.equal(name(), 'Ada 1')
})

t.test('a repository that finds nothing but conflicts is a bug, and is reported as one', async (t) => {
  const { loaded } = await scene()
  const conflict = { outcome: 'conflict' } as const
  const tokens: TokenRepository = {
    load: async () => undefined,
    now: async () => loaded.now,
    save: async () => conflict,
    saveLocked: async ({ state, now }, decide) => ({ saved: conflict, result: decide(state, now).result }),
  }
  await t.rejects(commit(tokens, loaded, addLetter, { actor }), { message: /changes faster/ })
})

t.test('a duplicate is returned and not retried', async (t) => {
  const answers = [
    { outcome: 'duplicate', of: 'email' },
    { outcome: 'duplicate', of: 'external_id' },
    { outcome: 'repeated' },
  ] as const
  for (const each of answers) {
    const { using, loaded, answer, calls } = await scene()
    answer(each)
    t.strictSame(await commitUnlessDuplicate(using, loaded, addLetter, { actor }), each)
    t.strictSame(calls, ['save'])
    answer(each)
    await t.rejects(commit(using, loaded, addLetter, { actor }), {
      message: `a save is ${each.outcome} without a reason`,
    })
  }
})

t.test('a duplicate is also found under the lock', async (t) => {
  const { using, loaded, answer, invite } = await scene()
  await invite()
  answer({ outcome: 'conflict' }, { outcome: 'conflict' }, { outcome: 'conflict' })
  const decide = (): Decision<string> => ({
    events: [{ type: 'client_changed', fields: ['email'], changes: { email: 'ADA2@example.com' } }],
    result: 'changed',
  })
  t.strictSame(await commitUnlessDuplicate(using, loaded, decide, { actor }), { outcome: 'duplicate', of: 'email' })
})

t.test('the actor is in the audit trail, whichever try succeeds', async (t) => {
  const { using, loaded, meanwhile, nameIs, store } = await scene()
  meanwhile(() => nameIs('Grace'))
  await commit(using, loaded, addLetter, { actor })
  t.match(
    store.audit.map(({ type, requestId }) => `${type} ${requestId}`),
    ['token_issued invite', 'client_changed meanwhile', 'client_changed request-1'],
  )
})
