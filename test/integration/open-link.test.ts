import t from 'tap'
import type { Fault, FaultRule } from '#stripe-simulator'
import pg from 'pg'
import { ACCOUNT_LINK } from '../support/account-links.ts'
import { REFUSAL } from '../support/refusal.ts'
import { startService, surroundings } from '../support/service.ts'

type Surroundings = Awaited<ReturnType<typeof surroundings>>

/** The SDK tries twice, so that a fault has to strike twice to be seen. */
const TWICE = 2

/** Each kind of failure, at each of the two calls. What is said of the token must be the same for all of them. */
const FAULTS: Record<string, { fault: Fault; times: number }> = {
  'Stripe answers 500': { fault: { kind: 'error', status: 500, saved: false }, times: TWICE },
  'Stripe answers 503': { fault: { kind: 'error', status: 503, saved: false }, times: TWICE },
  'the connection is reset before Stripe did it': { fault: { kind: 'reset', when: 'before' }, times: TWICE },
  'the connection is reset after Stripe did it': { fault: { kind: 'reset', when: 'after' }, times: TWICE },
  'a proxy answers with HTML': { fault: { kind: 'html', status: 502 }, times: TWICE },
  'the answer is cut off after Stripe did it': { fault: { kind: 'garbage' }, times: TWICE },
  'Stripe limits the rate until the deadline': { fault: { kind: 'rate_limit' }, times: 100 },
}

const CALLS = [
  { route: 'account_links.create', code: 'STRIPE_ACCOUNT_LINK_FAILED', call: 'the account-link call' },
  { route: 'accounts.create', code: 'STRIPE_ACCOUNT_CREATE_FAILED', call: 'the account call' },
] as const satisfies { route: FaultRule['route']; code: string; call: string }[]

async function fail(stripe: Surroundings['stripe'], rule: FaultRule) {
  await stripe.simulator.faults.add(rule)
}

t.test('opening a link, with Stripe failing on the way', async (t) => {
  const around = await surroundings(t)
  const service = await startService(t, around, { OPENING_DEADLINE_SECONDS: '5' })
  const { simulator } = around.stripe

  for (const { route, code, call } of CALLS) {
    for (const [name, { fault, times }] of Object.entries(FAULTS)) {
      t.test(`when ${name} at ${call}, the token stays pending, and a retry moves it`, async (t) => {
        await simulator.faults.clear()
        const { clientId, tokenId, token } = await service.invite()
        await fail(around.stripe, { route, times, fault })

        const failed = await service.open(token)
        t.equal(failed.status, 502)
        t.match(failed.headers.get('content-type'), /^application\/problem\+json/)
        t.match(failed.body, { code, status: 502, retryable: true, error: failed.body.detail })

        const before = await service.show(clientId)
        t.match(before.onboarding, { tokenId, status: 'pending', attempts: 1, lastError: { code, retryable: true } })

        await simulator.faults.clear()
        const opened = await service.open(token)
        t.equal(opened.status, 200, opened.text)
        t.match(opened.body, { url: ACCOUNT_LINK, expiresAt: /^\d{4}-/ })
        t.equal((await service.show(clientId)).onboarding.status, 'in_progress')

        const accounts = (await simulator.accounts()).filter(({ metadata }) => metadata['client_id'] === clientId)
        t.equal(accounts.length, 1, 'one account at Stripe')
        t.equal((await service.show(clientId)).account.id, accounts[0]?.id)

        const line = service.captured
          .lines()
          .find(({ msg, clientId: id }) => msg === 'the payment provider failed' && id === clientId)
        t.match(line, { level: 'error', tokenId, requestId: failed.body.requestId, provider: { operation: String } })
        if (fault.kind === 'error' || fault.kind === 'rate_limit') {
          t.match(line, { provider: { requestId: /^req_/ } }, "Stripe's request id is logged")
          t.match(before.onboarding.lastError.requestId, /^req_/)
        }
        t.notOk(service.captured.text().includes(token), 'the token is in no line of the log')
        t.notOk(failed.text.includes(token))
      })
    }

    t.test(`when Stripe refuses ${call} for good, the answer says that a retry does not help`, async (t) => {
      await simulator.faults.clear()
      const { clientId, token } = await service.invite()
      await fail(around.stripe, { route, times: 1, fault: REFUSAL })
      const failed = await service.open(token)
      t.match(failed, { status: 502, body: { code, retryable: false } })
      t.match((await service.show(clientId)).onboarding, { status: 'pending', lastError: { retryable: false } })
      t.equal((await service.open(token)).status, 200, 'once it is mended the same token opens')
    })
  }

  t.test(
    'when Stripe creates the account and does not answer in time, the next opening gets that account',
    async (t) => {
      await simulator.faults.clear()
      const { clientId, token } = await service.invite()
      await fail(around.stripe, { route: 'accounts.create', times: 1, fault: { kind: 'timeout', when: 'after' } })
      const failed = await service.open(token)
      t.match(failed, { status: 502, body: { code: 'STRIPE_ACCOUNT_CREATE_FAILED', retryable: true } })
      t.equal((await service.open(token)).status, 200)
      t.equal((await simulator.accounts()).filter(({ metadata }) => metadata['client_id'] === clientId).length, 1)
    },
  )

  t.test('a 500 that v1 saved under the key is settled by its list of accounts', async (t) => {
    const service = await startService(t, around, { OPENING_DEADLINE_SECONDS: '5', STRIPE_ACCOUNTS_API: 'v1' })
    for (const executed of [true, false]) {
      await simulator.faults.clear()
      const { clientId, token } = await service.invite()
      await fail(around.stripe, {
        route: 'accounts.create',
        times: 1,
        fault: { kind: 'error', status: 500, saved: true, executed },
      })
      t.match(
        await service.open(token),
        { status: 502, body: { retryable: true } },
        'Stripe says not to try again at once',
      )
      const second = await service.open(token)
      if (executed) {
        t.equal(second.status, 200, 'the account that was created all the same is found')
      } else {
        t.match(second, { status: 502, body: { code: 'STRIPE_ACCOUNT_CREATE_FAILED', retryable: true } })
        t.ok(Number(second.headers.get('retry-after')) > 50, 'the answer says when it will be settled')
        t.equal((await service.open(token)).status, 502, 'and not before')
        await since(around.databaseUrl, clientId, 61)
        t.equal((await service.open(token)).status, 200)
      }
      t.equal((await simulator.accounts()).filter(({ metadata }) => metadata['client_id'] === clientId).length, 1)
    }
  })
})

