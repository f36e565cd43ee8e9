import pg from 'pg'
import t from 'tap'
import { memoryMailer } from '../../src/adapters/memory/mailer.ts'
import { openPorts } from '../../src/compose.ts'
import { readConfig } from '../../src/config.ts'
import type { NoticeKind } from '../../src/ports/notice-repository.ts'
import { capturedLog } from '../support/captured-log.ts'
import { testDatabase } from '../support/database.ts'
import { environmentFor } from '../support/service.ts'
import { noticesContract } from './notices.ts'

const KINDS: Record<string, NoticeKind> = { 'notice-second-browser': 'second_browser', 'notice-completed': 'completed' }

noticesContract(t, 'postgres', async (t) => {
  const { url } = await testDatabase(t)
  const config = readConfig(environmentFor({ databaseUrl: url, stripeUrl: 'http://127.0.0.1:1' }))
  const ports = openPorts(config, capturedLog().log, { mailer: memoryMailer() })
  const db = new pg.Pool({ connectionString: url, max: 1 })
  t.teardown(async () => {
    await ports.close()
    await db.end()
  })
  return {
    ...ports,
    async waiting(tokenId) {
      const { rows } = await db.query<{ name: string }>(
        `select name from pgboss.job where data ->> 'tokenId' = $1 and name like 'notice-%' order by created_on`,
        [tokenId],
      )
      return rows.flatMap(({ name }) => KINDS[name] ?? [])
    },
  }
})
