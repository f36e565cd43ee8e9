import pg from 'pg'
import type { Test } from 'tap'
import { openPorts } from '../../src/compose.ts'
import { readConfig } from '../../src/config.ts'
import { capturedLog } from './captured-log.ts'
import { testDatabase } from './database.ts'
import { environmentFor } from './service.ts'

/** The ports over a database of the test's own, and a connection to look into its queue. */
export async function contractPorts(t: Test, adapters: Parameters<typeof openPorts>[2] = {}) {
  const { url } = await testDatabase(t)
  const config = readConfig(environmentFor({ databaseUrl: url, stripeUrl: 'http://127.0.0.1:1' }))
  const ports = openPorts(config, capturedLog().log, adapters)
  const db = new pg.Pool({ connectionString: url, max: 1 })
  t.teardown(async () => {
    await ports.close()
    await db.end()
  })
  return { ports, db }
}
