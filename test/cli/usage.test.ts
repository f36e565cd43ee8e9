import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import t from 'tap'
import manifest from '../../package.json' with { type: 'json' }
import { commandLine } from '../support/command-line.ts'

t.test('the help of every command says what it does, what it needs, and how it is used', async (t) => {
  const pages: string[][] = []
  async function visit(path: string[]) {
    const { code, stdout, stderr } = await commandLine([...path, '--help'])
    t.equal(code, 0, `${path.join(' ')} --help`)
    t.equal(stderr, '')
    const [, list = ''] = /\n(Run:[\s\S]*|Commands:[\s\S]*)/.exec(stdout) ?? []
    const commands = [...list.matchAll(/^ {2}([a-z]+(?:-[a-z]+)?) /gm)].flatMap(([, name = '']) =>
      name === 'help' ? [] : [name],
    )
    if (commands.length === 0) {
      pages.push(path)
      t.match(stdout, /\n[A-Z][^\n]+\.\n?/, `${path.join(' ')} has a sentence`)
      t.match(stdout, /\nNeeds: /)
      t.match(stdout, /\nExamples:\n {2}\$ .*connect-onboarding/)
    }
    for (const name of commands) await visit([...path, name])
  }
  await visit([])
  t.same(
    pages.map((path) => path.join(' ')).toSorted(),
    [
      'admin accounts adopt',
      'admin accounts close',
      'admin accounts login-link',
      'admin accounts reject',
      'admin accounts reset',
      'admin accounts unreject',
      'admin audit export',
      'admin events list',
      'admin events replay',
      'admin jobs list',
      'admin jobs replay',
      'admin keys create',
      'admin keys list',
      'admin keys revoke',
      'admin clients bulk',
      'admin clients change',
      'admin clients counts',
      'admin clients data',
      'admin clients export',
      'admin clients erase',
      'admin clients events',
      'admin clients import',
      'admin clients invite',
      'admin clients list',
      'admin clients new-link',
      'admin clients put',
      'admin clients remind',
      'admin clients show',
      'admin clients stuck',
      'admin reconcile',
      'admin retention run',
      'admin sync',
      'admin tokens extend',
      'admin tokens revoke',
      'admin webhooks change',
      'admin webhooks create',
      'admin webhooks deliveries',
      'admin webhooks list',
      'admin webhooks redeliver',
      'admin webhooks remove',
      'admin webhooks rotate-secret',
      'completion',
      'demo',
      'emails preview',
      'health',
      'migrate',
      'serve',
      'simulator',
      'stripe check',
      'stripe setup',
      'worker',
    ].toSorted(),
  )
})

t.test('the help lists the exit codes, and --version prints the version', async (t) => {
  const help = await commandLine(['--help'])
  for (const code of [0, 1, 2, 3, 4]) t.match(help.stdout, new RegExp(`\n  ${code}  `))
  t.same(await commandLine(['--version']), { code: 0, stdout: `${manifest.version}\n`, stderr: '' })
})

