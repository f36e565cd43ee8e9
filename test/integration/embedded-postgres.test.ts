import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, chown, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import t from 'tap'
import { startEmbeddedPostgres } from '../../src/adapters/embedded-postgres/start-embedded-postgres.ts'
import {
  NOBODY,
  clusterIn,
  copyOfProject,
  folder,
  hold,
  isRoot,
  killHard,
  postmasterOf,
  query,
  removeLinks,
  run,
  start,
  until,
  watchdogOf,
} from '../support/embedded-server.ts'

t.setTimeout(600_000)

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

t.test('a connection without the password is refused, and no list of processes shows it', async (t) => {
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

t.test('the next start stops a server whose watchdog was killed as well', async (t) => {
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

t.test('a second start on the same folder is refused with advice, and the first server is not affected', async (t) => {
  const dataDir = await folder(t)
  const held = await hold(t, dataDir)
  await t.rejects(startEmbeddedPostgres({ dataDir, durable: true }), {
    message: new RegExp(`is in use by process ${held.pid} .*stop it, or set DATA_DIR`),
  })
  t.same(await query(held.url, 'SELECT 1 AS n'), [{ n: 1 }])
})

t.test('of two concurrent starts on a new folder one succeeds and the other is refused', async (t) => {
  const dataDir = await folder(t)
  const both = await Promise.allSettled([hold(t, dataDir), hold(t, dataDir)])
  const refused = both.filter((one) => one.status === 'rejected')
  t.equal(refused.length, 1)
  t.match(String(refused[0]?.reason), /is in use by process/)
  for (const one of both) {
    if (one.status === 'fulfilled') t.same(await query(one.value.url, 'SELECT 1 AS n'), [{ n: 1 }])
  }
})

t.test('the next start recovers from one that was killed while it created the database', async (t) => {
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

t.test('a given port is used, and if it is in use the error names it', async (t) => {
  const blocker = createServer().listen(0, '127.0.0.1')
  await once(blocker, 'listening')
  const address = blocker.address()
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0
  const dataDir = await folder(t)
  await t.rejects(startEmbeddedPostgres({ dataDir, durable: true, port }), {
    message: new RegExp(`port ${port} on 127.0.0.1 is in use`),
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

    t.test('root below a closed folder: the data is stored in a reachable place, and found again', async (t) => {
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

    t.test('an ordinary user gets an error that says that root created the data', async (t) => {
      const dataDir = await folder(t)
      await (await start(t, dataDir)).stop()
      await t.rejects(hold(t, dataDir, { ...project, ...user }), { message: /created by root.*DATA_DIR/ })
    })

    t.test('a user without a name gets an error that says that PostgreSQL requires one', async (t) => {
      const nameless = { uid: 54_321, gid: 54_321 }
      const dataDir = await folder(t)
      await chown(dataDir, nameless.uid, nameless.gid)
      await t.rejects(hold(t, dataDir, { ...project, ...nameless }), { message: /no name.*DATABASE_URL/ })
    })
  } else {
    t.comment('not run as root: what root’s start does differently is not part of this run')
  }

  t.test('without the optional package the error says what to do', async (t) => {
    await rm(join(native, '../..'), { recursive: true })
    await t.rejects(hold(t, await folder(t), project), {
      message: /optional package embedded-postgres is not installed.*DATABASE_URL.*docker compose/,
    })
  })
})

/** A folder that any user can pass through, removed at the end. */
