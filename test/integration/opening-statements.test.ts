import t from 'tap'
import { composeUseCases, openPorts } from '../../src/compose.ts'
import { readConfig } from '../../src/config/config.ts'
import { DEFAULT_PLATFORM } from '../../src/ports/actor.ts'
import { capturedLog } from '../support/captured-log.ts'
import { environmentFor, startService, surroundings } from '../support/service.ts'
import { watchStatements } from '../support/statements.ts'

/** Claims of turns at Stripe are not of one opening: they serve all that wait. */
const ofOpening = (statements: readonly string[]) => statements.filter((text) => !text.includes('provider_budgets'))

for (const path of ['/api/v1/onboard-client', '/api/v1/onboard-client/session']) {
  t.test(`${path} sends three statements the first time, two later, and one when it is refused`, async (t) => {
    const around = await surroundings(t)
    const service = await startService(t, around, { STRIPE_PUBLISHABLE_KEY: 'pk_test_0123456789' })
    const { taken } = watchStatements(t)
    /** Opens the link and gives how many statements that took, those of the rate limits included. */
    async function open(token: string) {
      taken()
      const { status } = await service.call('POST', path, { token })
      return { status, statements: ofOpening(taken()).length }
    }
    const { token, tokenId } = await service.invite()
    const other = await service.invite()
    // A connection is there from now on.
    await open(other.token)

    // The load; the intent; the account with the link. The first uses of a token are counted in memory.
    t.same(await open(token), { status: 200, statements: 3 }, 'the first opening')
    // The load; the link.
    t.same(await open(token), { status: 200, statements: 2 }, 'a later one')
    t.same(await open(token), { status: 200, statements: 2 }, 'and the next')

    const admin = { authorization: `Bearer ${service.adminKey}` }
    await service.call('POST', `/api/v1/onboarding-tokens/${tokenId}/revoke`, undefined, admin)
    t.same(await open(token), { status: 410, statements: 1 }, 'a refused one')
    const unknown = (await service.invite()).token.replace(/^obt_.{43}/, `obt_${'A'.repeat(43)}`)
    t.match(await open(unknown), { status: 404, statements: 0 }, 'and a secret that cannot be one costs none')
  })
}

/**
 * The most statements that one opening may need, however many others there are: the load, the cures (once a minute for each
 * process), and two saves (the intent, the link) that each meet three conflicts (a save and a load each) before the
 * onboarding is locked (BEGIN, the lock, a load, a save, COMMIT). Under the lock nothing is in the way any more.
 */
const MOST = 1 + 1 + 2 * (3 * 2 + 5)

t.test(
  'fifty openings of one link at once over two instances all succeed, each in a bounded number of statements',
  async (t) => {
    const { databaseUrl, stripe } = await surroundings(t)
    const { log } = capturedLog()
    const config = readConfig(environmentFor({ databaseUrl, stripeUrl: stripe.url }))
    const instances = [1, 2].map(() => {
      const ports = openPorts(config, log)
      t.teardown(() => ports.close())
      return { ports, useCases: composeUseCases(ports, config, log) }
    })
    const actor = { platform: DEFAULT_PLATFORM, name: 'client', requestId: 'request-1' }
    const [one] = instances
    if (one === undefined) throw new Error('no instance')
    const { taken } = watchStatements(t)

    for (let round = 0; round < 3; round += 1) {
      const invited = await one.useCases.inviteClient(
        { name: 'Ada', email: `ada${round}@example.com`, expiresInHours: 1 },
        actor,
      )
      if (invited.outcome !== 'invited') throw new Error(invited.outcome)
      const { client, linkSecret } = invited
      taken()
      const all = await Promise.all(
        Array.from({ length: 50 }, (_, n) =>
          (n % 2 === 0 ? one : (instances[1] ?? one)).useCases.openLink(linkSecret, actor),
        ),
      )
      t.strictSame(
        all.map(({ outcome }) => outcome),
        Array.from({ length: 50 }, () => 'opened'),
      )
      const { length: sent } = ofOpening(taken())
      t.ok(sent <= 50 * MOST, `at most ${50 * MOST} statements, and there were ${sent}`)
      // Saves of one client are never written together: each of the links is a statement of its own.
      t.ok(sent >= 50, 'and they were counted')
      t.comment(`round ${round}: ${sent} statements`)

      const { account, tokens } =
        (await one.ports.tokens.load({ clientId: client.id, platform: actor.platform }))?.state ?? {}
      t.match(tokens, [{ status: 'in_progress', attempts: 0 }])
      const created = (await stripe.simulator.accounts()).filter(({ metadata }) => metadata['client_id'] === client.id)
      t.strictSame(
        created.map(({ id }) => id),
        [account?.snapshot.accountId],
      )
      const { items } = await one.ports.auditTrail.list(
        { clientId: client.id, platform: DEFAULT_PLATFORM },
        { limit: 200 },
      )
      t.equal(
        items.filter(({ type }) => type === 'link_created').length,
        50,
        'every link that was handed out is stored',
      )
    }
  },
)

t.test('openings of different clients at the same time share their statements', async (t) => {
  const around = await surroundings(t)
  const service = await startService(t, around)
  const { taken } = watchStatements(t)
  const invited = await Promise.all(Array.from({ length: 20 }, () => service.invite()))
  taken()
  const opened = await Promise.all(
    invited.map(({ token }) => service.call('POST', '/api/v1/onboard-client', { token })),
  )
  t.strictSame(
    opened.map(({ status }) => status),
    invited.map(() => 200),
  )
  t.ok(ofOpening(taken()).length < 3 * invited.length, 'fewer than one by one')
})
