import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { migrateDatabase } from '../../src/compose.ts'
import { capturedLog } from './captured-log.ts'

/** The part of a tap test that a database needs, for its cleanup. */
interface Teardown {
  teardown(handler: () => Promise<void>): unknown
}

/**
 * A separate database for the test, on the server of the run. It is dropped when the test ends. Migrated unless
 * `migrated: false`, which also permits another `locale` than that of the server.
 */
export async function testDatabase(
  t: Teardown,
  { migrated = true, locale }: { migrated?: boolean; locale?: string } = {},
): Promise<{ url: string }> {
  const { adminUrl, template } = serverOfThisRun()
  const name = `${template}_${randomBytes(6).toString('hex')}`
  const of = locale === undefined ? '' : ` ENCODING 'UTF8' LOCALE '${locale}'`
  await administer(adminUrl, `CREATE DATABASE "${name}" TEMPLATE "${migrated ? template : 'template0'}"${of}`)
  t.teardown(() => drop(adminUrl, name))
  return { url: urlOfDatabase(adminUrl, name) }
}

/**
 * Drops a database when its sessions have ended. Pools have closed theirs by now. Killing a session earlier would send
 * an error to a client that no longer listens for it, which would end the process.
 */
async function drop(adminUrl: string, name: string): Promise<void> {
  const sessions = `SELECT pid FROM pg_stat_activity WHERE datname = '${name}'`
  for (let tries = 0; tries < 40 && (await administer(adminUrl, sessions)).length > 0; tries += 1) await sleep(50)
  await administer(adminUrl, `DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`)
}

/** Creates the migrated database that all databases of a run are copied from, and returns its name. */
export async function makeTemplate(adminUrl: string): Promise<string> {
  const name = `test_${randomBytes(4).toString('hex')}`
  await administer(adminUrl, `CREATE DATABASE "${name}" TEMPLATE template0`)
  await migrateDatabase(urlOfDatabase(adminUrl, name), capturedLog().log)
  // An open session in the template makes each copy fail, so connections are forbidden.
  await administer(adminUrl, `ALTER DATABASE "${name}" ALLOW_CONNECTIONS false`)
  return name
}

/** Drops the template, and the copies that killed tests have left. */
export async function removeTemplate(adminUrl: string, template: string): Promise<void> {
  const names = await administer(adminUrl, `SELECT datname FROM pg_database WHERE datname LIKE '${template}%'`)
  for (const { datname } of names) await administer(adminUrl, `DROP DATABASE IF EXISTS "${datname}" WITH (FORCE)`)
}

/** The server's version, for people. */
export async function serverVersion(adminUrl: string): Promise<string> {
  const [row] = await administer(adminUrl, 'SHOW server_version')
  // Debian appends the package's version.
  return row?.['server_version']?.split(' ')[0] ?? 'unknown'
}

function urlOfDatabase(url: string, name: string): string {
  const other = new URL(url)
  other.pathname = `/${name}`
  return other.href
}

/** On a separate connection with timeouts, so that a dead server fails a test instead of blocking it. */
async function administer(url: string, sql: string): Promise<Record<string, string>[]> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000, query_timeout: 30_000 })
  client.on('error', () => {}) // the running query reports it
  await client.connect()
  try {
    return (await client.query<Record<string, string>>(sql)).rows
  } finally {
    await client.end()
  }
}

function serverOfThisRun(): { adminUrl: string; template: string } {
  const adminUrl = process.env['TEST_DATABASE_URL']
  const template = process.env['TEST_DATABASE_TEMPLATE']
  if (adminUrl === undefined || template === undefined) {
    const file = process.argv[1]?.replace(`${process.cwd()}/`, '') ?? 'test/integration/x.test.ts'
    throw new Error(`this test needs the database that the runner starts: npm test -- ${file}`)
  }
  return { adminUrl, template }
}
