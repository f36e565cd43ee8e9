import { sql, type RawBuilder } from 'kysely'
import type { EventOf, OnboardingEvent, OnboardingEventType } from '../../domain/onboarding-event.ts'
import { searchKeyOf } from '../../domain/client.ts'
import { tokenOf, type Onboarding } from '../../domain/onboarding.ts'
import type { ValueOf } from './compiled-statement.ts'
import { snapshotJson } from './rows.ts'

/** An event, and the onboarding after it. */
export interface Written<Event = OnboardingEvent> {
  readonly event: Event
  readonly after: Onboarding
}

/**
 * One writer for each domain event: the statements that bring the tables to the state that `evolve` computes. Each
 * becomes a part of one large statement and reads the time of the save from `saved`, which is empty if the save is
 * rejected. Their text depends on the type of the event alone; `value` makes a parameter of what it reads.
 *
 * `rows` names the rows that the event changes, and includes `OPEN` if it changes which token is open. PostgreSQL runs
 * the parts of a statement in any order. So if one event depends on another (the same row changes twice, or an open
 * token replaces another), the two are written by separate statements.
 */
interface Writer<Event> {
  readonly rows: (event: Event) => readonly string[]
  readonly statements: (value: ValueOf<Written<Event>>) => readonly RawBuilder<unknown>[]
}

const OPEN = 'open token'

const nothing: Writer<OnboardingEvent> = { rows: () => [], statements: () => [] }

const WRITERS: { readonly [T in OnboardingEventType]: Writer<EventOf<T>> } = {
  client_invited: {
    rows: () => ['client'],
    statements: (value) => [
      sql`
        insert into clients (id, platform_id, name, email, country, external_id, profile, prefill, search_key, created_at)
        select ${clientId(value)}, ${platform(value)}, ${value(({ after }) => after.client.name)},
               ${value(({ after }) => after.client.email)}, ${value(({ after }) => after.client.country)},
               ${value(({ after }) => after.client.externalId)}, ${value(({ after }) => after.client.profile)},
               ${value(({ after: { client } }) => client.prefill && JSON.stringify(client.prefill))}::jsonb,
               ${searchable(value)}, saved.at
        from saved`,
    ],
  },
  client_changed: {
    rows: () => ['client'],
    statements: (value) => [
      sql`
        update clients
        set name = ${value(({ after }) => after.client.name)}, email = ${value(({ after }) => after.client.email)},
            country = ${value(({ after }) => after.client.country)}, search_key = ${searchable(value)}
        from saved where id = ${clientId(value)}`,
    ],
  },
  client_erased: {
    rows: () => ['client'],
    statements: (value) => [
      sql`
        update clients
        set name = ${value(({ after }) => after.client.name)}, email = null, country = null, external_id = null,
            profile = null, prefill = null, search_key = ''
        from saved where id = ${clientId(value)}`,
      // Fingerprints are hashes of personal data that could be guessed.
      sql`delete from idempotency_keys using saved where client_id = ${clientId(value)}`,
    ],
  },

  token_issued: {
    rows: ({ tokenId }) => [tokenId, OPEN],
    statements: (value) => [
      sql`
        insert into onboarding_tokens
          (id, platform_id, client_id, number, purpose, status, issued_by, issued_at, expires_at)
        select ${tokenId(value)}, ${platform(value)}, ${clientId(value)}, ${value(({ after }) => after.tokens.length)},
               ${value(({ event }) => event.purpose)}, ${statusOf(value)}, ${value(({ event }) => event.issuedBy)},
               saved.at, saved.at + ${value(({ event }) => event.lifetimeMs)}::float8 * interval '1 millisecond'
        from saved`,
    ],
  },
  secret_added: {
    rows: () => [],
    statements: (value) => [
      sql`
        insert into token_secrets (hash, platform_id, token_id, created_at)
        select ${value(({ event }) => Buffer.from(event.secretHash))}, ${platform(value)}, ${tokenId(value)}, saved.at
        from saved`,
    ],
  },
  link_created: {
    rows: ({ tokenId: token }) => [token],
    statements: (value) => [
      sql`
        update onboarding_tokens
        set status = ${statusOf(value)}, started_at = coalesce(started_at, saved.at),
            last_error = null, browsers = ${value(({ event, after }) => tokenOf(after, event.tokenId).browsers ?? [])},
            links_until = ${value(({ event, after }) => tokenOf(after, event.tokenId).linksUntil)}
        from saved where id = ${tokenId(value)}`,
      sql`
        insert into link_attempts
          (state_hash, platform_id, token_id, account_id, link_expires_at, created_at, refresh_hash, refresh_until)
        select ${value(({ event }) => Buffer.from(event.stateHash))}, ${platform(value)}, ${tokenId(value)},
               ${value(({ event }) => event.accountId)}, ${value(({ event }) => event.linkExpiresAt)}, saved.at,
               ${value(({ event }) => Buffer.from(event.refreshHash))}, ${value(({ event }) => event.refreshUntil)}
        from saved`,
    ],
  },
  provider_failed: {
    rows: ({ tokenId: token }) => [token],
    statements: (value) => [
      sql`
        update onboarding_tokens
        set attempts = ${value(({ event, after }) => tokenOf(after, event.tokenId).attempts)},
            last_error = ${value(({ event }) => JSON.stringify(event.failure))}::jsonb
                         || jsonb_build_object('at', saved.at)
        from saved where id = ${tokenId(value)}`,
    ],
  },
  token_completed: {
    rows: ({ tokenId: token }) => [token, OPEN],
    statements: (value) => [
      sql`
        update onboarding_tokens set status = ${statusOf(value)}, completed_at = saved.at, last_error = null
        from saved where id = ${tokenId(value)}`,
    ],
  },
  token_revoked: {
    rows: ({ tokenId: token }) => [token, OPEN],
    statements: (value) => [
      sql`
        update onboarding_tokens
        set status = ${statusOf(value)}, revoked_at = saved.at, revoke_reason = ${value(({ event }) => event.reason)}
        from saved where id = ${tokenId(value)}`,
    ],
  },

  refresh_used: refreshUsed(sql`saved.at`),
  refresh_restored: refreshUsed(sql`null`),

  intent_opened: intentWritten(sql`excluded.opened_at`),
  intent_tried: intentWritten(sql`i.opened_at`),
  intent_settling: intentWritten(sql`i.opened_at`, { isSettling: true }),
  intent_closed: intentWritten(sql`null`),
  intent_barred: intentWritten(sql`null`),

  account_stored: {
    rows: () => ['intent', 'account'],
    statements: (value) => [
      sql`
        insert into accounts (id, platform_id, client_id, generation, snapshot, fetched_at, created_at, terms)
        select ${value(({ event }) => event.snapshot.accountId)}, ${platform(value)}, ${clientId(value)},
               ${value(({ event }) => event.generation)}, ${value(({ event }) => snapshotJson(event.snapshot))}::jsonb,
               ${value(({ event }) => event.snapshot.fetchedAt)}, saved.at,
               ${value(({ event }) => JSON.stringify(event.terms))}::jsonb
        from saved`,
      intentRow(value, sql`null`),
    ],
  },
  account_refreshed: {
    rows: () => ['account'],
    statements: (value) => [
      sql`
        update accounts
        set snapshot = ${value(({ event }) => snapshotJson(event.snapshot))}::jsonb,
            fetched_at = ${value(({ event }) => event.snapshot.fetchedAt)}
        from saved where platform_id = ${platform(value)} and id = ${value(({ event }) => event.snapshot.accountId)}`,
    ],
  },
  readiness_changed: nothing,

  new_link_requested: nothing,
  email_requested: nothing,
  warm_up_requested: nothing,
  email_sent: nothing,
}

