import t from 'tap'
import { commandLine, staffEnvironment } from '../support/command-line.ts'
import { startService, surroundings, WEBHOOK_SECRET } from '../support/service.ts'

t.test('stripe check and stripe setup, from the first day on', async (t) => {
  const around = await surroundings(t)
  const service = await startService(t, around)
  const environment = { ...staffEnvironment(around), API_BASE_URL: service.url, STRIPE_WEBHOOK_SECRET: WEBHOOK_SECRET }
  const { simulator } = around.stripe
  const secrets: string[] = []
  const stripe = async (args: string[], variables: Record<string, string> = {}) => {
    const run = await commandLine(['stripe', ...args], { ...environment, ...variables })
    const output = run.stdout + run.stderr
    const key = variables['STRIPE_SECRET_KEY'] ?? staffEnvironment(around)['STRIPE_SECRET_KEY'] ?? ''
    for (const secret of [key, WEBHOOK_SECRET, ...secrets]) t.notOk(output.includes(secret), 'no secret is printed')
    return run
  }

  t.test('a check names what is missing, and exits with 1', async (t) => {
    const { code, stdout, stderr } = await stripe(['check'])
    t.equal(code, 1)
    t.match(stdout, /^1 fault\. The key is of Simulated platform/)
    t.match(stdout, /\nFAULT: Stripe has no event destination with the URL http.*\/api\/v1\/webhooks\/stripe/)
    t.match(stdout, /\n {2}Run "connect-onboarding stripe setup"/)
    t.match(stdout, /\n {2}https:\/\/dashboard\.stripe\.com\/webhooks/)
    t.equal(stderr, 'The set-up is not complete.\n')
  })

  t.test('a dry run changes nothing', async (t) => {
    const { code, stdout } = await stripe(['setup', '--dry-run'])
    t.match({ code, stdout }, { code: 0, stdout: /^The event destination for http.* would be created\.\n$/ })
    t.same(await simulator.webhookEndpoints(), [])
  })

  t.test('setup creates what is missing, and prints its secret once', async (t) => {
    const { code, stdout, stderr } = await stripe(['setup'])
    t.equal(code, 0)
    const [, secret = ''] = /was created\. Its signing secret: (whsec_\w{32})\n$/.exec(stdout) ?? []
    t.not(secret, '')
    secrets.push(secret)
    t.match(stderr, /STRIPE_WEBHOOK_SECRET/)
    t.match(await simulator.webhookEndpoints(), [{ payload: 'thin', enabled: true }])
    t.match(await stripe(['setup']), { code: 0, stdout: /nothing was changed\.\n$/, stderr: '' })
    t.equal((await simulator.webhookEndpoints()).length, 1)
  })

  t.test('a healthy set-up is one line', async (t) => {
    const { code, stdout, stderr } = await stripe(['check'])
    t.match({ code, stdout, stderr }, { code: 0, stdout: /^Everything is set up\. The key [^\n]*\n$/, stderr: '' })
    const json = await stripe(['check', '--json'])
    t.equal(json.code, 0)
    t.match(JSON.parse(json.stdout), {
      healthy: true,
      checks: [{ id: 'key', outcome: 'ok', remedy: null, page: null }],
    })
  })

  t.test('setup repairs what was changed, and leaves others alone', async (t) => {
    const [{ id } = { id: '' }] = await simulator.webhookEndpoints()
    const api = (path: string, body: object) =>
      fetch(`${around.stripe.url}/v2/core/event_destinations${path}`, {
        method: 'POST',
        headers: { authorization: 'Bearer sk_test_x' },
        body: JSON.stringify(body),
      })
    await api(`/${id}`, { enabled_events: ['v2.core.account.created'] })
    await api(`/${id}/disable`, {})
    const other = { url: 'https://other.example/hooks' }
    const foreign = { name: 'Other', type: 'webhook_endpoint', event_payload: 'thin', webhook_endpoint: other }
    await api('', { ...foreign, enabled_events: ['v2.core.account.created'] })
    t.match(await stripe(['setup', '--dry-run']), { stdout: /would be enabled and given the right events/ })
    t.match(await stripe(['setup']), { code: 0, stdout: /was enabled and given the right events\.\n$/, stderr: '' })
    t.match(await stripe(['check']), { code: 0 })
    const [first, second] = await simulator.webhookEndpoints()
    t.match(
      [first, second].find((one) => one?.url === other.url),
      { events: ['v2.core.account.created'] },
    )
  })

  t.test('with Accounts v1 it is a webhook endpoint for connected accounts', async (t) => {
    const v1 = { STRIPE_ACCOUNTS_API: 'v1' }
    const { stdout } = await stripe(['setup', '--json'], v1)
    const { receivers } = JSON.parse(stdout)
    t.match(receivers, [{ kind: 'webhook endpoint', step: 'create', secret: /^whsec_/ }])
    t.match(await stripe(['check'], v1), { code: 0, stdout: /^Everything/ })
    t.match(await stripe(['setup'], v1), { stdout: /nothing was changed/ })
    const endpoints = await fetch(`${around.stripe.url}/v1/webhook_endpoints`, {
      headers: { authorization: 'Bearer sk_test_x' },
    })
    const { data } = (await endpoints.json()) as { data: { application: string }[] }
    t.match(data, [{ application: /^ca_/ }])
  })

  t.test('live mode needs --yes', async (t) => {
    await simulator.setPlatform({ liveKeys: true })
    const live = {
      STRIPE_SECRET_KEY: 'sk_live_0123456789',
      STRIPE_API_BASE: '',
      API_BASE_URL: 'https://api.example.com',
    }
    const { code, stdout, stderr } = await stripe(['setup'], live)
    t.match({ code, stdout, stderr }, { code: 2, stdout: '', stderr: /live mode: add --yes/ })
  })

  t.test('what Stripe refuses is explained, and nothing else is done', async (t) => {
    await simulator.setPlatform({ restrictedKeysMayNot: ['event_destinations.create'] })
    const variables = { STRIPE_SECRET_KEY: 'rk_test_sandbox_other_0123456789' }
    const { code, stdout, stderr } = await stripe(['setup'], variables)
    t.match({ code, stderr }, { code: 1, stderr: /Not everything could be set up/ })
    t.match(stdout, /could not be set up \(forbidden\)\. Check the permissions of STRIPE_SECRET_KEY.*\/apikeys/)
  })
})