/** Moves the beginning of a client's settling into the past, as if that many seconds had passed. */
async function since(databaseUrl: string, clientId: string, seconds: number) {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  await client.query(
    `update account_intents set settling_since = settling_since - $2 * interval '1 second' where client_id = $1`,
    [clientId, seconds],
  )
  await client.end()
}

t.test('opening a link while something else happens', async (t) => {
  const around = await surroundings(t)
  const service = await startService(t, around)
  const { simulator } = around.stripe
  const db = new pg.Pool({ connectionString: around.databaseUrl, max: 2 })
  t.teardown(() => db.end())

  t.test('two concurrent openings both get a link, to one account', async (t) => {
    await fail(around.stripe, { route: 'accounts.create', times: 1, fault: { kind: 'latency', ms: 700 } })
    const { clientId, token } = await service.invite()
    const answers = await Promise.all([service.open(token), service.open(token)])
    t.same(
      answers.map(({ status }) => status),
      [200, 200],
      answers.map(({ text }) => text).join(),
    )
    t.not(answers[0]?.body.url, answers[1]?.body.url)
    t.equal((await simulator.accounts()).filter(({ metadata }) => metadata['client_id'] === clientId).length, 1)
  })

  t.test('an opening that raced with a revocation gives no link', async (t) => {
    const { clientId, tokenId, token } = await service.invite()
    await fail(around.stripe, { route: 'account_links.create', times: 1, fault: { kind: 'latency', ms: 600 } })
    const opening = service.open(token)
    await new Promise((resolve) => setTimeout(resolve, 350))
    const revoked = await service.call('POST', `/api/v1/onboarding-tokens/${tokenId}/revoke`, undefined, {
      authorization: `Bearer ${service.adminKey}`,
    })
    t.equal(revoked.status, 200)
    const answer = await opening
    t.match(answer, { status: 410, body: { code: 'TOKEN_REVOKED' } })
    t.notMatch(answer.text, ACCOUNT_LINK)
    const shown = await service.show(clientId)
    t.equal(shown.onboarding.status, 'revoked')
    t.match(shown.account.id, /^acct_/, 'the account is a fact and is kept for the next token')
  })

  t.test('a token that expires during a call to Stripe gives no link', async (t) => {
    const { clientId, tokenId, token } = await service.invite()
    await db.query(`update onboarding_tokens set expires_at = now() + interval '300 ms' where id = $1`, [tokenId])
    await fail(around.stripe, { route: 'account_links.create', times: 1, fault: { kind: 'latency', ms: 600 } })
    t.match(await service.open(token), { status: 410, body: { code: 'TOKEN_EXPIRED' } })
    t.equal((await service.show(clientId)).onboarding.status, 'expired')
    const { rows } = await db.query('select status from onboarding_tokens where id = $1', [tokenId])
    t.same(rows, [{ status: 'pending' }], 'the stored status did not move')
  })

  t.test('a token in progress opens again, with a fresh link', async (t) => {
    const { clientId, token } = await service.invite()
    const first = await service.open(token)
    const second = await service.open(token)
    t.same([first.status, second.status], [200, 200])
    t.not(first.body.url, second.body.url)
    t.equal((await service.show(clientId)).onboarding.status, 'in_progress')
    const { rows } = await db.query('select count(*)::int as attempts from link_attempts where account_id = $1', [
      (await service.show(clientId)).account.id,
    ])
    t.same(rows, [{ attempts: 2 }], 'the states of both links are kept')
  })

  t.test('a disconnected account is reported as such, and no second one is created', async (t) => {
    const { clientId, token } = await service.invite()
    t.equal((await service.open(token)).status, 200)
    const accountId = (await service.show(clientId)).account.id
    await simulator.setAccountState(accountId, { access: 'deauthorised' })
    t.match(await service.open(token), { status: 502, body: { code: 'ACCOUNT_UNAVAILABLE', retryable: false } })
    t.equal((await simulator.accounts()).filter(({ metadata }) => metadata['client_id'] === clientId).length, 1)
  })

  t.test('when the database is away the answer is 503 and says when to come back', async (t) => {
    const lonely = await startService(t, { ...around, databaseUrl: 'postgres://nobody@127.0.0.1:1/nowhere' })
    const answer = await lonely.open(`obt_${'a'.repeat(49)}`)
    t.match(answer, { status: 404 }, 'what cannot be a token is told apart without the database')
    const { token } = await service.invite()
    const away = await lonely.open(token)
    t.match(away, { status: 503, body: { code: 'SERVICE_UNAVAILABLE', retryable: true } })
    t.ok(away.headers.get('retry-after'))
    t.equal((await lonely.call('GET', '/readyz')).status, 503)
    t.equal((await lonely.call('GET', '/livez')).status, 200)
  })
})
