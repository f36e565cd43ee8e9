import { sql, type RawBuilder } from 'kysely'
import type { EventOf, OnboardingEvent, OnboardingEventType } from '../../domain/onboarding-event.ts'
import { tokenOf } from '../../domain/onboarding.ts'
import { CLIENT_WRITERS } from './client-writers.ts'
import type { ConfirmationEvent } from '../../domain/confirmation.ts'
import type { ValueOf } from './compiled-statement.ts'
import { intentRow } from './intent-row.ts'
import { snapshotJson } from './rows.ts'
import { stampedJson } from './stamped-json.ts'
import { CLIENT_ID, PLATFORM, STOP_SECRETS, type Writer, type Written } from './written.ts'

export type { Written } from './written.ts'

const OPEN = 'open token'
const secretsOf = (tokenId: string) => `secrets of ${tokenId}`
const nothing: Writer<OnboardingEvent> = { rows: () => [], statements: () => [] }

/** What is known of the codes, as the domain left it. */
const confirmationWritten: Writer<OnboardingEvent & ConfirmationEvent> = {
  rows: ({ tokenId: token }) => [token],
  statements: (value) => [
    changedToken(
      value,
      sql`confirmation = ${stampedJson(value, ({ event, after }) => tokenOf(after, event.tokenId).confirmation)}`,
    ),
  ],
}

