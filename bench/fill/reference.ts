import { randomBytes } from 'node:crypto'
import { v7 as newId } from 'uuid'
import type { Fill } from './clients.ts'

/** Enters clients into the reference's database. */
export const fillReference: Fill = async (db, amount, stage) => {
  const made = Array.from({ length: amount }, () => ({
    id: newId(),
    tokenId: newId(),
    secret: randomBytes(32).toString('base64url'),
  }))
  const ids = made.map(({ id }) => id)
  const hasAccount = stage === 'warmed' || stage === 'opened'
  await db.query(
    `insert into clients (id, name, email, account_id)
     select id, 'Client ' || id, id || '@example.com', case when $2 then 'acct_' || replace(id::text, '-', '') end
     from unnest($1::uuid[]) id`,
    [ids, hasAccount],
  )
  await db.query(
    `insert into tokens (id, client_id, token, status, expires_at, started_at)
     select *, $4, now() + interval '14 days', case when $4 = 'in_progress' then now() end
     from unnest($1::uuid[], $2::uuid[], $3::text[])`,
    [
      made.map(({ tokenId }) => tokenId),
      ids,
      made.map(({ secret }) => secret),
      stage === 'opened' ? 'in_progress' : stage === 'revoked' ? 'revoked' : 'pending',
    ],
  )
  return made
}
