import { spawn } from 'node:child_process'
import { once } from 'node:events'
import t from 'tap'
import { commandLine } from '../support/command-line.ts'
import { testDatabase } from '../support/database.ts'
import { environmentFor } from '../support/service.ts'
import { inherited } from '../support/inherited.ts'

t.test('migrate needs a database and nothing else, and says what it did', async (t) => {
  const { url } = await testDatabase(t, { migrated: false })
  const first = await commandLine(['migrate'], { MIGRATION_DATABASE_URL: url })
  t.equal(first.code, 0)
  t.equal(first.stderr, '')
  t.match(first.stdout, /^The database was migrated: 001-onboarding, 002-.*\.\n$/)
  const second = await commandLine(['migrate'], { DATABASE_URL: url })
  t.same(second, { code: 0, stderr: '', stdout: 'The database already has the newest schema.\n' })

  const admin = await commandLine(
    ['admin', 'clients', 'list', '--json'],
    environmentFor({ databaseUrl: url, stripeUrl: 'http://127.0.0.1:1' }),
  )
  t.match(JSON.parse(admin.stdout), { data: [], nextCursor: null }, 'and what it made can be used')
})

t.test('migrate says why the database refuses it', async (t) => {
  const { url } = await testDatabase(t, { migrated: false })
  const nowhere = new URL(url)
  nowhere.pathname = '/no_such_database'
  const { code, stderr } = await commandLine(['migrate'], { DATABASE_URL: nowhere.href })
  t.equal(code, 1)
  t.match(stderr, /create it, or correct DATABASE_URL/)
  t.notMatch(stderr, /\n {4}at /, 'no stack')
  if (nowhere.password !== '') t.notOk(stderr.includes(nowhere.password))
})

t.test('simulator listens until it is stopped', async (t) => {
  const child = spawn(process.execPath, ['src/bin.js', 'simulator'], {
    env: { ...inherited(), SIMULATOR_PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  t.teardown(() => child.kill('SIGKILL'))
  let said = ''
  child.stdout.on('data', (bytes: Buffer) => (said += bytes.toString()))
  while (!said.includes('Ctrl-C') && child.exitCode === null) await once(child.stdout, 'data')
  const [, url = ''] = /listens on (http:\S+)/.exec(said) ?? []
  t.equal((await fetch(`${url}/_simulator/health`)).status, 200)
  child.kill('SIGTERM')
  t.same(await once(child, 'exit'), [0, null])
})
