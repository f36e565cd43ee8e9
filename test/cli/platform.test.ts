import t from 'tap'
import { commandLine, staffEnvironment } from '../support/command-line.ts'
import { startService, surroundings } from '../support/service.ts'
import { ACME, BAZAAR, platformsFile } from '../support/two-platforms.ts'

t.test('the command line of a deployment of two platforms', async (t) => {
  const around = await surroundings(t)
  const file = await platformsFile(t)
  const admin = (...args: string[]) =>
    commandLine(['admin', ...args], { ...staffEnvironment(around), ...file.variables })
  const ada = ['--name', 'Ada Lovelace', '--email', 'ada@example.com', '--json']
  const invited = await admin('--platform', 'acme', 'clients', 'invite', ...ada)
  t.equal(invited.code, 0, invited.stderr)
  const { client, onboarding } = JSON.parse(invited.stdout)
  t.match(onboarding.url, /^http:\/\/localhost:4242\/onboard#/)

  t.test('is about the platform that --platform names, before or behind the command', async (t) => {
    for (const [platform, ids] of [
      ['acme', [client.id]],
      ['bazaar', []],
    ] as const) {
      for (const args of [
        ['--platform', platform, 'clients', 'list', '--json'],
        ['clients', 'list', '--json', '--platform', platform],
      ]) {
        const { code, stdout, stderr } = await admin(...args)
        t.equal(code, 0, stderr)
        const shown: { client: { id: string } }[] = JSON.parse(stdout).data
        t.strictSame(
          shown.map((one) => one.client.id),
          ids,
          args.join(' '),
        )
      }
    }
    const foreign = await admin('clients', 'show', client.id, '--platform', 'bazaar')
    t.match(foreign, { code: 3, stdout: '', stderr: /There is no client with this id/ })
  })

  t.test('invites the same client at the other platform, with a link to its URL', async (t) => {
    const { code, stdout, stderr } = await admin('--platform', 'bazaar', 'clients', 'invite', ...ada)
    t.equal(code, 0, stderr)
    const other = JSON.parse(stdout)
    t.not(other.client.id, client.id)
    t.match(other.onboarding.url, /^http:\/\/bazaar\.localhost:4242\/onboard#/)
  })

  t.test('refuses a command without a platform, or with an unknown one', async (t) => {
    const [without, unknown] = [await admin('clients', 'list'), await admin('clients', 'list', '--platform', 'nobody')]
    t.match(without, { stdout: '', stderr: /--platform is missing/ })
    t.match(unknown, { stdout: '', stderr: /--platform is not the id of a platform/ })
    for (const { code } of [without, unknown]) t.not(code, 0)
  })
})

t.test('stripe check and stripe setup of a deployment of two platforms', async (t) => {
  const around = await surroundings(t)
  const file = await platformsFile(t)
  const service = await startService(t, around, file.variables)
  await file.write([
    { ...ACME, apiBaseUrl: service.url },
    { ...BAZAAR, apiBaseUrl: service.url },
  ])
  const stripe = (...args: string[]) =>
    commandLine(['stripe', ...args], { ...staffEnvironment(around), ...file.variables })

  for (const args of [['check'], ['check', '--json'], ['setup', '--dry-run']]) {
    const { code, stdout, stderr } = await stripe(...args)
    t.match({ stdout, stderr }, { stdout: '', stderr: /--platform is missing/ }, args.join(' '))
    t.not(code, 0)
  }
  const setup = await stripe('setup', '--platform', 'acme', '--json')
  t.equal(setup.code, 0, setup.stderr)
  const { receivers } = JSON.parse(setup.stdout)
  t.match(receivers, [{ step: 'create', url: `${service.url}/api/v1/webhooks/stripe/acme`, secret: /^whsec_/ }])
  const made = await around.stripe.simulator.webhookEndpoints()
  t.match(made, [{ url: `${service.url}/api/v1/webhooks/stripe/acme` }], 'the other platform gets none')

  const [acme, bazaar] = [
    await stripe('check', '--platform', 'acme', '--json'),
    await stripe('--platform', 'bazaar', 'check'),
  ]
  t.equal(acme.code, 0, acme.stdout)
  const checks: { id: string; outcome: string; sentence: string }[] = JSON.parse(acme.stdout).checks
  t.match(
    checks.find(({ id }) => id === 'key'),
    { sentence: /acct_1Sandboxacme/ },
  )
  t.match(
    checks.find(({ id }) => id === 'event_receivers'),
    { outcome: 'ok' },
  )
  t.match(bazaar, { code: 1, stdout: /acct_1Sandboxbazaar[\s\S]*FAULT: .*\/api\/v1\/webhooks\/stripe\/bazaar/ })
  for (const { stdout, stderr } of [acme, bazaar]) {
    t.notMatch(stdout + stderr, /sk_test_|whsec_/, 'nothing secret is printed')
  }
})
