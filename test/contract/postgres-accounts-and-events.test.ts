import t from 'tap'
import { openPorts } from '../../src/compose.ts'
import { readConfig } from '../../src/config.ts'
import { capturedLog } from '../support/captured-log.ts'
import { testDatabase } from '../support/database.ts'
import { environmentFor } from '../support/service.ts'
import { accountsAndEventsContract } from './accounts-and-events.ts'

accountsAndEventsContract(t, 'postgres', async (t) => {
  const { url } = await testDatabase(t)
  const ports = openPorts(
    readConfig(environmentFor({ databaseUrl: url, stripeUrl: 'http://127.0.0.1:1' })),
    capturedLog().log,
  )
  t.teardown(() => ports.close())
  return ports
})
