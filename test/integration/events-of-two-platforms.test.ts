import pg from 'pg'
import t from 'tap'
import { ADMIN_KEY, startService, surroundings } from '../support/service.ts'
import { accountEvent, signature } from '../support/signed-events.ts'
import { ACME, BAZAAR, platformsFile } from '../support/two-platforms.ts'
import { startWorker, until } from '../support/worker.ts'

const SECRETS = { acme: ACME.stripeWebhookSecrets[0], bazaar: BAZAAR.stripeWebhookSecrets[0] }
type Id = keyof typeof SECRETS

t.test('an event concerns the account of its own platform alone', async (t) => {
  const around = await surroundings(t)
  const { variables } = await platformsFile(t)
  const service = await startService(t, around, variables)
  await startWorker(t, around, variables)
  const db = new pg.Pool({ connectionString: around.databaseUrl, max: 1 })
  t.teardown(() => db.end())
  const asAdmin = (platform: Id) => ({ authorization: `Bearer ${ADMIN_KEY}`, platform })

  /** A client who is through at Stripe, of which the service does not know yet. */
  async function through(platform: Id) {
    const client = { name: 'Ada', email: `${crypto.randomUUID()}@example.com`, country: 'DE' }
    const { body } = await service.call('POST', '/api/v1/clients', client, asAdmin(platform))
    if ((await service.open(body.onboarding.token)).status !== 200) throw new Error('the link does not open')
    const clientId = String(body.client.id)
    const show = async () =>
      (await service.call('GET', `/api/v1/clients/${clientId}`, undefined, asAdmin(platform))).body.account
    const accountId = String((await show()).id)
    await around.stripe.simulator.setAccountState(accountId, { outcome: 'complete' })
    return { clientId, accountId, show }
  }

  /** Sends an event to a platform, and returns what became of it. */
  async function outcomeOf(platform: Id, accountId: string) {
    const event = accountEvent(accountId)
    const body = JSON.stringify(event)
    const headers = { 'stripe-signature': signature(body, SECRETS[platform]), 'content-type': 'application/json' }
    const { status } = await service.call('POST', `/api/v1/webhooks/stripe/${platform}`, body, headers)
    t.equal(status, 200)
    let row: { outcome: string | null; last_error: string | null } | undefined
    await until('the event was looked at', async () => {
      const { rows } = await db.query('select outcome, last_error from provider_events where id = $1', [event.id])
      row = rows[0]
      return row !== undefined && (row.outcome ?? row.last_error) !== null
    })
    return row
  }

  for (const [own, other] of [
    ['acme', 'bazaar'],
    ['bazaar', 'acme'],
  ] as const) {
    t.test(`${own}: the account that only the other platform has is none of its own`, async (t) => {
      const theirs = await through(other)
      t.same(await outcomeOf(own, theirs.accountId), { outcome: 'ignored', last_error: null })
      t.equal((await theirs.show()).readiness, 'onboarding', 'and the other client is not refreshed')
      t.same(await outcomeOf(other, theirs.accountId), { outcome: 'processed', last_error: null })
      t.equal((await theirs.show()).readiness, 'active')
    })

    t.test(`${own}: of two accounts with the same id, in different modes, it is the own one`, async (t) => {
      const [mine, theirs] = [await through(own), await through(other)]
      const live = `jsonb_set(terms, '{reference,livemode}', 'true')`
      await db.query('alter table accounts disable trigger accounts_written_once')
      await db.query(`update accounts set id = $1, terms = ${live} where client_id = $2`, [
        mine.accountId,
        theirs.clientId,
      ])
      await db.query('alter table accounts enable trigger accounts_written_once')
      t.same(await outcomeOf(own, mine.accountId), { outcome: 'processed', last_error: null })
      t.match(await mine.show(), { id: mine.accountId, readiness: 'active' })
      t.match(await theirs.show(), { id: mine.accountId, readiness: 'onboarding' })
    })
  }
})
