import pg from 'pg'
import { composeUseCases, openPorts } from '../../src/compose.ts'
import { readConfig } from '../../src/config/config.ts'
import type { Scope } from '../../src/domain/scope.ts'
import { capturedLog } from './captured-log.ts'
import { environmentFor } from './service.ts'

interface Test {
  teardown(handler: () => Promise<void>): unknown
}

/** Creates and revokes the keys of a database, as an operator does while the service is running. */
export function apiKeysIn(t: Test, databaseUrl: string) {
  const captured = capturedLog()
  const config = readConfig(environmentFor({ databaseUrl, stripeUrl: 'http://127.0.0.1:1' }))
  const ports = openPorts(config, captured.log)
  const { createApiKey, listApiKeys, revokeApiKey } = composeUseCases(ports, config, captured.log)
  const db = new pg.Pool({ connectionString: databaseUrl, max: 1 })
  db.on('error', () => {}) // the database is dropped at the end
  t.teardown(async () => {
    await ports.close()
    await db.end()
  })
  const actor = { platform: 'default', name: 'cli', requestId: 'test' }

  return {
    async create(...scopes: Scope[]) {
      const created = await createApiKey({ name: 'crm', scopes }, actor)
      if (created.outcome !== 'created') throw new Error(created.fault)
      return { id: created.key.id, secret: created.secret }
    },
    list: listApiKeys,
    revoke: (keyId: string) => revokeApiKey(keyId, actor),
    /** Makes the key old enough to expire now. */
    async expire(keyId: string): Promise<void> {
      await db.query(
        `update api_keys set created_at = created_at - (expires_at - now()), expires_at = now()
         where id = $1`,
        [keyId],
      )
    },
    captured,
  }
}
