import { randomUUID } from 'node:crypto'
import t from 'tap'
import type { TokenStatus } from '../../src/domain/onboarding-token.ts'
import { accountRow, insert, rawClient, rawConnection, rawToken, REFUSED } from '../support/raw-rows.ts'

const { trigger, generated } = REFUSED

t.test('the database allows legal moves only, whatever the statement', async (t) => {
  const db = await rawConnection(t)
  const sets: Record<TokenStatus, string> = {
    pending: `status = 'pending', started_at = null, links_until = null, completed_at = null, revoked_at = null,
              revoke_reason = null`,
    in_progress: `status = 'in_progress', started_at = now(), links_until = now(), completed_at = null,
                  revoked_at = null, revoke_reason = null`,
    completed: `status = 'completed', completed_at = now(), revoked_at = null, revoke_reason = null`,
    revoked: `status = 'revoked', revoked_at = now(), revoke_reason = 'operator', completed_at = null`,
  }
  const moves: Record<TokenStatus, Record<TokenStatus, 'taken' | 'refused'>> = {
    pending: { pending: 'taken', in_progress: 'taken', completed: 'taken', revoked: 'taken' },
    in_progress: { pending: 'refused', in_progress: 'taken', completed: 'taken', revoked: 'taken' },
    completed: { pending: 'refused', in_progress: 'refused', completed: 'taken', revoked: 'refused' },
    revoked: { pending: 'refused', in_progress: 'refused', completed: 'refused', revoked: 'taken' },
  }
  for (const [from, row] of Object.entries(moves) as [TokenStatus, (typeof moves)[TokenStatus]][]) {
    for (const [to, outcome] of Object.entries(row) as [TokenStatus, string][]) {
      t.test(`${from} -> ${to} is ${outcome}`, async (t) => {
        const id = await rawToken(db, await rawClient(db), from)
        const update = db.query(`update onboarding_tokens set ${sets[to]} where id = $1`, [id])
        if (outcome === 'refused') await t.rejects(update, { code: trigger })
        else await update
        const { rows } = await db.query('select status from onboarding_tokens where id = $1', [id])
        t.same(rows, [{ status: outcome === 'refused' ? from : to }])
      })
    }
  }

  t.test('a token cannot change its client', async (t) => {
    const id = await rawToken(db, await rawClient(db), 'pending')
    const move = db.query('update onboarding_tokens set client_id = $1 where id = $2', [await rawClient(db), id])
    await t.rejects(move, { code: trigger })
  })
})

t.test('a stored account cannot become another one', async (t) => {
  const db = await rawConnection(t)
  const [one, other] = [await rawClient(db), await rawClient(db)]
  await insert(db, 'accounts', accountRow('acct_1', one))
  await t.rejects(db.query(`update accounts set id = 'acct_2'`), { code: trigger })
  await t.rejects(db.query('update accounts set client_id = $1', [other]), { code: trigger })
  await t.rejects(db.query('update accounts set generation = 2'), { code: trigger })
  await t.rejects(db.query(`update accounts set terms = '{"a":1}'`), { code: trigger })
  await db.query(`update accounts set snapshot = '{"a":1}', fetched_at = now()`)
  const { rows } = await db.query('select id, client_id, generation, snapshot from accounts')
  t.same(rows, [{ id: 'acct_1', client_id: one, generation: 1, snapshot: { a: 1 } }], 'its snapshot can')
})

t.test('the audit trail can only be added to', async (t) => {
  const db = await rawConnection(t)
  await insert(db, 'audit_events', { type: 'x', client_id: randomUUID(), actor: 'client', request_id: 'request-1' })
  await t.rejects(db.query(`update audit_events set type = 'y'`), { code: trigger })
  await t.rejects(db.query('update audit_events set type = type where false'), { code: trigger }, 'not even in vain')
  await t.rejects(db.query('delete from audit_events'), { code: trigger })
  await t.rejects(db.query('truncate audit_events'), { code: trigger })
  await t.rejects(db.query('truncate onboardings, audit_events cascade'), { code: trigger })
  await t.rejects(
    db.query(`insert into audit_events (id, type, client_id, actor, request_id)
              values (1, 'x', gen_random_uuid(), 'client', 'r')`),
    { code: generated },
    'the database numbers it',
  )
  const { rows } = await db.query('select type from audit_events')
  t.same(rows, [{ type: 'x' }])
})
