import type pg from 'pg'
import { toSnapshot, type AccountRow } from '../../src/adapters/postgres/rows.ts'
import { readinessOf } from '../../src/domain/account.ts'

interface Row {
  readonly client_id: string
  readonly version: number
  readonly status: string
  readonly latest_token_id: string
  readonly readiness: string
  readonly next_action: string
  readonly token_id: string
  readonly token_status: string
  readonly is_expiry_right: boolean
  readonly is_since_right: boolean
  readonly account: AccountRow | null
  readonly saves_in_trail: number
}

/** The root rows that contradict the client's tokens, account or audit trail; of all clients by default. */
export async function wrongRootRows(db: pg.Pool, clientIds?: readonly string[]): Promise<string[]> {
  const { rows } = await db.query<Row>(
    `select o.*, to_jsonb(a) as account, t.id as token_id, t.status as token_status,
       o.token_expires_at = t.expires_at as is_expiry_right,
       -- it also tells since when the readiness is as it is, so it may be later
       o.since >= coalesce(t.revoked_at, t.completed_at, t.started_at, t.issued_at) as is_since_right,
       (select count(distinct e.at)::int from audit_events e where e.client_id = o.client_id) as saves_in_trail
     from onboardings o
     join lateral (
       select * from onboarding_tokens t where t.client_id = o.client_id order by t.number desc limit 1
     ) t on true
     left join accounts a on a.client_id = o.client_id and a.detached_at is null
     where $1::uuid[] is null or o.client_id = any($1)`,
    [clientIds ?? null],
  )
  return rows.flatMap((row) => whatIsWrong(row).map((what) => `the root row of ${row.client_id}: ${what}`))
}

function whatIsWrong({ account, ...root }: Row): string[] {
  const { readiness, nextAction } = readinessOf(account === null ? undefined : toSnapshot(account))
  const pairs = {
    latest_token_id: [root.latest_token_id, root.token_id],
    status: [root.status, root.token_status],
    readiness: [root.readiness, readiness],
    next_action: [root.next_action, nextAction],
  }
  const wrong = Object.entries(pairs)
    .filter(([, [said, is]]) => said !== is)
    .map(([column, [said, is]]) => `${column} is ${said} and should be ${is}`)
  if (!root.is_expiry_right) wrong.push('token_expires_at is not when the latest token expires')
  if (!root.is_since_right) wrong.push('since is before the latest token became what it is')
  // Audit events of one save have the same time, and some saves have none.
  if (root.version < root.saves_in_trail) {
    wrong.push(`version ${root.version}, and the trail tells of ${root.saves_in_trail} saves`)
  }
  return wrong
}