const WRITERS: { readonly [T in OnboardingEventType]: Writer<EventOf<T>> } = {
  ...CLIENT_WRITERS,

  token_issued: {
    rows: ({ tokenId }) => [tokenId, OPEN],
    statements: (value) => [
      sql`
        insert into onboarding_tokens
          (id, platform_id, client_id, number, purpose, status, issued_by, issued_at, expires_at)
        select ${tokenId(value)}, ${PLATFORM}, ${CLIENT_ID}, ${NEXT_NUMBER},
               ${value('text', ({ event }) => event.purpose)}::token_purpose, ${statusOf(value)}, ${value('text', ({ event }) => event.issuedBy)}::token_issuer,
               saved.at, saved.at + ${lifetimeOf(value)}
        from saved`,
    ],
  },
  secret_added: {
    rows: ({ tokenId: token }) => [secretsOf(token)],
    statements: (value) => [
      sql`
        insert into token_secrets (hash, platform_id, token_id, created_at)
        select ${value('bytea', ({ event }) => Buffer.from(event.secretHash))}, ${PLATFORM}, ${tokenId(value)}, saved.at
        from saved`,
    ],
  },
  stop_secret_added: {
    rows: () => [STOP_SECRETS],
    statements: (value) => [
      sql`
        insert into stop_secrets (hash, platform_id, client_id, token_id, created_at)
        select ${value('bytea', ({ event }) => Buffer.from(event.secretHash))}, ${PLATFORM}, ${CLIENT_ID},
               ${tokenId(value)}, saved.at
        from saved`,
    ],
  },
  link_created: {
    rows: ({ tokenId: token }) => [token],
    statements: (value) => [
      openedToken(value),
      sql`
        insert into link_attempts
          (state_hash, platform_id, token_id, account_id, link_expires_at, created_at, refresh_hash, refresh_until)
        select ${value('bytea', ({ event }) => Buffer.from(event.stateHash))}, ${PLATFORM}, ${tokenId(value)},
               ${value('text', ({ event }) => event.accountId)}, ${value('timestamptz', ({ event }) => event.linkExpiresAt)}, saved.at,
               ${value('bytea', ({ event }) => Buffer.from(event.refreshHash))}, ${value('timestamptz', ({ event }) => event.refreshUntil)}
        from saved`,
    ],
  },
  session_created: {
    rows: ({ tokenId: token }) => [token],
    statements: (value) => [openedToken(value)],
  },
  provider_failed: {
    rows: ({ tokenId: token }) => [token],
    statements: (value) => [
      changedToken(
        value,
        sql`attempts = ${value('int4', ({ event, after }) => tokenOf(after, event.tokenId).attempts)},
            last_error = ${value('jsonb', ({ event }) => JSON.stringify(event.failure))} || jsonb_build_object('at', saved.at)`,
      ),
    ],
  },
  code_sent: confirmationWritten,
  code_not_sent: confirmationWritten,
  code_refused: confirmationWritten,
  code_confirmed: confirmationWritten,
  token_completed: {
    rows: ({ tokenId: token }) => [token, OPEN],
    statements: (value) => [
      changedToken(value, sql`status = ${statusOf(value)}, completed_at = saved.at, last_error = null`),
    ],
  },
  token_extended: {
    rows: ({ tokenId: token }) => [token],
    statements: (value) => [changedToken(value, sql`expires_at = saved.at + ${lifetimeOf(value)}`)],
  },
  token_revoked: {
    rows: ({ tokenId: token }) => [token, OPEN],
    statements: (value) => [
      changedToken(
        value,
        sql`status = ${statusOf(value)}, revoked_at = saved.at, revoke_reason = ${value('text', ({ event }) => event.reason)}::revoke_reason`,
      ),
    ],
  },
  tokens_forgotten: {
    rows: ({ tokenIds }) => [...tokenIds, ...tokenIds.map(secretsOf), STOP_SECRETS],
    statements: (value) => {
      const ids = sql`${value('text[]', ({ event }) => [...event.tokenIds])}::uuid[]`
      return [
        sql`delete from token_secrets s using saved where s.token_id = any(${ids})`,
        sql`delete from stop_secrets s using saved where s.client_id = ${CLIENT_ID} and s.token_id = any(${ids})`,
        sql`delete from idempotency_keys k using saved where k.client_id = ${CLIENT_ID} and k.token_id = any(${ids})`,
        sql`delete from onboarding_tokens t using saved where t.id = any(${ids})`,
      ]
    },
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
        select ${value('text', ({ event }) => event.snapshot.accountId)}, ${PLATFORM}, ${CLIENT_ID},
               ${value('int4', ({ event }) => event.generation)}, ${value('jsonb', ({ event }) => snapshotJson(event.snapshot))},
               ${value('timestamptz', ({ event }) => event.snapshot.fetchedAt)}, saved.at,
               ${value('jsonb', ({ event }) => JSON.stringify(event.terms))}
        from saved`,
      intentRow(value, sql`null`),
    ],
  },
  account_detached: {
    rows: () => ['intent', 'account'],
    statements: (value) => [
      sql`
        update accounts set detached_at = saved.at
        from saved where accounts.platform_id = ${PLATFORM} and id = ${value('text', ({ event }) => event.accountId)}
          and detached_at is null`,
      intentRow(value, sql`null`),
    ],
  },
  account_refreshed: {
    rows: () => ['account'],
    statements: (value) => [
      sql`
        update accounts
        set snapshot = ${value('jsonb', ({ event }) => snapshotJson(event.snapshot))},
            fetched_at = ${value('timestamptz', ({ event }) => event.snapshot.fetchedAt)}
        from saved where accounts.platform_id = ${PLATFORM} and id = ${value('text', ({ event }) => event.snapshot.accountId)}
          and detached_at is null`,
    ],
  },
  account_managed: nothing,
  readiness_changed: nothing,

  new_link_requested: nothing,
  link_sent_again: {
    rows: ({ tokenId: token }) => [token],
    statements: (value) => [
      changedToken(
        value,
        sql`sent_again_at = ${stampedJson(value, ({ event, after }) => tokenOf(after, event.tokenId).sentAgainAt)}`,
      ),
    ],
  },
  email_requested: nothing,
  warm_up_requested: nothing,
  follow_up_requested: {
    rows: ({ tokenId: token }) => [token],
    statements: (value) => [
      changedToken(
        value,
        sql`reminded_at = saved.at, reminders = ${value('int4', ({ event, after }) => tokenOf(after, event.tokenId).reminders ?? 0)}`,
      ),
    ],
  },
  emails_planned: nothing,
  email_sent: nothing,
  email_refused: nothing,
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

/** Earlier tokens may have been deleted. */
const NEXT_NUMBER = sql`(select coalesce(max(t.number), 0) + 1 from onboarding_tokens t where t.client_id = ${CLIENT_ID})`

type OfToken = Written<OnboardingEvent & { readonly tokenId: string }>
const tokenId = (value: ValueOf<OfToken>) => value('uuid', ({ event }) => event.tokenId)
const statusOf = (value: ValueOf<OfToken>) =>
  sql`${value('text', ({ event, after }) => tokenOf(after, event.tokenId).status)}::token_status`
const changedToken = (value: ValueOf<OfToken>, columns: RawBuilder<unknown>) =>
  sql`update onboarding_tokens set ${columns} from saved where id = ${tokenId(value)}`
const openedToken = (value: ValueOf<OfToken>) =>
  changedToken(
    value,
    sql`status = ${statusOf(value)}, started_at = coalesce(started_at, saved.at), last_error = null,
        browsers = ${value('text[]', ({ event, after }) => tokenOf(after, event.tokenId).browsers ?? [])},
        links_until = ${value('timestamptz', ({ event, after }) => tokenOf(after, event.tokenId).linksUntil)}`,
  )
const lifetimeOf = (value: ValueOf<Written<EventOf<'token_issued' | 'token_extended'>>>) =>
  sql`${value('float8', ({ event }) => event.lifetimeMs)} * interval '1 millisecond'`

function refreshUsed(at: RawBuilder<unknown>): Writer<EventOf<'refresh_used' | 'refresh_restored'>> {
  return {
    rows: () => ['attempt'],
    statements: (value) => [
      sql`
        update link_attempts set refresh_used_at = ${at}
        from saved where refresh_hash = ${value('bytea', ({ event }) => Buffer.from(event.refreshHash))}`,
    ],
  }
}

function intentWritten(openedAt: RawBuilder<unknown>, options?: { isSettling: boolean }): Writer<OnboardingEvent> {
  return { rows: () => ['intent'], statements: (value) => [intentRow(value, openedAt, options)] }
}
