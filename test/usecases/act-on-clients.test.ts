import t from 'tap'
import { memoryPaymentProvider } from '../../src/adapters/memory/payment-provider.ts'
import { memoryRepositories } from '../../src/adapters/memory/repositories.ts'
import { memoryStore } from '../../src/adapters/memory/store.ts'
import { memoryMailer } from '../../src/adapters/memory/mailer.ts'
import type { BulkRequest, BulkResult } from '../../src/usecases/clients/act-on-clients.ts'
import { scriptedProvider } from '../support/scripted-provider.ts'
import { useCasesOver } from '../support/use-cases.ts'

const staff = { platform: 'default', name: 'admin:1', requestId: 'r' }
const others = { ...staff, platform: 'other' }

async function world(clients = 0) {
  let instant = Date.parse('2026-03-01T12:00:00.000Z')
  const clock = { now: () => new Date(instant) }
  const store = memoryStore(clock)
  const repositories = memoryRepositories(clock, store)
  const unsaveable = new Set<string>()
  const tokens: typeof repositories.tokens = {
    ...repositories.tokens,
    async save(loaded, events, options) {
      if (unsaveable.has(loaded?.state.client.id ?? '')) throw new Error('the database is away')
      return repositories.tokens.save(loaded, events, options)
    },
  }
  const provider = memoryPaymentProvider(clock)
  const quiet = scriptedProvider(provider)
  const mailing = {
    mailer: memoryMailer(),
    platformName: 'P',
    linkFor: String,
    stopLinkFor: String,
    linkLifetimeHours: 1,
  }
  const useCases = useCasesOver({
    ...repositories,
    tokens,
    provider,
    backgroundProviders: [quiet],
    mailing,
    otherPlatforms: ['other'],
  })

  async function invite(n: number, actor = staff) {
    const client = { name: `C ${n}`, email: `${n}@example.com`, externalId: `crm-${n}`, expiresInHours: 24 * 14 }
    const invited = await useCases.inviteClient(client, actor)
    if (invited.outcome !== 'invited') throw new Error(invited.outcome)
    return invited
  }
  const invited = []
  for (let n = 0; n < clients; n += 1) invited.push(await invite(n))
  const ids = invited.map(({ client }) => client.id)

  function begin(request: Partial<BulkRequest> & Pick<BulkRequest, 'act'>, actor = staff) {
    const run = useCases.actOnClients(
      { filter: {}, dryRun: false, expiresInHours: 24, sendEmail: false, ...request },
      actor,
    )
    if (run.outcome !== 'begun') throw new Error(run.outcome)
    return run.results
  }
  async function all(...asked: Parameters<typeof begin>) {
    const results: BulkResult[] = []
    let ended: string | undefined
    for await (const result of begin(...asked)) {
      if ('ended' in result) ({ ended } = result)
      else results.push(result)
    }
    return { results, ended, outcomes: results.map(({ outcome }) => outcome) }
  }
  return {
    ...{ store, repositories, useCases, unsaveable, quiet, ids, invited, invite, begin, all },
    pass: (ms: number) => (instant += ms),
    emails: () => store.emails.map(({ tokenId }) => tokenId),
    tokenOf: async (clientId: string) => (await useCases.showClient(clientId, staff))?.token,
    trail: async () => (await repositories.auditTrail.listOfPlatform('default', {}, { limit: 500 })).items,
  }
}

/** The first results of a run, which is stopped then. */
async function first(results: AsyncGenerator<BulkResult | { ended: string }>, most: number) {
  const read: BulkResult[] = []
  for await (const result of results) {
    if (!('ended' in result)) read.push(result)
    if (read.length === most) break
  }
  return read
}

t.test('a dry run says for each client what would be done or why not, and changes nothing', async (t) => {
  const { all, ids, useCases, tokenOf, emails, trail } = await world(3)
  await useCases.revokeToken((await tokenOf(ids[1] ?? ''))?.id ?? '', staff)
  const before = await Promise.all(ids.map(tokenOf))
  for (const act of ['remind', 'reissue', 'extend', 'revoke', 'sync'] as const) {
    const { results } = await all({ act, dryRun: true, expiresInHours: 24 * 30 })
    const outcomes = Object.fromEntries(results.map((result) => [ids.indexOf(result.clientId), result]))
    const [open, revoked] = {
      remind: ['would_do', { outcome: 'refused', because: 'not_clients_turn' }],
      reissue: ['would_do', { outcome: 'would_do' }],
      extend: ['would_do', { outcome: 'refused', because: 'revoked' }],
      revoke: ['would_do', { outcome: 'already' }],
      sync: ['refused', { outcome: 'refused', because: 'no_account' }],
    }[act] as [string, object]
    t.match(outcomes, { 0: { outcome: open, externalId: 'crm-0' }, 1: revoked, 2: { outcome: open } }, act)
  }
  t.same(await Promise.all(ids.map(tokenOf)), before)
  t.same(emails(), [])
  t.match((await trail())[0], {
    type: 'clients_acted_on',
    actor: 'admin:1',
    facts: { act: 'sync', dryRun: true, complete: true, filters: [], clients: { refused: 3, done: 0 } },
  })
})

