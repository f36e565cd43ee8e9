import { memoryMailer } from '../../src/adapters/memory/mailer.ts'
import { openPorts, type Ports } from '../../src/compose.ts'
import { readConfig } from '../../src/config/config.ts'
import { capturedLog } from './captured-log.ts'
import { environmentFor } from './service.ts'

interface Test {
  teardown(handler: () => Promise<void>): unknown
}

/** The ports of an instance of the service on this database. Emails are sent; Stripe is unreachable. */
export function postgresPorts(t: Test, databaseUrl: string): Ports {
  const config = readConfig(environmentFor({ databaseUrl, stripeUrl: 'http://127.0.0.1:1' }))
  const ports = openPorts(config, capturedLog().log, { mailer: memoryMailer() })
  t.teardown(() => ports.close())
  return ports
}
