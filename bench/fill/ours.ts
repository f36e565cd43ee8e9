import { cryptoSecrets } from '../../src/adapters/crypto/secrets.ts'
import type { Fill } from './clients.ts'
import { TERMS } from './terms.ts'

const secrets = cryptoSecrets()

/** What the service stores of an account that has submitted nothing. */
const SNAPSHOT = JSON.stringify({
  submitted: false,
  capabilities: { payouts: 'restricted', transfers: 'restricted', card_payments: 'restricted' },
  hold: 'client_action',
  holdReason: 'requirements.past_due',
  asks: [
    { what: 'Whether this is a person or a company', from: 'client', due: 'overdue' },
    { what: 'A bank account that payouts can go to', from: 'client', due: 'overdue' },
    { what: 'Acceptance of the terms', from: 'client', due: 'overdue' },
  ],
})

/** $1 to $3: client ids, token ids, hashes of link secrets; $4: the stage. */
const MADE = `
  create temporary table made on commit drop as
    select *, now() as at, $4::text = 'opened' as is_opened, $4 in ('warmed', 'opened') as has_account,
           case $4 when 'opened' then 'in_progress' when 'revoked' then 'revoked' else 'pending' end::token_status as status
    from unnest($1::uuid[], $2::uuid[], $3::bytea[]) as m (id, token_id, hash)`

/** The rows that the API would have written. */
const ROWS = [
  `insert into onboardings (client_id, version, status, latest_token_id, token_expires_at, readiness, next_action, since)
    select id, case when has_account then 3 else 1 end, status, token_id, at + interval '14 days',
           case when has_account then 'onboarding' else 'none' end::readiness, 'client', at from made`,
  `insert into clients (id, name, email, country, search_key, created_at)
    select id, 'Client ' || id, id || '@example.com', 'US', 'client ' || id || ' ' || id || '@example.com ', at from made`,
  `insert into onboarding_tokens (id, client_id, number, purpose, status, issued_by, issued_at, expires_at, started_at,
                                  links_until, revoked_at, revoke_reason)
    select token_id, id, 1, 'onboarding', status, 'staff', at, at + interval '14 days',
           case when is_opened then at end, case when is_opened then at end,
           case when status = 'revoked' then at end, case when status = 'revoked' then 'operator'::revoke_reason end from made`,
  `insert into token_secrets (hash, token_id, created_at) select hash, token_id, at from made`,
  `insert into account_intents (client_id, generation, status, tries) select id, 1, 'done', 0 from made where has_account`,
  `insert into accounts (id, client_id, generation, snapshot, fetched_at, created_at, terms)
    select 'acct_' || replace(id::text, '-', ''), id, 1, '${SNAPSHOT}', at, at, '${TERMS}'
    from made where has_account`,
  `insert into audit_events (type, client_id, token_id, actor, request_id, to_value)
    select 'token_issued', id, token_id, 'admin:environment', 'fill', 'pending' from made`,
]

/** Enters clients into the service's database, straight into its tables. */
export const fillOurs: Fill = async (db, amount, stage) => {
  const made = Array.from({ length: amount }, () => {
    const { secret, hash } = secrets.mintLinkSecret()
    return { id: secrets.newId(), tokenId: secrets.newId(), secret, hash: Buffer.from(hash) }
  })
  const columns = [made.map(({ id }) => id), made.map(({ tokenId }) => tokenId), made.map(({ hash }) => hash)]
  await db.query('begin')
  await db.query(MADE, [...columns, stage])
  for (const statement of ROWS) await db.query(statement)
  await db.query('commit')
  return made
}
