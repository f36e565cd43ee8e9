import type pg from 'pg'
import { toSnapshot, toToken, type AccountRow, type TokenRow } from '../../src/adapters/postgres/rows.ts'
import { readinessOf } from '../../src/domain/account.ts'
import { deadlineOf, nextActionOf } from '../../src/domain/next-step.ts'

interface Row {
  readonly client_id: string
  readonly version: number
  readonly status: string
  readonly latest_token_id: string
  readonly readiness: string
  readonly next_action: string
  readonly deadline: Date | null
  readonly erased_at: Date | null
  readonly email_refused_at: Date | null
  readonly token: TokenRow
  readonly is_expiry_right: boolean
  readonly is_since_right: boolean
  readonly account: AccountRow | null
  readonly saves_in_trail: number
}

/** The root rows that contradict the client's tokens, account or audit trail; of all clients by default. */
export async function wrongRootRows(db: pg.Pool, clientIds?: readonly string[]): Promise<string[]> {
  const { rows } = await db.query<Row>(
    `select o.*, to_jsonb(a) as account, to_jsonb(t) as token,
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

function whatIsWrong({ account: accountRow, token: tokenRow, ...root }: Row): string[] {
  const [account, token] = [accountRow === null ? undefined : toSnapshot(accountRow), toToken(tokenRow)]
  const isErased = root.erased_at !== null
  const pairs = {
    latest_token_id: [root.latest_token_id, token.id],
    status: [root.status, token.status],
    readiness: [root.readiness, readinessOf(account).readiness],
    next_action: [
      root.next_action,
      isErased
        ? 'none'
        : nextActionOf({
            token,
            account,
            emailRefusedAt: root.email_refused_at ?? undefined,
          }),
    ],
    deadline: [root.deadline?.toISOString(), isErased ? undefined : deadlineOf(account)?.toISOString()],
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
