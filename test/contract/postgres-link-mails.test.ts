import pg from 'pg'
import t from 'tap'
import { openPorts } from '../../src/compose.ts'
import { readConfig } from '../../src/config.ts'
import { capturedLog } from '../support/captured-log.ts'
import { testDatabase } from '../support/database.ts'
import { environmentFor } from '../support/service.ts'
import { linkMailsContract } from './link-mails.ts'

linkMailsContract(t, 'postgres', async (t) => {
  const { url } = await testDatabase(t)
  const ports = openPorts(
    readConfig(environmentFor({ databaseUrl: url, stripeUrl: 'http://127.0.0.1:1' })),
    capturedLog().log,
  )
  const db = new pg.Pool({ connectionString: url, max: 1 })
  t.teardown(async () => {
    await ports.close()
    await db.end()
  })
  return {
    ...ports,
    async waiting() {
      const { rows } = await db.query<{ id: string }>(
        `select data ->> 'tokenId' as id from pgboss.job where name = 'link-mail' order by created_on`,
      )
      return rows.map(({ id }) => id)
    },
  }
})
