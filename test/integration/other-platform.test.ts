import pg from 'pg'
import t from 'tap'
import { commandLine } from '../support/command-line.ts'
import { ADMIN_KEY, environmentFor, startService, surroundings } from '../support/service.ts'

const OTHER_SANDBOX = 'sk_test_sandbox_other'
const admin = { authorization: `Bearer ${ADMIN_KEY}` }

t.test('a service with the key of another sandbox', async (t) => {
  const around = await surroundings(t)
  const { simulator } = around.stripe
  const service = await startService(t, around)
  const other = await startService(t, around, { STRIPE_SECRET_KEY: OTHER_SANDBOX })
  const db = new pg.Pool({ connectionString: around.databaseUrl, max: 1 })
  t.teardown(() => db.end())

  const stored = async () => {
    const tables = ['onboardings', 'onboarding_tokens', 'account_intents', 'accounts', 'link_attempts', 'audit_events']
    const rows = []
    for (const table of tables) rows.push((await db.query(`select * from ${table} order by 1`)).rows)
    return rows
  }
  const accountsOf = async (clientId: string) =>
    (await simulator.accounts()).filter(({ metadata }) => metadata?.['client_id'] === clientId).length
  const mismatch = { status: 409, body: { code: 'MODE_MISMATCH', retryable: false } }

  const opened = await service.invite()
  t.equal((await service.open(opened.token)).status, 200)
  const lost = await service.invite()
  const fault = { kind: 'reset', when: 'after' } as const
  await simulator.faults.add({ route: 'accounts.create', times: 2, fault })
  t.equal((await service.open(lost.token)).status, 502)
  t.equal(await accountsOf(lost.clientId), 1)

  t.test('opens neither an account nor an intent of the first sandbox, and changes nothing', async (t) => {
    const before = await stored()
    for (const { token } of [opened, lost]) t.match(await other.open(token), mismatch)
    t.match(await other.call('POST', `/api/v1/clients/${opened.clientId}/sync`, undefined, admin), mismatch)
    t.strictSame(await stored(), before)
  })

  t.test('creates accounts of its own', async (t) => {
    const fresh = await other.invite()
    t.equal((await other.open(fresh.token)).status, 200)
    t.match(await service.open(fresh.token), mismatch)
  })

  t.test('does not start, and says which key is needed', async (t) => {
    const environment = environmentFor({ databaseUrl: around.databaseUrl, stripeUrl: around.stripe.url })
    const { code, stderr, stdout } = await commandLine(['serve'], {
      ...environment,
      STRIPE_SECRET_KEY: OTHER_SANDBOX,
      PORT: '0',
    })
    t.equal(code, 1, stdout)
    t.match(stderr, /STRIPE_SECRET_KEY is of the platform acct_\w+ in test mode/)
    t.match(stderr, /the database has accounts of the platform acct_\w+ in test mode/)
    t.match(stderr, /Use a key of that platform and mode/)
    t.notMatch(stderr, /sk_test|\n {4}at /)
  })

  t.test('with the first key, both links open, and no client has a second account', async (t) => {
    for (const { token, clientId } of [opened, lost]) {
      t.equal((await service.open(token)).status, 200)
      t.equal(await accountsOf(clientId), 1)
    }
  })
})

t.test('when Stripe does not say which platform the key is of, an opening fails and can be tried again', async (t) => {
  const around = await surroundings(t)
  const service = await startService(t, around)
  const { token, tokenId } = await service.invite()
  const fault = { kind: 'error', status: 500, saved: false } as const
  await around.stripe.simulator.faults.add({ route: '*', times: 2, fault })
  t.match(await service.open(token), { status: 502, body: { retryable: true } })
  const db = new pg.Pool({ connectionString: around.databaseUrl, max: 1 })
  t.teardown(() => db.end())
  t.equal((await db.query('select from account_intents')).rowCount, 0)
  t.match((await db.query('select status from onboarding_tokens where id = $1', [tokenId])).rows, [
    { status: 'pending' },
  ])
  t.equal((await service.open(token)).status, 200)
})
