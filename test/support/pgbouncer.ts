import { spawn, spawnSync } from 'node:child_process'
import { chmod, rm, writeFile } from 'node:fs/promises'
import { createConnection } from 'node:net'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from '../../src/shared/free-port.ts'
import { temporaryFolder } from './temporary-folder.ts'

interface Test {
  teardown(handler: () => Promise<void>): unknown
}

/** Whether this machine has PgBouncer: `apt-get install pgbouncer`. */
export const hasPgBouncer = spawnSync('pgbouncer', ['--version']).status === 0

/** `nobody`: PgBouncer does not run as root. */
const USER = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {}

/** A PgBouncer with default settings in front of a database, in this mode. Returns its URL. */
export async function pgBouncer(
  t: Test,
  databaseUrl: string,
  { mode, settings = '' }: { mode: 'transaction' | 'session'; settings?: string },
): Promise<string> {
  const { hostname, port, username, password, pathname } = new URL(databaseUrl)
  const name = pathname.slice(1)
  const own = await freePort()
  const folder = await temporaryFolder()
  await chmod(folder, 0o755)
  const file = join(folder, 'pgbouncer.ini')
  await writeFile(
    file,
    `[databases]
${name} = host=${hostname} port=${port} dbname=${name} user=${decodeURIComponent(username)} password=${decodeURIComponent(password)}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${own}
unix_socket_dir =
auth_type = any
pool_mode = ${mode}
${settings}
`,
    { mode: 0o644 },
  )
  const child = spawn('pgbouncer', [file], { stdio: 'ignore', ...USER })
  t.teardown(async () => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGKILL')
      await once(child, 'exit')
    }
    await rm(folder, { recursive: true, force: true })
  })
  for (let tries = 0; !(await accepts(own)); tries += 1) {
    if (tries > 100 || child.exitCode !== null) throw new Error('PgBouncer did not start')
    await sleep(50)
  }
  return `postgres://${username}@127.0.0.1:${own}/${name}`
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection(port, '127.0.0.1')
    socket.on('connect', () => resolve(true))
    socket.on('error', () => resolve(false))
    socket.on('connect', () => socket.destroy())
  })
}
