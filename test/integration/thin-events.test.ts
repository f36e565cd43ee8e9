import pg from 'pg'
import t, { type Test } from 'tap'
import { stripeClient } from '../../src/adapters/stripe/payment-providers.ts'
import { openPage, press } from '../simulator/harness.ts'
import { mailServer } from '../support/mail-server.ts'
import { ADMIN_KEY, startService, surroundings, WEBHOOK_SECRET } from '../support/service.ts'
import { accountEvent, signature } from '../support/signed-events.ts'
import { endpointsOfBoth } from '../support/stripe-endpoints.ts'
import { startWorker, until } from '../support/worker.ts'

const admin = { authorization: `Bearer ${ADMIN_KEY}` }

/** A service that gets the events of both generations, at one address. */
async function listening(t: Test, options?: Parameters<typeof endpointsOfBoth>[1]) {
  const around = await surroundings(t)
  const mails = await mailServer(t)
  const { url, simulator } = around.stripe
  const stripe = stripeClient({ secretKey: 'sk_test_0123456789', apiBase: url })
  const endpoints = await endpointsOfBoth(stripe, options)
  const variables = { ...mails.variables, ...endpoints.variables, STRIPE_ACCOUNTS_API: 'v2' }
  const service = await startService(t, around, variables)
  await endpoints.leadTo(service)
  const db = new pg.Pool({ connectionString: around.databaseUrl, max: 2 })
  db.on('error', () => {}) // the database is dropped at the end
  t.teardown(() => db.end())
  return {
    simulator,
    service,
    mails,

    /** The client has opened its link; nothing that Stripe says about its account has been processed. */
    async opened() {
      const client = await service.invite()
      const { status, body } = await service.open(client.token)
      if (status !== 200) throw new Error(`opened with ${status}`)
      const accountId = (await service.show(client.clientId)).account.id as string
      return { ...client, accountId, url: body.url as string }
    },

    /** The types of all received events about the account, sorted. */
    async received(accountId: string): Promise<string[]> {
      await simulator.flushWebhooks()
      const { rows } = await db.query<{ type: string }>(
        `select type from provider_events
         where account_id = $1 or type = 'v2.core.account_link.returned' order by type collate "C"`,
        [accountId],
      )
      return rows.map(({ type }) => type)
    },

    /** Starts a worker, and resolves when everything received so far is processed. */
    async processed(): Promise<void> {
      await startWorker(t, around, variables)
      await until('all events are processed', async () => {
        const { rows } = await db.query(
          'select count(*)::int as n, max(last_error) as error from provider_events where processed_at is null',
        )
        return rows[0].n === 0
      })
    },

    calls: async (route: 'accounts.retrieve' | 'events.retrieve') => (await simulator.calls({ route })).length,

    async trail(clientId: string): Promise<string[]> {
      const { body } = await service.call('GET', `/api/v1/clients/${clientId}/events`, undefined, admin)
      return (body.data as { type: string }[]).map(({ type }) => type)
    },
  }
}

t.test('one change that both generations tell is fetched once, and has its effect once', async (t) => {
  const { service, mails, opened, received, processed, calls, trail } = await listening(t, { v1ThinForms: true })
  const { clientId, accountId, email, url } = await opened()
  await press(await openPage({ url }), 'complete')
  t.strictSame(await received(accountId), [
    'account.updated',
    'v1.account.updated',
    'v2.core.account.created',
    'v2.core.account[configuration.merchant].capability_status_updated',
    'v2.core.account[configuration.merchant].capability_status_updated',
    'v2.core.account[configuration.recipient].capability_status_updated',
    'v2.core.account[configuration.recipient].capability_status_updated',
    'v2.core.account[requirements].updated',
    'v2.core.account_link.returned',
  ])
  t.match(await service.show(clientId), { onboarding: { status: 'in_progress' } }, 'nothing is processed yet')

  const before = await calls('accounts.retrieve')
  await processed()
  t.equal((await calls('accounts.retrieve')) - before, 1)
  t.equal(await calls('events.retrieve'), 1, 'the account of the return is in the data that Stripe keeps')
  t.match(await service.show(clientId), { account: { readiness: 'active' }, onboarding: { status: 'completed' } })
  t.equal((await trail(clientId)).filter((type) => type === 'token_completed').length, 1)
  await until('the email is there', async () => (await trail(clientId)).includes('notice_emailed'))
  t.strictSame(
    mails.to(email).map(({ mail }) => mail.subject),
    ['You can now be paid by Our platform'],
  )
})

t.test('a return from a link, told by nothing but its own event, completes the onboarding', async (t) => {
  const { simulator, service, opened, processed } = await listening(t)
  const { clientId, url } = await opened()
  await simulator.flushWebhooks()
  const form = await openPage({ url })
  // All that is told of the account is lost, and only the last event of the change is sent again.
  await simulator.setWebhookBehaviour({ loss: 1 })
  await press(form, 'complete')
  await simulator.setWebhookBehaviour({})
  const returned = (await simulator.deliveries()).find(({ type }) => type === 'v2.core.account_link.returned')
  await simulator.redeliver(returned?.eventId ?? '')
  await simulator.flushWebhooks()
  await processed()
  t.match(await service.show(clientId), { onboarding: { status: 'completed' } })
})

t.test('an account that leaves the platform is disconnected, whichever generation tells it', async (t) => {
  const { simulator, service, opened, received, processed } = await listening(t, { v1ThinForms: true })
  const { clientId, accountId } = await opened()
  await simulator.setAccountState(accountId, { access: 'deauthorised' })
  t.match(await received(accountId), [
    'account.application.deauthorized',
    'v1.account.application.deauthorized',
    'v2.core.account.created',
  ])
  await processed()
  t.match(await service.show(clientId), { account: { readiness: 'disconnected' } })
})

t.test('a payout that failed is a reason to fetch the account, in either form of the event', async (t) => {
  const around = await surroundings(t)
  const service = await startService(t, around)
  await startWorker(t, around)
  const forms = {
    snapshot: (account: string) => accountEvent(account, { type: 'payout.failed' }),
    thin: (context: string) => ({
      id: 'evt_thin_payout',
      object: 'v2.core.event',
      type: 'v1.payout.failed',
      livemode: false,
      created: new Date().toISOString(),
      context,
      related_object: { id: 'po_1', type: 'payout', url: '/v1/payouts/po_1' },
    }),
  }
  for (const [form, event] of Object.entries(forms)) {
    const { clientId, token } = await service.invite()
    t.equal((await service.open(token)).status, 200)
    const accountId = (await service.show(clientId)).account.id as string
    await around.stripe.simulator.setAccountState(accountId, { outcome: 'complete' })
    const body = JSON.stringify(event(accountId))
    const { status } = await fetch(`${service.url}/api/v1/webhooks/stripe`, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json', 'stripe-signature': signature(body, WEBHOOK_SECRET) },
    })
    t.equal(status, 200)
    await until(`fetched after the ${form}`, async () => {
      return (await service.show(clientId)).account.readiness === 'active'
    })
  }
})
