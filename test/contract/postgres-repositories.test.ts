import pg from 'pg'
import t from 'tap'
import { postgresClientRepository } from '../../src/adapters/postgres/client-repository.ts'
import { openDatabase } from '../../src/adapters/postgres/database.ts'
import { postgresTokenRepository } from '../../src/adapters/postgres/token-repository.ts'
import { testDatabase } from '../support/database.ts'
import { repositoriesContract } from './token-and-client-repositories.ts'

const ends = {
  completed: `status = 'completed', completed_at = clock_timestamp()`,
  revoked: `status = 'revoked', revoked_at = clock_timestamp(), revoke_reason = 'operator'`,
}

repositoriesContract(t, 'postgres', async (t) => {
  const { url } = await testDatabase(t)
  const log = { warn: () => {}, error: () => {} }
  const db = openDatabase({ databaseUrl: url, log })
  const other = new pg.Pool({ connectionString: url, max: 1 })
  t.teardown(async () => {
    await db.destroy()
    await other.end()
  })
  return {
    clients: postgresClientRepository(db, async () => {}),
    tokens: postgresTokenRepository(db, { enqueueLinkMail: async () => {}, enqueueNotice: async () => {} }),
    async endToken({ id }, to) {
      await other.query(`update onboarding_tokens set ${ends[to]} where id = $1`, [id])
    },
  }
})
