import { randomBytes, scryptSync } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type pg from 'pg'
import { startServer, type ChildServer } from './child-server.ts'
import { ADMIN_API_KEY, STRIPE_KEY, WEBHOOK_SECRET } from './credentials.ts'
import type { ServerOptions } from './ours.ts'

/** The name and the password of the reference's admin. */
export const ADMIN = { name: 'admin', password: 'correct horse battery staple' }

/** Creates the tables of the reference, and starts it. */
export async function startReference(
  { databaseUrl, stripeUrl, poolSize }: ServerOptions,
  db: pg.Client,
): Promise<ChildServer> {
  await db.query(await readFile(join(import.meta.dirname, '../reference/tables.sql'), 'utf8'))
  const salt = randomBytes(16)
  // The cost is that of bench/reference/server.ts.
  const hash = scryptSync(ADMIN.password, salt, 32, { N: 2 ** 15, maxmem: 64 * 1024 * 1024 })
  await db.query('insert into admins values ($1, $2)', [ADMIN.name, `${salt.toString('hex')}:${hash.toString('hex')}`])
  return startServer(['bench/reference/server.ts'], {
    DATABASE_URL: databaseUrl,
    DATABASE_POOL_SIZE: String(poolSize),
    STRIPE_SECRET_KEY: STRIPE_KEY,
    STRIPE_WEBHOOK_SECRET: WEBHOOK_SECRET,
    STRIPE_API_BASE: stripeUrl,
    ADMIN_API_KEY,
  })
}
