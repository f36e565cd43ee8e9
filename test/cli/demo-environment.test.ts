import { readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { commandLine } from '../support/command-line.ts'
import { startDemo } from '../support/demo-process.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const NOBODY = '3fa85f64-5717-4562-b3fc-2c963f66afa6'

t.test('beside a demo the command line needs no configuration, and after its end it says so', async (t) => {
  const demo = await startDemo(t)
  const here = { DATA_DIR: demo.dataDir }
  const file = join(demo.dataDir, 'environment.json')
  t.equal((await stat(file)).mode & 0o777, 0o600)

  const invited = await commandLine(
    ['admin', 'clients', 'invite', '--name', 'Ada', '--email', 'ada@example.com', '--json'],
    here,
  )
  t.equal(invited.code, 0)
  t.match(invited.stderr, /Using the demo that is running here/)
  t.ok(invited.stderr.includes(file))
  const { client, onboarding } = JSON.parse(invited.stdout)
  t.ok(onboarding.url.startsWith(`${demo.api}/onboard#token=obt_`), 'its links are those of the demo')
  t.equal((await demo.ask('POST', '/api/v1/onboard-client', { token: onboarding.token })).status, 200)
  const synced = await commandLine(['admin', 'sync', client.id, '--json'], here)
  t.match(JSON.parse(synced.stdout), { account: { readiness: 'onboarding' } }, 'its Stripe is the demo’s simulator')

  const checked = await commandLine(['stripe', 'check'], here)
  t.match(checked, { code: 0, stdout: /^Everything is set up\. [^\n]*\n$/ }, 'its set-up is whole')
  const setup = await commandLine(['stripe', 'setup', '--dry-run'], here)
  t.match(setup, { code: 0, stdout: /is as it should be: nothing was changed\.\n$/ })

  const other = { ...here, DATABASE_URL: 'postgres://127.0.0.1:1/x', API_BASE_URL: 'http://localhost' }
  const configured = await commandLine(['admin', 'sync', NOBODY], other)
  t.equal(configured.code, 1)
  t.notMatch(configured.stderr, /Using the demo/)
  t.match(configured.stderr, /STRIPE_SECRET_KEY is missing/, 'who names a database gets nothing of the demo')

  const kept = await readFile(file)
  await demo.stop()
  await t.rejects(stat(file), 'it is gone when the demo was stopped')
  const stopped = await commandLine(['admin', 'sync', NOBODY], here)
  t.equal(stopped.code, 1)
  t.match(stopped.stderr, /No demo is running here.*npm start/)

  await writeFile(file, kept)
  const killed = await commandLine(['admin', 'sync', NOBODY], here)
  t.equal(killed.code, 1)
  t.match(killed.stderr, /is no longer running: start it again/, 'as after a kill')
})

t.test('a number that another process has by now does not pass for the demo', async (t) => {
  const folder = await temporaryFolder()
  const variables = { DATABASE_URL: 'postgres://127.0.0.1:1/x' }
  const file = join(folder, 'environment.json')
  for (const content of [{ pid: process.pid, started: 'earlier', variables }, { nonsense: true }]) {
    await writeFile(file, JSON.stringify(content))
    const { code, stderr } = await commandLine(['admin', 'sync', NOBODY], { DATA_DIR: folder })
    t.equal(code, 1)
    t.match(stderr, /is no longer running/)
  }
})
