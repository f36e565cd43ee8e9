import t from 'tap'
import type { PlatformSettings } from '#stripe-simulator'
import { summaryOf } from '../../src/api/setup-summary.ts'
import { composeUseCases, openPorts } from '../../src/compose.ts'
import { readConfig } from '../../src/config/config.ts'
import type { CheckId, CheckOutcome } from '../../src/domain/diagnosis.ts'
import { stripeClient } from '../../src/adapters/stripe/payment-providers.ts'
import { freePort } from '../../src/shared/free-port.ts'
import { logSetup } from '../../src/programs/log-setup.ts'
import { capturedLog } from '../support/captured-log.ts'
import { ofDefault } from '../support/of-default.ts'
import { ADMIN_KEY, environmentFor, startService, surroundings, WEBHOOK_SECRET } from '../support/service.ts'

const SECRET_KEY = 'sk_test_0123456789'

t.test('the check of the set-up', async (t) => {
  const around = await surroundings(t)
  const { simulator } = around.stripe
  const service = await startService(t, around)
  const environment = environmentFor({ databaseUrl: around.databaseUrl, stripeUrl: around.stripe.url })
  const stripe = stripeClient({ secretKey: SECRET_KEY, apiBase: around.stripe.url })

  /** Uses the service's own environment, in which it is reachable, but for these variables. */
  async function withUseCases<T>(
    variables: Record<string, string>,
    work: (useCases: ReturnType<typeof ofDefault>, log: ReturnType<typeof capturedLog>) => Promise<T>,
  ): Promise<T> {
    const captured = capturedLog()
    const given = { STRIPE_ACCOUNTS_API: 'v2', API_BASE_URL: service.url, ...variables }
    const config = readConfig({ ...environment, ...given })
    const ports = openPorts(config, captured.log)
    try {
      return await work(ofDefault(composeUseCases(ports, config, captured.log)), captured)
    } finally {
      await ports.close()
    }
  }
  const check = (variables: Record<string, string> = {}) =>
    withUseCases(variables, ({ diagnose }) => diagnose(AbortSignal.timeout(20_000)))
  const setUp = (variables: Record<string, string> = {}, dryRun = false) =>
    withUseCases(variables, ({ setUpReceivers }) => setUpReceivers({ dryRun }, AbortSignal.timeout(20_000)))
  const log = (variables: Record<string, string> = {}) =>
    withUseCases(variables, async (useCases, captured) => {
      await logSetup(useCases, captured.log, new AbortController().signal)
      return captured.lines() as { level: string; msg: string; page?: string }[]
    })

  const fixed = [await setUp(), await setUp({ STRIPE_ACCOUNTS_API: 'v1' })].flat()
  const [destination = '', endpoint = ''] = fixed.map(({ id }) => id)

  t.test('is healthy in one line, for each generation, and when the service starts', async (t) => {
    for (const STRIPE_ACCOUNTS_API of ['v1', 'v2']) {
      const { healthy, line, open } = summaryOf(await check({ STRIPE_ACCOUNTS_API }))
      t.same(open, [])
      t.ok(healthy)
      t.match(line, /^Everything is set up\. The key is of Simulated platform, acct_1SimulatorPlatform, in test mode/)
    }
    const lines = await log()
    t.equal(lines.length, 1)
    t.match(lines[0], { level: 'info', msg: /Everything is set up/ })
  })

  t.test('asks nothing of Stripe that creates or changes anything', async (t) => {
    const before = await simulator.calls()
    await check({ STRIPE_SECRET_KEY: 'rk_test_0123456789' })
    const calls = (await simulator.calls()).slice(before.length)
    t.ok(calls.length > 8)
    const written = calls.filter(({ method, executed }) => method !== 'GET' && executed)
    t.same(written, [])
    t.same(await simulator.accounts(), [])
  })

  interface Fault {
    readonly check: CheckId
    readonly outcome: CheckOutcome
    readonly sentence: RegExp
    readonly page?: RegExp
    readonly platform?: PlatformSettings
    readonly variables?: Record<string, string>
    readonly before?: () => Promise<unknown>
    readonly after?: () => Promise<unknown>
  }

  const refusedBy = (route: 'platform.retrieve' | 'webhook_endpoints.list', status: number) => async () =>
    simulator.faults.add({ route, times: 1, fault: { kind: 'error', status, saved: false } })
  const { webhookEndpoints } = stripe
  const { eventDestinations } = stripe.v2.core
  const v1 = { STRIPE_ACCOUNTS_API: 'v1' }
  const nobody = `http://127.0.0.1:${await freePort()}`
  const elsewhere = { API_BASE_URL: nobody }
  const made: string[] = []
  const another = (from: string, payload: 'thin' | 'snapshot', path: string) => async () => {
    const enabled_events = payload === 'thin' ? ['v2.core.account.created'] : ['account.updated']
    const webhook_endpoint = { url: `${nobody}${path}` }
    const { id } = await eventDestinations.create({
      name: 'Another',
      type: 'webhook_endpoint',
      event_payload: payload,
      events_from: [from],
      enabled_events,
      webhook_endpoint,
    })
    made.push(id)
  }
  const PATH = '/api/v1/webhooks/stripe'
  const removeAnother = () => eventDestinations.del(made.pop() ?? '')

  const faults: Record<string, Fault> = {
    'a key that Stripe does not accept': {
      check: 'key',
      outcome: 'fault',
      sentence: /STRIPE_SECRET_KEY \(authentication_failed/,
      page: /\/apikeys$/,
      before: refusedBy('platform.retrieve', 401),
    },
    'a Stripe that does not answer': {
      check: 'key',
      outcome: 'unknown',
      sentence: /\(connection_lost\)/,
      variables: { STRIPE_API_BASE: 'http://127.0.0.1:1' },
    },
    'a key without a permission to read': {
      check: 'permissions',
      outcome: 'fault',
      sentence: /may not read connected accounts/,
      page: /\/apikeys$/,
      platform: { restrictedKeysMayNot: ['accounts.list'] },
      variables: { STRIPE_SECRET_KEY: 'rk_test_0123456789' },
    },
    'a key without a permission to write': {
      check: 'permissions',
      outcome: 'fault',
      sentence: /may not create account links of v2/,
      platform: { restrictedKeysMayNot: ['account_links.create'] },
      variables: { STRIPE_SECRET_KEY: 'rk_test_0123456789' },
    },
    'a key that may not list events': {
      check: 'permissions',
      outcome: 'warning',
      sentence: /may not read events of v2/,
      platform: { restrictedKeysMayNot: ['events.list'] },
      variables: { STRIPE_SECRET_KEY: 'rk_test_0123456789' },
    },
    'a platform that is not signed up for Connect': {
      check: 'connect',
      outcome: 'fault',
      sentence: /platform_account_required/,
      page: /dashboard\.stripe\.com\/connect$/,
      platform: { registered: false },
    },
    'a platform without Accounts v2': {
      check: 'accounts_api',
      outcome: 'fault',
      sentence: /cannot be created with Accounts v2 \(accounts_v2_access_blocked/,
      platform: { accountsV2: false },
    },
    'a platform that needs account tokens': {
      check: 'accounts_api',
      outcome: 'fault',
      sentence: /account_token_required/,
      platform: { country: 'FR' },
    },
    'a profile that needs approval': {
      check: 'profiles',
      outcome: 'warning',
      sentence: /"default" unless it has approved .*transfers_need_approval/,
      page: /support\.stripe\.com/,
      variables: { ACCOUNT_CAPABILITIES: 'transfers' },
    },
    'a platform without a name and a logo': {
      check: 'branding',
      outcome: 'warning',
      sentence: /name and logo of the platform are not set/,
      page: /branding$/,
      platform: { name: '', logo: false },
    },
    'a platform without a support address': {
      check: 'branding',
      outcome: 'warning',
      sentence: /support address of the platform is not set/,
      page: /settings\/account$/,
      platform: { supportEmail: '' },
    },
    'a URL that does not answer': {
      check: 'urls',
      outcome: 'warning',
      sentence: /API_BASE_URL, http:\/\/127\.0\.0\.1:\d+, does not answer as the service does \(ECONNREFUSED\)/,
      variables: elsewhere,
    },
    'a page of links that another service answers': {
      check: 'urls',
      outcome: 'warning',
      sentence: /page that links lead to.*\(status 404\)/,
      variables: { ONBOARDING_URL_TEMPLATE: `${around.stripe.url}/nothing-here?token={token}` },
    },
    'no destination with our URL': {
      check: 'event_receivers',
      outcome: 'fault',
      sentence: /no event destination with the URL http:\/\/127\.0\.0\.1:\d+\/api\/v1\/webhooks\/stripe/,
      page: /\/webhooks$/,
      variables: elsewhere,
    },
    'no endpoint with our URL': {
      check: 'event_receivers',
      outcome: 'fault',
      sentence: /no webhook endpoint with the URL/,
      variables: { ...elsewhere, ...v1 },
    },
    'a destination of the own account': {
      check: 'event_receivers',
      outcome: 'fault',
      sentence: /ed_test_\w+ gets the events of the platform's own account/,
      variables: elsewhere,
      before: another('@self', 'thin', PATH),
      after: removeAnother,
    },
    'a destination with snapshots': {
      check: 'event_receivers',
      outcome: 'fault',
      sentence: /ed_test_\w+ sends snapshots/,
      variables: elsewhere,
      before: another('@accounts', 'snapshot', PATH),
      after: removeAnother,
    },
    'a destination with too few events': {
      check: 'event_receivers',
      outcome: 'fault',
      sentence: /does not get v2\.core\.account\.updated, .* and v2\.core\.account_person\.deleted/,
      variables: elsewhere,
      before: another('@accounts', 'thin', PATH),
      after: removeAnother,
    },
    'a destination that is disabled': {
      check: 'event_receivers',
      outcome: 'fault',
      sentence: /event destination ed_test_\w+ is disabled/,
      before: () => eventDestinations.disable(destination),
      after: () => eventDestinations.enable(destination),
    },
    'an endpoint that is disabled': {
      check: 'event_receivers',
      outcome: 'fault',
      sentence: /webhook endpoint we_\w+ is disabled/,
      variables: v1,
      before: () => webhookEndpoints.update(endpoint, { disabled: true }),
      after: () => webhookEndpoints.update(endpoint, { disabled: false }),
    },
    'an endpoint that may be of the own account': {
      check: 'event_receivers',
      outcome: 'warning',
      sentence: /does not say that the webhook endpoint we_\w+ gets the events of connected accounts/,
      variables: { ...elsewhere, ...v1 },
      before: async () => {
        const url = `${nobody}${PATH}`
        made.push((await webhookEndpoints.create({ url, enabled_events: ['*'] })).id)
      },
      after: () => webhookEndpoints.del(made.pop() ?? ''),
    },
    'endpoints that cannot be read': {
      check: 'event_receivers',
      outcome: 'unknown',
      sentence: /could not be checked \(/,
      variables: v1,
      before: refusedBy('webhook_endpoints.list', 403),
    },
    'a clock that runs behind': {
      check: 'clock',
      outcome: 'fault',
      sentence: /clock is (599|600|601) s behind/,
      platform: { wallClockAheadMs: 600_000 },
    },
    'a clock that runs ahead': {
      check: 'clock',
      outcome: 'warning',
      sentence: /clock is (59|60|61) s ahead of/,
      platform: { wallClockAheadMs: -60_000 },
    },
    'a mail server that does not answer': {
      check: 'mail',
      outcome: 'fault',
      sentence: /mail server of SMTP_URL does not accept emails \(E\w+\)/,
      variables: { SMTP_URL: 'smtp://127.0.0.1:1', MAIL_FROM: 'a@example.com' },
    },
    'a database that cannot be read': {
      check: 'key',
      outcome: 'unknown',
      sentence: /database could not be read/,
      variables: { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/nothing' },
    },
  }

  t.test('names', async (t) => {
    for (const [name, { check: id, outcome, sentence, page, platform, variables, before, after }] of Object.entries(
      faults,
    )) {
      await t.test(name, async (t) => {
        if (platform !== undefined) await simulator.setPlatform(platform)
        await before?.()
        const checks = await check(variables)
        await after?.()
        await simulator.faults.clear()
        await simulator.setPlatform({})
        const found = checks.filter((one) => one.id === id && sentence.test(one.sentence))
        t.equal(found.length, 1, JSON.stringify(checks.filter((one) => one.outcome !== 'ok')))
        t.match(found[0], { outcome, remedy: /\w/, ...(page && { page }) })
        t.equal(
          summaryOf(checks).healthy,
          checks.every((one) => ['ok', 'warning'].includes(one.outcome)),
        )
      })
    }
    t.same(summaryOf(await check()).open, [], 'and afterwards all is well again')
  })

  t.test('is one line of the log for each fault when the service starts', async (t) => {
    await simulator.setPlatform({ logo: false, wallClockAheadMs: 600_000 })
    const lines = await log()
    await simulator.setPlatform({})
    t.match(
      lines.map(({ level, msg }) => [level, msg]),
      [
        ['warn', /logo of the platform is not set/],
        ['warn', /behind/],
      ],
    )
  })

  t.test('names another platform than that of the accounts', async (t) => {
    const { token } = await service.invite({ country: 'DE' })
    t.equal((await service.open(token)).status, 200)
    const [key] = await check({ STRIPE_SECRET_KEY: 'sk_test_sandbox_blue' })
    t.match(key, {
      id: 'key',
      outcome: 'fault',
      sentence: /acct_1Sandboxblue .* database are of acct_1SimulatorPlatform/,
    })
  })

  t.test('is what the API returns, with no secret in it', async (t) => {
    const admin = { authorization: `Bearer ${ADMIN_KEY}` }
    await simulator.setPlatform({ logo: false })
    const { status, body, text } = await service.call('GET', '/api/v1/diagnostics', undefined, admin)
    await simulator.setPlatform({})
    t.equal(status, 200)
    t.match(
      body.checks.find(({ id }: { id: string }) => id === 'branding'),
      {
        outcome: 'warning',
        page: /branding$/,
        remedy: /Dashboard/,
      },
    )
    t.same(new Set(body.checks.map(({ id }: { id: string }) => id)).size, 12)
    for (const secret of [SECRET_KEY, WEBHOOK_SECRET, ADMIN_KEY]) t.notOk(text.includes(secret))
  })
})