/** The names of the rows that the event changes. */
export function rowsOf<T extends OnboardingEventType>(event: EventOf<T>): readonly string[] {
  return WRITERS[event.type].rows(event)
}

/** The statements that write an event of this type, except the root row, the audit event and the emails. */
export function statementsOf<T extends OnboardingEventType>(
  type: T,
  value: ValueOf<Written<EventOf<T>>>,
): readonly RawBuilder<unknown>[] {
  return WRITERS[type].statements(value)
}

const platform = (value: ValueOf<Written>) => value(({ after }) => after.platform)
const clientId = (value: ValueOf<Written>) => value(({ after }) => after.client.id)
const searchable = (value: ValueOf<Written>) => value(({ after }) => searchKeyOf(after.client))

type OfToken = Written<OnboardingEvent & { readonly tokenId: string }>

const tokenId = (value: ValueOf<OfToken>) => value(({ event }) => event.tokenId)
const statusOf = (value: ValueOf<OfToken>) => value(({ event, after }) => tokenOf(after, event.tokenId).status)

function refreshUsed(at: RawBuilder<unknown>): Writer<EventOf<'refresh_used' | 'refresh_restored'>> {
  return {
    rows: () => ['attempt'],
    statements: (value) => [
      sql`
        update link_attempts set refresh_used_at = ${at}
        from saved where refresh_hash = ${value(({ event }) => Buffer.from(event.refreshHash))}`,
    ],
  }
}

function intentWritten(openedAt: RawBuilder<unknown>, options?: { isSettling: boolean }): Writer<OnboardingEvent> {
  return { rows: () => ['intent'], statements: (value) => [intentRow(value, openedAt, options)] }
}

/** The intent as the domain left it. It is one row, whose timestamps are those of the saves that set them. */
function intentRow(
  value: ValueOf<Written>,
  openedAt: RawBuilder<unknown>,
  { isSettling } = { isSettling: false },
): RawBuilder<unknown> {
  const generation = value(({ after: { intent } }) => intent?.generation)
  const status = value(({ after: { intent } }) => intent?.status)
  const frozen = (name: 'parameters' | 'terms') =>
    value(({ after: { intent } }) =>
      intent !== undefined && 'parameters' in intent ? JSON.stringify(intent[name]) : null,
    )
  const tries = value(({ after: { intent } }) => (intent?.status === 'open' ? intent.tries : 0))
  return sql`
    insert into account_intents as i
      (client_id, platform_id, generation, status, parameters, terms, tries, opened_at, settling_since)
    select ${clientId(value)}, ${platform(value)}, ${generation}, ${status}, frozen.parameters, ${frozen('terms')}::jsonb, ${tries},
           case when frozen.parameters is not null then saved.at end,
           ${isSettling ? sql`saved.at` : sql`null::timestamptz`}
    from saved, (select ${frozen('parameters')}::jsonb as parameters) frozen
    on conflict (client_id) do update set
      generation = excluded.generation, status = excluded.status, parameters = excluded.parameters,
      terms = excluded.terms, tries = excluded.tries, opened_at = ${openedAt}, settling_since = excluded.settling_since`
}