t.test('each client is acted on once, as by itself, whatever the pages; repeating it does no harm', async (t) => {
  const { all, ids, emails, trail, tokenOf } = await world(120)
  const reminded = await all({ act: 'remind' })
  t.strictSame(
    reminded.results.map(({ clientId }) => clientId),
    ids.toReversed(),
    'the newest first',
  )
  t.ok(reminded.outcomes.every((outcome) => outcome === 'done'))
  t.equal(new Set(emails()).size, 120)
  t.ok((await all({ act: 'remind' })).outcomes.every((outcome) => outcome === 'already'))
  t.equal(emails().length, 120)
  t.equal((await trail()).filter(({ type, actor }) => type === 'reminder_requested' && actor === 'admin:1').length, 120)

  const reissued = await all({ act: 'reissue', filter: { ids: ids.slice(0, 2) }, expiresInHours: 48 })
  t.match(reissued.results, [{ linkSecret: /^obt_/ }, { linkSecret: /^obt_/ }])
  t.strictSame((await all({ act: 'reissue', filter: { ids: ids.slice(0, 2) } })).outcomes, ['already', 'already'])
  t.equal((await tokenOf(ids[0] ?? ''))?.id, reissued.results[1]?.outcome === 'done' && reissued.results[1].token?.id)

  t.strictSame((await all({ act: 'extend', filter: { text: 'C 119' }, expiresInHours: 720 })).outcomes, ['done'])
  t.strictSame((await all({ act: 'extend', filter: { text: 'C 119' }, expiresInHours: 720 })).outcomes, ['already'])
  t.strictSame((await all({ act: 'revoke', filter: { status: 'pending', text: 'C 118' } })).outcomes, ['done'])
  t.strictSame((await all({ act: 'revoke', filter: { text: 'C 118' } })).outcomes, ['already'])
})

t.test('a run that is stopped goes on after its last result: each client once', async (t) => {
  const { begin, all, ids, emails, trail } = await world(60)
  const read = await first(begin({ act: 'remind' }), 7)
  t.equal(emails().length, 7, 'it stops after the client in hand')
  t.match((await trail())[0]?.facts, { complete: false, clients: { done: 7 } })
  const rest = await all({ act: 'remind', after: read.at(-1)?.clientId })
  t.strictSame(
    [...read, ...rest.results].map(({ clientId }) => clientId),
    ids.toReversed(),
  )
  t.ok(rest.outcomes.every((outcome) => outcome === 'done'))
  t.equal(new Set(emails()).size, 60)
  t.equal(emails().length, 60)
})

t.test('of several runs at the same time one acts on each client', async (t) => {
  const { all, emails, ids, tokenOf } = await world(20)
  for (const act of ['remind', 'reissue', 'revoke'] as const) {
    const runs = await Promise.all([all({ act }), all({ act }), all({ act })])
    const done = runs.flatMap(({ results }) => results.filter(({ outcome }) => outcome === 'done'))
    t.strictSame(done.map(({ clientId }) => clientId).toSorted(), ids, act)
    t.ok(runs.every(({ outcomes }) => outcomes.every((outcome) => outcome === 'done' || outcome === 'already')))
  }
  t.equal(emails().length, 20)
  t.equal((await tokenOf(ids[0] ?? ''))?.status, 'revoked')
})

t.test('a client that fails has a result of its own, and twenty in a row end the run', async (t) => {
  const { all, ids, unsaveable } = await world(45)
  unsaveable.add(ids[43] ?? '')
  const { outcomes, ended } = await all({ act: 'remind' })
  t.strictSame([outcomes.length, outcomes.filter((outcome) => outcome === 'done').length], [45, 44])
  t.equal(outcomes[1], 'failed')
  t.equal(ended, undefined)
  for (const id of ids) unsaveable.add(id)
  const outage = await all({ act: 'reissue' })
  t.equal(outage.outcomes.length, 20)
  t.match(outage.ended, /20 clients in a row failed/)
})

t.test('clients that were named get a result each, in order; those of another platform are not found', async (t) => {
  const { all, ids, invite, emails, useCases } = await world(3)
  const foreign = (await invite(9, others)).client.id
  const [oldest = '', middle = '', newest = ''] = ids
  const unknown = 'ffffffff-ffff-4fff-8fff-ffffffffffff'
  const { results } = await all({ act: 'remind', filter: { ids: [oldest, foreign, unknown, newest, newest] } })
  t.match(results, [
    { clientId: unknown, outcome: 'refused', because: 'unmatched' },
    { clientId: foreign, outcome: 'refused', because: 'unmatched' },
    { clientId: newest, outcome: 'done' },
    { clientId: oldest, outcome: 'done' },
  ])
  t.equal(results.length, 4)
  const after = await all({ act: 'remind', filter: { ids: [oldest, foreign, unknown, newest] }, after: newest })
  t.match(after.results, [{ clientId: oldest, outcome: 'already' }])
  t.equal(after.results.length, 1)
  t.strictSame((await all({ act: 'remind', filter: { ids: [middle], externalId: 'crm-0' } })).outcomes, ['refused'])
  t.equal(emails().length, 2)
  t.equal((await all({ act: 'revoke' }, others)).results[0]?.clientId, foreign)
  t.equal((await useCases.showClient(newest, staff))?.token.status, 'pending')
})

t.test('accounts are fetched when no opening waits; a failure of the provider is a result', async (t) => {
  const { all, ids, invited, useCases, quiet, pass } = await world(3)
  for (const { linkSecret } of invited.slice(0, 2)) await useCases.openLink(linkSecret, staff, {})
  t.strictSame((await all({ act: 'sync' })).outcomes, ['refused', 'already', 'already'])
  t.strictSame(quiet.calls, [])
  pass(60_000)
  const { results, outcomes } = await all({ act: 'sync' })
  t.strictSame(outcomes, ['refused', 'done', 'done'])
  t.match(results[1], { clientId: ids[1], account: { accountId: quiet.calls[0]?.request } })
  t.equal(quiet.calls.length, 2)
  pass(60_000)
  quiet.failNext('retrieve_account', { outcome: 'unknown' })
  t.match((await all({ act: 'sync' })).results, [
    {},
    { outcome: 'failed', failure: { code: 'scripted' } },
    { outcome: 'done' },
  ])
})
