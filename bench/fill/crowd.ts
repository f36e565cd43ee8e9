import type pg from 'pg'
import { TERMS } from './terms.ts'

/**
 * Fills the service's database with many clients, as the years would have left them. `clients`: a multiple of 10,000.
 */
export async function fillCrowd(db: pg.Client, clients: number): Promise<void> {
  for (const statement of STATEMENTS) await db.query(statement.replaceAll(':clients', String(clients)))
  await db.query('vacuum analyze')
}

/** The id of the n-th client: newest last, as in production. */
const ID = (n: string) =>
  `(lpad(to_hex(1700000000000 + ${n}), 12, '0') || '7000' || '8' || lpad(to_hex(${n}), 15, '0'))::uuid`

/** The id of the n-th client of a crowd. */
export const crowdId = (n: number): string => {
  const hex = `${(1_700_000_000_000 + n).toString(16).padStart(12, '0')}70008${n.toString(16).padStart(15, '0')}`
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

/**
 * Of a hundred clients ten are in progress, sixty onboarded, two revoked, and the rest never opened their link; three of
 * four links have expired. In a crowd of any size a hundred clients are paused with a deadline and five are named Rarity, so that a
 * search finds as many in each. Every client has its link secret, its audit events and what its openings left.
 */
const STATEMENTS = [
  `create temporary table stood as
    select n, id, status, at, status in ('in_progress', 'completed') as is_opened,
           case when n % (:clients / 100) = 3 then 'paused' when n % 100 < 10 then 'onboarding'
                when n % 100 < 70 then 'active' else 'none' end::readiness as readiness
    from (select n, ${ID('n')} as id,
                 date_trunc('milliseconds', now() - interval '56 days' * (1 - n / :clients::float8)) as at,
                 case when n % 100 < 10 then 'in_progress' when n % 100 < 70 then 'completed'
                      when n % 100 < 72 then 'revoked' else 'pending' end::token_status as status
          from generate_series(1, :clients) n) x`,
  `insert into onboardings (client_id, version, status, latest_token_id, token_expires_at, readiness, next_action, since,
                           last_opened_at, deadline)
    select id, 3, status, id, at + interval '14 days', readiness,
           (case readiness when 'paused' then 'operator' when 'active' then 'none' else 'client' end)::next_action, at,
           case when is_opened then at end, case when readiness = 'paused' then at + interval '30 days' end from stood`,
  `insert into clients (id, name, email, external_id, search_key, created_at)
    select id, name, email, external_id, lower(name || ' ' || email || ' ' || external_id), at
    from (
      select id, case when n % (:clients / 5) = 7 then 'Rarity ' else 'Client ' end || n as name,
             'n' || n || '@example.com' as email, 'crm-' || n as external_id, at
      from stood) client`,
  `insert into onboarding_tokens (id, client_id, number, purpose, status, issued_by, issued_at, expires_at, started_at,
                                  links_until, completed_at, revoked_at, revoke_reason)
    select id, id, 1, 'onboarding', status, 'staff', at, at + interval '14 days',
           case when is_opened then at end, case when is_opened then at end, case when status = 'completed' then at end,
           case when status = 'revoked' then at end, case when status = 'revoked' then 'operator'::revoke_reason end
    from stood`,
  `insert into token_secrets (hash, token_id, created_at) select sha256(('secret ' || n)::bytea), id, at from stood`,
  `insert into account_intents (client_id, generation, status, tries) select id, 1, 'done', 0 from stood
    where readiness <> 'none'`,
  `insert into accounts (id, client_id, generation, snapshot, fetched_at, created_at, terms)
    select 'acct_' || n, id, 1, '{"submitted":true,"capabilities":{"payouts":"active"},"asks":[]}', now(), at,
           '${TERMS}'
    from stood where readiness <> 'none'`,
  `insert into link_attempts (state_hash, token_id, account_id, link_expires_at, created_at, refresh_hash, refresh_until)
    select sha256(('state ' || n)::bytea), id, 'acct_' || n, at, at, sha256(('refresh ' || n)::bytea), at
    from stood where is_opened`,
  `insert into audit_events (at, type, client_id, token_id, actor, request_id, to_value)
    select at, type, id, id, 'fill', 'fill', null
    from stood, unnest(case when is_opened then '{token_issued,link_created}' else '{token_issued}' end::text[]) type
    order by n`,
  'drop table stood',
]
