import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { cryptoSecrets } from '../../src/adapters/crypto/secrets.ts'

interface Test {
  teardown(handler: () => Promise<void>): unknown
}

/** The platform's staff, at an instance of its own: what is done to a token while somebody opens it. */
export function staff(t: Test, databaseUrl: string) {
  const db = new pg.Pool({ connectionString: databaseUrl, max: 4 })
  db.on('error', () => {}) // the database is dropped at the end
  t.teardown(() => db.end())
  const { mintLinkSecret } = cryptoSecrets()

  async function revokeOpen(trx: pg.PoolClient, clientId: string, reason: string): Promise<void> {
    await trx.query(
      `with open as (
         select id, status from onboarding_tokens where client_id = $1 and status in ('pending', 'in_progress') for no key update
       ),
       moved as (
         update onboarding_tokens t set status = 'revoked', revoked_at = clock_timestamp(), revoke_reason = $2
         from open where t.id = open.id returning t.id, open.status
       )
       insert into audit_events (type, client_id, token_id, actor, request_id, from_status, to_status)
       select 'token_revoked', $1, id, 'admin:test', 'staff', status, 'revoked' from moved`,
      [clientId, reason],
    )
  }

  return {
    /** Withdraws a client's open token. */
    revoke: (clientId: string): Promise<void> =>
      transaction(db, clientId, (trx) => revokeOpen(trx, clientId, 'operator')),

    /** Gives a client a new token in the place of its open one. */
    replace: (clientId: string): Promise<{ tokenId: string; token: string }> =>
      transaction(db, clientId, async (trx) => {
        await revokeOpen(trx, clientId, 'replaced')
        const tokenId = randomUUID()
        const { secret, hash } = mintLinkSecret()
        await trx.query(
          `insert into onboarding_tokens (id, client_id, purpose, status, issued_at, expires_at)
           values ($1, $2, 'onboarding', 'pending', now(), now() + interval '1 hour')`,
          [tokenId, clientId],
        )
        await trx.query('insert into token_secrets (hash, token_id) values ($1, $2)', [Buffer.from(hash), tokenId])
        await trx.query(
          `insert into audit_events (type, client_id, token_id, actor, request_id, to_status)
           values ('token_issued', $1, $2, 'admin:test', 'staff', 'pending')`,
          [clientId, tokenId],
        )
        return { tokenId, token: secret }
      }),
  }
}

async function transaction<T>(db: pg.Pool, clientId: string, run: (trx: pg.PoolClient) => Promise<T>): Promise<T> {
  const trx = await db.connect()
  try {
    await trx.query('begin')
    await trx.query('select 1 from clients where id = $1 for no key update', [clientId])
    const result = await run(trx)
    await trx.query('commit')
    return result
  } catch (error) {
    await trx.query('rollback')
    throw error
  } finally {
    trx.release()
  }
}
