import { sql, type RawBuilder } from 'kysely'
import { latestToken, standingOf } from '../../domain/onboarding.ts'
import type { Actor } from '../../ports/actor.ts'
import type { Loaded } from '../../ports/token-repository.ts'
import { compileStatement, type CompiledStatement, type ValueOf } from './compiled-statement.ts'
import type { Database } from './database.ts'
import { statementsOf, type Written } from './event-writers.ts'
import { PROVISIONAL, type Plan } from './save-plan.ts'

/** What a save writes, and its first group of events. */
export interface Save extends Pick<Plan, 'after' | 'audit' | 'issuedForMs'> {
  /** Absent if the first event invites the client. */
  readonly loaded: Loaded | undefined
  readonly actor: Actor
  readonly notAfter: Date | undefined
  readonly written: readonly Written[]
}

/** A later group of events, and the time of the save. */
export interface Continuation {
  readonly at: Date
  readonly written: readonly Written[]
}

/**
 * The statements of saves. The text of one depends only on the types of its events, so each is compiled when it first
 * occurs.
 */
export function saveStatements(db: Database) {
  const firsts = new Map<string, CompiledStatement<Save>>()
  const continuations = new Map<string, CompiledStatement<Continuation>>()
  return {
    /** Writes the root row, the first group and the audit events. Returns one row: see `SavedRow`. */
    first(save: Save): CompiledStatement<Save> {
      const { loaded, audit, issuedForMs, after, written } = save
      const shape = {
        isInvitation: loaded === undefined,
        isIssuing: issuedForMs !== undefined,
        isErasing: after.erasedAt === PROVISIONAL,
        audited: audit.length,
      }
      return cached(firsts, [...Object.values(shape), ...typesOf(written)].join(), () =>
        compileStatement<Save>(db, (value) => {
          const parts = [
            ...partsOf(written, (n) => (read) => value((input) => read(at(input.written, n)))),
            ...(shape.audited === 0 ? [] : [auditEvents(value, shape.audited)]),
          ]
          return sql`
            with ${clock(value, shape)}, saved as (${rootRow(value, shape)})${named(parts)}
            select (select at from saved) as at, clock_timestamp() as now`
        }),
      )
    },

    /** Writes a later group. */
    continuation({ written }: Continuation): CompiledStatement<Continuation> {
      return cached(continuations, typesOf(written).join(), () =>
        compileStatement<Continuation>(db, (value) => {
          const parts = partsOf(written, (n) => (read) => value((input) => read(at(input.written, n))))
          return sql`with saved as (select ${value((input) => input.at)}::timestamptz as at)${named(parts)} select`
        }),
      )
    },
  }
}

function cached<T>(statements: Map<string, T>, key: string, compile: () => T): T {
  let statement = statements.get(key)
  if (statement === undefined) statements.set(key, (statement = compile()))
  return statement
}

const typesOf = (written: readonly Written[]): string[] => written.map(({ event }) => event.type)

const partsOf = (
  written: readonly Written[],
  valueOf: (n: number) => ValueOf<Written>,
): readonly RawBuilder<unknown>[] => written.flatMap(({ event }, n) => statementsOf(event.type, valueOf(n)))

const named = (statements: readonly RawBuilder<unknown>[]): RawBuilder<unknown> =>
  sql.join(
    statements.map((statement, n) => sql`, ${sql.ref(`part${n}`)} as (${statement})`),
    sql``,
  )

function at<T>(items: readonly T[], n: number): T {
  const item = items[n]
  if (item === undefined) throw new Error('a save has fewer items than its statement')
  return item
}

interface Shape {
  readonly isInvitation: boolean
  readonly isIssuing: boolean
  readonly isErasing: boolean
}

/**
 * `clock`: the instant of the save, read once the root row is locked. A save that waited for the lock is checked against
 * `notAfter`, and stamped, with the instant at which it got the lock.
 */
function clock(value: ValueOf<Save>, { isInvitation }: Shape): RawBuilder<unknown> {
  const instant = sql`select date_trunc('milliseconds', clock_timestamp()) as at`
  if (isInvitation) return sql`clock as (${instant})`
  const locked = sql`select from onboardings where client_id = ${clientId(value)} for no key update`
  return sql`clock as materialized (${instant} from (${locked}) locked)`
}

const clientId = (value: ValueOf<Save>) => value(({ after }) => after.client.id)

/** `saved`: the time of the save, or no row if the onboarding has changed since it was loaded. Writes the root row. */
function rootRow(value: ValueOf<Save>, { isInvitation, isIssuing, isErasing }: Shape): RawBuilder<unknown> {
  const status = value(({ after }) => latestToken(after).status)
  const readiness = value(({ after }) => standingOf(after).readiness)
  const nextAction = value(({ after }) => standingOf(after).nextAction)
  const deadline = sql`${value(({ after }) => standingOf(after).deadline)}::timestamptz`
  const latest = value(({ after }) => latestToken(after).id)
  const expiry = sql`clock.at + ${value(({ issuedForMs }) => issuedForMs)}::float8 * interval '1 millisecond'`
  if (isInvitation) {
    return sql`
      insert into onboardings
        (client_id, platform_id, version, status, latest_token_id, token_expires_at, readiness, next_action, deadline,
         since)
      select ${clientId(value)}, ${value(({ after }) => after.platform)}, 1, ${status}, ${latest}, ${expiry},
             ${readiness}, ${nextAction}, ${deadline}, clock.at
      from clock returning since as at`
  }
  const isSince = value(({ after }) => after.since === PROVISIONAL)
  const isOpened = value(({ after }) => after.lastOpenedAt === PROVISIONAL)
  return sql`
    update onboardings
    set version = version + 1, status = ${status}, readiness = ${readiness}, next_action = ${nextAction},
        since = case when ${isSince} then clock.at else since end,
        last_opened_at = case when ${isOpened} then clock.at else last_opened_at end, deadline = ${deadline}
        ${isIssuing ? sql`, latest_token_id = ${latest}, token_expires_at = ${expiry}` : sql``}
        ${isErasing ? sql`, erased_at = clock.at` : sql``}
    from clock
    where client_id = ${clientId(value)} and version = ${value(({ loaded }) => loaded?.version)}
      and platform_id = ${value(({ actor }) => actor.platform)}
      and clock.at < ${value(({ notAfter }) => notAfter ?? 'infinity')}
    returning clock.at`
}

/** The audit events, in one part, so that their ids follow the order of the events. */
function auditEvents(value: ValueOf<Save>, amount: number): RawBuilder<unknown> {
  const entries = Array.from({ length: amount }, (_, n) => {
    const entry = (read: (audit: Save['audit'][number]) => unknown) => value(({ audit }) => read(at(audit, n)))
    const facts = entry((audit) => audit.facts && JSON.stringify(audit.facts))
    return sql`(
      ${sql.lit(n)}, ${entry(({ type }) => type)}::text, ${entry(({ tokenId }) => tokenId)}::uuid,
      ${entry(({ from }) => from)}::text, ${entry(({ to }) => to)}::text, ${facts}::jsonb)`
  })
  return sql`
    insert into audit_events
      (platform_id, at, type, client_id, token_id, actor, request_id, from_value, to_value, facts)
    select ${value(({ after }) => after.platform)}, saved.at, type, ${clientId(value)}, token_id,
           ${value(({ actor }) => actor.name)}, ${value(({ actor }) => actor.requestId)}, from_value, to_value, facts
    from saved, (values ${sql.join(entries)}) as entries (n, type, token_id, from_value, to_value, facts)
    order by n`
}