t.test('invalid usage ends with exit code 2 and a hint, and nothing on stdout', async (t) => {
  const wrong: readonly (readonly [args: string[], hint: RegExp])[] = [
    [['frobnicate'], /unknown command 'frobnicate'/],
    [['wroker'], /Did you mean worker\?/],
    [['admin', 'client'], /Did you mean clients\?/],
    [['admin'], /Usage: /],
    [['serve', '--port', '1'], /unknown option '--port'/],
    [['serve', 'now'], /too many arguments/],
    [['admin', 'sync'], /missing required argument 'client id'/],
    [['admin', 'sync', "1'; drop table clients"], /this is not an id/],
    [['admin', 'keys', 'revoke', 'obk_not_an_id'], /not the id of a key/],
    [['admin', 'reconcile', '--dryrun'], /Did you mean --dry-run\?/],
    [['admin', 'keys', 'create', '--name', 'x'], /required option '--scope/],
    [['admin', 'keys', 'create', '--name', 'x', '--scope', 'root'], /Allowed choices are clients:read/],
    [
      ['admin', 'keys', 'create', '--name', 'x', '--scope', 'read', '--expires-in-days', '91'],
      /--expires-in-days must be a whole number from 1 to 90/,
    ],
  ]
  for (const [args, hint] of wrong) {
    const { code, stdout, stderr } = await commandLine(args)
    t.equal(code, 2, args.join(' '))
    t.equal(stdout, '')
    t.match(stderr, hint)
    t.notMatch(stderr, /obk_|drop table/, 'what may be a secret is not repeated')
  }
})

t.test('each command reports all missing settings together', async (t) => {
  const missing = async (args: string[], variables: Record<string, string> = {}) => {
    const { code, stderr } = await commandLine(args, { DATA_DIR: '/nonexistent', ...variables })
    t.equal(code, 1, args.join(' '))
    t.notMatch(stderr, /\n {4}at /, 'no stack')
    return [...stderr.matchAll(/- (\S+ is missing|.* or .* is missing)/g)].map(([, fault]) => fault)
  }
  const all = ['DATABASE_URL', 'STRIPE_SECRET_KEY', 'STRIPE_WEBHOOK_SECRET', 'API_BASE_URL']
  const areMissing = (names: string[]) => names.map((name) => `${name} is missing`)
  t.same(await missing(['serve']), areMissing(all))
  t.same(await missing(['worker']), areMissing(all))
  t.same(await missing(['admin', 'reconcile']), areMissing(['DATABASE_URL', 'STRIPE_SECRET_KEY', 'API_BASE_URL']))
  t.same(await missing(['admin', 'keys', 'list'], { DATABASE_URL: 'postgres://127.0.0.1:1/x' }), [
    'STRIPE_SECRET_KEY is missing',
    'API_BASE_URL is missing',
  ])
  t.same(await missing(['migrate']), ['MIGRATION_DATABASE_URL or DATABASE_URL is missing'])
})

t.test('without a command it is the demo', async (t) => {
  const { code, stderr } = await commandLine([], { HOST: '0.0.0.0' })
  t.equal(code, 1)
  t.match(stderr, /the demo listens on loopback only/)
})

t.test('an unreachable database is reported with advice and without its password', async (t) => {
  const DATABASE_URL = 'postgres://staff:hunter2secret@127.0.0.1:1/x'
  const stripe = { STRIPE_SECRET_KEY: 'sk_test_0123456789', API_BASE_URL: 'http://localhost:4242' }
  for (const args of [['migrate'], ['admin', 'keys', 'list']]) {
    const { code, stdout, stderr } = await commandLine(args, { DATABASE_URL, ...stripe })
    t.equal(code, 1)
    t.equal(stdout, '')
    t.match(stderr, /ECONNREFUSED/)
    t.match(stderr, /start the database, or correct DATABASE_URL/)
    t.notMatch(stderr, /hunter2secret/)
    t.notMatch(stderr, /\n {4}at /, 'no stack')
  }
})

t.test('a port that is in use is reported, and the process ends', async (t) => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => server.close())
  const { port } = server.address() as AddressInfo
  const { code, stderr } = await commandLine(['simulator'], { SIMULATOR_PORT: String(port) })
  t.equal(code, 1)
  t.match(stderr, /EADDRINUSE/)
})

t.test('a reader that closes the pipe ends the command quietly', async (t) => {
  const child = spawn(process.execPath, ['src/bin.js', '--help'], { stdio: ['ignore', 'pipe', 'pipe'] })
  child.stdout.destroy()
  let stderr = ''
  child.stderr.on('data', (bytes: Buffer) => (stderr += bytes.toString()))
  const [code] = (await once(child, 'close')) as [number]
  t.equal(code, 4, 'some of it was not read')
  t.equal(stderr, '')
})
