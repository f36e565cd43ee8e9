import { openPorts, type Ports } from '../../src/compose.ts'
import { readConfig } from '../../src/config.ts'
import { capturedLog } from './captured-log.ts'
import { testDatabase } from './database.ts'
import { environmentFor } from './service.ts'

interface Test {
  teardown(handler: () => Promise<void>): unknown
}

/** The ports as the service opens them, on a database of the test's own; nobody answers for Stripe. */
export async function postgresPorts(t: Test): Promise<Ports> {
  const { url } = await testDatabase(t)
  const config = readConfig(environmentFor({ databaseUrl: url, stripeUrl: 'http://127.0.0.1:1' }))
  const ports = openPorts(config, capturedLog().log)
  t.teardown(() => ports.close())
  return ports
}
