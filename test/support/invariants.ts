import type pg from 'pg'
import type { SimulatorControl } from '#stripe-simulator'
import { isAccountLink } from './account-links.ts'
import { wrongRootRows } from './root-rows.ts'

/** The service's response to an opening. */
export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  readonly body: Record<string, unknown>
}

interface World {
  readonly db: pg.Pool
  readonly simulator: SimulatorControl
}

/**
 * What must be true of every client at every moment, whatever failed, crashed or raced. Each query lists the
 * violations, in the stored rows and in the audit trail, which is written in the same transactions.
 */
const RULES: Record<string, string> = {
  'one open token': `
    select client_id, count(*) || ' open tokens' as what from onboarding_tokens
    where status in ('pending', 'in_progress') group by client_id having count(*) > 1`,
  'one attached account': `
    select client_id, count(*) || ' attached accounts' as what from accounts
    where detached_at is null group by client_id having count(*) > 1`,
  'only legal moves': `
    select client_id, format('%s: %s -> %s', type, from_value, to_value) as what from audit_events
    where token_id is not null and (from_value, to_value) not in (values
      ('pending', 'pending'), ('in_progress', 'in_progress'), ('pending', 'in_progress'), ('pending', 'revoked'),
      ('in_progress', 'revoked'), ('pending', 'completed'), ('in_progress', 'completed'))`,
  'the end is the end': `
    select later.client_id, format('%s after %s', later.type, earlier.to_value) as what
    from audit_events later join audit_events earlier using (token_id)
    where later.id > earlier.id and earlier.to_value in ('revoked', 'completed') and later.to_value is not null`,
  'a token is what its trail says': `
    select t.client_id, format('%s, and the trail says %s', t.status, trail.to_value) as what
    from onboarding_tokens t
    join lateral (
      select to_value from audit_events e where e.token_id = t.id and to_value is not null order by e.id desc limit 1
    ) trail on true
    where t.status::text <> trail.to_value`,
  'each failure is counted': `
    select t.client_id, format('%s attempts, %s events', attempts, events) as what from onboarding_tokens t,
      lateral (select count(*) as events from audit_events e where e.token_id = t.id and e.type = 'provider_failed') told
    where attempts <> events`,
  'a link for each move': `
    select t.client_id, format('%s links, %s events', links, events) as what from onboarding_tokens t,
      lateral (select count(*) as links from link_attempts l where l.token_id = t.id) made,
      lateral (select count(*) as events from audit_events e where e.token_id = t.id and e.type = 'link_created') told
    where links <> events`,
  'no link after expiry': `
    select t.client_id, 'a link was kept ' || (l.created_at - t.expires_at) || ' after expiry' as what
    from link_attempts l join onboarding_tokens t on t.id = l.token_id where l.created_at > t.expires_at`,
  'links of the stored account': `
    select t.client_id, l.account_id || ' is of another client' as what from link_attempts l
    join onboarding_tokens t on t.id = l.token_id join accounts a on a.id = l.account_id
    where a.client_id <> t.client_id`,
  'nothing stays frozen': `
    select i.client_id, 'the account is stored and the intent is ' || i.status as what from account_intents i
    join accounts a on a.client_id = i.client_id and a.detached_at is null where i.status <> 'done'`,
}

/** The violations of these clients; empty if there are none. */
export async function violations({ db, simulator }: World, clientIds: readonly string[]): Promise<string[]> {
  const found: string[] = []
  for (const [rule, query] of Object.entries(RULES)) {
    const { rows } = await db.query<{ what: string }>(`select what from (${query}) v where client_id = any($1)`, [
      clientIds,
    ])
    found.push(...rows.map(({ what }) => `${rule}: ${what}`))
  }
  found.push(...(await wrongRootRows(db, clientIds)))
  return [...found, ...(await accountViolations({ db, simulator }, clientIds))]
}

/** Counted at Stripe, not in our database: a second account is a violation even if it is not stored. */
async function accountViolations({ db, simulator }: World, clientIds: readonly string[]): Promise<string[]> {
  const held = Map.groupBy(await simulator.accounts(), ({ metadata }) => metadata['client_id'] ?? '')
  const { rows } = await db.query<{
    client_id: string
    country: string | null
    account_id: string | null
    detached: readonly string[]
  }>(
    `select c.id as client_id, country, a.id as account_id,
       array(select d.id from accounts d where d.client_id = c.id and d.detached_at is not null) as detached
     from clients c left join accounts a on a.client_id = c.id and detached_at is null where c.id = any($1)`,
    [clientIds],
  )
  const found: string[] = []
  const known = new Map(rows.map((row) => [row.client_id, row]))
  for (const clientId of clientIds) {
    const { country = null, account_id = null, detached = [] } = known.get(clientId) ?? {}
    // Each that staff have detached allows one more.
    const accounts = (held.get(clientId) ?? []).filter(({ id }) => !detached.includes(id))
    if (accounts.length > 1) found.push(`one account: ${accounts.length} accounts at Stripe`)
    if (account_id !== null && !accounts.some(({ id }) => id === account_id))
      found.push(`one account: the stored ${account_id} is not at Stripe`)
    // If none was given, Stripe chooses a country.
    const elsewhere = accounts.find((account) => country !== null && account.country !== country)
    if (elsewhere !== undefined)
      found.push(`the client's country is ${country}, and its account's ${elsewhere.country}`)
  }
  // Stripe refuses other parameters under a known key, which would block the client: v1 with 400, v2 with 409 and a code.
  const refused = (await simulator.calls({ route: 'accounts.create' })).filter(
    ({ status, errorCode, fault }) => (status === 400 || errorCode === 'idempotency_error') && fault === undefined,
  )
  for (const { idempotencyKey } of refused) found.push(`a key means one thing: Stripe refused ${idempotencyKey}`)
  return found
}

/**
 * The responses to openings that are not documented: neither a link nor a problem that announces that a retry will
 * help.
 */
export function undocumented(answers: readonly Answer[]): string[] {
  return answers.flatMap(({ status, headers, body, text }) => {
    if (status === 200) return isAccountLink(body['url']) ? [] : [`documented answers: 200 ${text}`]
    const problem = /^application\/problem\+json/.test(headers.get('content-type') ?? '')
    const known = status === 502 || (status === 503 && headers.has('retry-after'))
    return problem && known && body['retryable'] === true ? [] : [`documented answers: ${status} ${text}`]
  })
}

/** Opens a token as a person would, with retries. Returns a violation if that gives no link. */
export async function stuck(open: () => Promise<Answer>, tries = 2): Promise<string[]> {
  let last: Answer | undefined
  for (let attempt = 0; attempt < tries; attempt += 1) {
    last = await open()
    if (last.status === 200) return undocumented([last])
  }
  return [`no client is stuck: after ${tries} tries still ${last?.status} ${last?.text}`]
}

/** The service's connections that are idle but held. */
export async function heldConnections(db: pg.Pool): Promise<string[]> {
  const { rows } = await db.query<{ state: string; query: string }>(
    `select state, left(query, 80) as query from pg_stat_activity
     where datname = current_database() and application_name = 'connect-onboarding' and state <> 'idle'
       -- a statement that is just being done is held by nobody
       and clock_timestamp() - coalesce(xact_start, state_change) > interval '250 milliseconds'`,
  )
  return rows.map(({ state, query }) => `nothing is held: ${state}: ${query}`)
}
