import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { promisify } from 'node:util'
import t from 'tap'
import { consoleBrowser, listeningAt } from '../support/console.ts'
import { startDemo } from '../support/demo-process.ts'
import { shells } from '../support/shells.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { inherited } from '../support/inherited.ts'

t.test('the data of npm start survives a restart, and a killed process does not block the next start', async (t) => {
  const first = await startDemo(t, { dataDir: join(await temporaryFolder(), "Ada's data") })
  const { body: invited } = await first.ask('POST', '/api/v1/clients', { name: 'Ada', email: 'ada@example.com' })
  const path = `/api/v1/clients/${invited.client.id}`
  const open = { token: invited.onboarding.token as string }
  t.equal((await first.ask('POST', '/api/v1/onboard-client', open)).status, 200)
  const accountId = (await first.ask('GET', path)).body.account.id as string
  t.match(accountId, /^acct_/)
  let { api } = first
  const staff = consoleBrowser({ inject: (request) => listeningAt(api).inject(request) }, new URL(api).host)
  t.match(first.output(), `${api}/console  (for staff: sign in with the admin key)`)
  t.match(first.output(), `${api}/start  (for clients who have lost theirs)`)
  t.equal((await fetch(`${api}/start`)).status, 200)
  const signedIn = await staff.signIn(await readFile(join(first.dataDir, 'admin-key'), 'utf8'))
  t.equal(signedIn.statusCode, 303)
  // The simulator writes its state a moment after a change.
  await new Promise((resolve) => setTimeout(resolve, 500))
  await first.stop('SIGKILL')

  const { dataDir } = first
  const second = await startDemo(t, { dataDir })
  t.match((await second.ask('GET', path)).body, { onboarding: { status: 'in_progress' }, account: { id: accountId } })
  t.equal((await second.ask('POST', '/api/v1/onboard-client', open)).status, 200, 'and Stripe still has the account')
  ;({ api } = second)
  const page = await staff.get('/console/default/webhook-endpoints')
  t.match(page, { statusCode: 200, body: 'Demo Platform' }, 'and whoever had signed in at the console still is')
  await second.stop()

  const third = await startDemo(t, { dataDir })
  t.equal((await third.ask('GET', path)).status, 200, 'the admin key is the same, too')
  t.match(third.output(), new RegExp(`listens at ${third.api}`))
  const [command = ''] = /curl -s [\s\S]*?' *\n\n/.exec(third.output()) ?? []
  for (const { command: shell } of shells) {
    for (const time of ['first', 'second']) {
      const { stdout } = await promisify(execFile)(shell, ['-c', command])
      const { onboarding } = JSON.parse(stdout)
      t.match(
        onboarding,
        { status: 'pending', url: /^http/ },
        `the printed command invites a client, ${time} in ${shell}`,
      )
    }
  }
  t.equal((await stat(join(dataDir, 'admin-key'))).mode & 0o777, 0o600)
})

t.test('all settings that prevent the start are reported together', async (t) => {
  const run = async (command: string, variables: Record<string, string>) => {
    const child = spawn(process.execPath, ['src/server.ts', command], {
      cwd: join(import.meta.dirname, '../..'),
      env: { ...inherited(), ...variables },
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    let output = ''
    child.stderr.on('data', (bytes: Buffer) => (output += bytes.toString()))
    const [code] = (await once(child, 'close')) as [number]
    return { code, output }
  }

  const nothing = await run('serve', { PORT: 'http', ADMIN_API_KEY: 'short' })
  t.equal(nothing.code, 1)
  for (const name of ['DATABASE_URL', 'STRIPE_SECRET_KEY', 'STRIPE_WEBHOOK_SECRET', 'API_BASE_URL']) {
    t.match(nothing.output, new RegExp(`- ${name} is missing: `))
  }
  t.match(nothing.output, /- PORT is not valid: a port number/)
  t.match(nothing.output, /- ADMIN_API_KEY is not valid: at least 32 random characters/)
  t.notMatch(nothing.output, /short/, 'what was given is not repeated')

  const live = await run('demo', { STRIPE_SECRET_KEY: 'sk_live_0123456789' })
  t.equal(live.code, 1)
  t.match(live.output, /the demo accepts only test keys/)
  const open = await run('demo', { HOST: '0.0.0.0' })
  t.match(open.output, /the demo listens on loopback only/)
})
