import { sql, type RawBuilder } from 'kysely'
import { latestToken, standingOf } from '../../domain/onboarding.ts'
import type { Actor } from '../../ports/actor.ts'
import type { Loaded } from '../../ports/token-repository.ts'
import { compileStatement, type CompiledStatement, type ValueOf } from './compiled-statement.ts'
import type { Database } from './database.ts'
import { statementsOf, type Written } from './event-writers.ts'
import { outgoingEvents } from './outgoing-part.ts'
import type { Plan } from './save-plan.ts'
import { PROVISIONAL } from './written.ts'

/** What a save writes, and its first group of events. */
export interface Save extends Pick<Plan, 'after' | 'audit' | 'outgoing' | 'opensForMs'> {
  /** Absent if the first event invites the client. */
  readonly loaded: Loaded | undefined
  readonly actor: Actor
  readonly notAfter: Date | undefined
  /** When to look whether the client is to be told again; of an invitation, counted from 1970 instead of the save. */
  readonly nextEmailAt: Date | undefined
  readonly written: readonly Written[]
}

/** A later group of events, and the time of the save. */
export interface Continuation extends Pick<Save, 'after' | 'written'> {
  readonly at: Date
}

/** One for each save of a statement. */
export interface SavedRow {
  /** Which save, from 1. */
  readonly n: string
  /** Null if nothing was saved. */
  readonly at: Date | null
  readonly now: Date
  /** Whether the save had the lock of its root row. */
  readonly locked: boolean
}

/**
 * The statements of saves. The text of one depends only on the types of its events, so each is compiled when it first
 * occurs. A statement writes any number of saves with the same types, of different onboardings.
 */
export function saveStatements(db: Database) {
  const firsts = new Map<string, CompiledStatement<Save>>()
  const continuations = new Map<string, CompiledStatement<Continuation>>()
  return {
    /**
     * Writes the root row, the first group, the audit events and the outgoing events. Returns `SavedRow`s. Without `waiting` it leaves out the
     * onboardings that another transaction has locked, so that they hold up no others.
     */
    first(save: Save, { waiting }: { readonly waiting: boolean }): CompiledStatement<Save> {
      const { audit, outgoing, written } = save
      const shape = { ...shapeOf(save), waiting }
      return cached(firsts, `${waiting} ${shapeNameOf(save)}`, () =>
        compileStatement<Save>(db, (value) => {
          const id = value('uuid', ({ after }) => after.client.id)
          const root = shape.isInvitation ? newRoots(value, id) : changedRoots(value, id, shape)
          const parts = [
            ...partsOf(written, (n) => (type, read) => value(type, (input) => read(at(input.written, n)))),
            ...(audit.length === 0 ? [] : [auditEvents(value, audit.length)]),
            ...(outgoing.length === 0 ? [] : [outgoingEvents(value, outgoing.length)]),
          ]
          const locked = shape.isInvitation ? sql`true` : sql`${id} in (select client_id from locked)`
          return sql`
            , ${root}${named(parts)}
            select n, stamp.at, clock_timestamp() as now, ${locked} as locked
            from input left join (select n, at from saved) stamp using (n)`
        }),
      )
    },

    /** Writes a later group. */
    continuation({ written }: Continuation): CompiledStatement<Continuation> {
      return cached(continuations, typesOf(written).join(), () =>
        compileStatement<Continuation>(db, (value) => {
          const parts = partsOf(written, (n) => (type, read) => value(type, (input) => read(at(input.written, n))))
          const root = {
            clientId: value('uuid', ({ after }) => after.client.id),
            platform: value('text', ({ after }) => after.platform),
          }
          return sql`
            , saved as (
              select input.*, ${root.clientId} as client_id, ${root.platform} as platform_id,
                     ${value('timestamptz', (input) => input.at)} as at from input
            )${named(parts)} select`
        }),
      )
    },
  }
}

/** Names the statement that writes a save. Saves with the same name can be written together. */
export const shapeNameOf = (save: Save): string =>
  [...Object.values(shapeOf(save)), save.audit.length, save.outgoing.length, ...typesOf(save.written)].join()

function shapeOf({ loaded, opensForMs, after }: Save) {
  return {
    isInvitation: loaded === undefined,
    isOpenedUntil: opensForMs !== undefined,
    isErasing: after.erasedAt === PROVISIONAL,
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

const NOW = sql`date_trunc('milliseconds', clock_timestamp())`

/** The columns of the root row that every save writes. */
function standing(value: ValueOf<Save>) {
  return {
    status: sql`${value('text', ({ after }) => latestToken(after).status)}::token_status`,
    readiness: sql`${value('text', ({ after }) => standingOf(after).readiness)}::readiness`,
    nextAction: sql`${value('text', ({ after }) => standingOf(after).nextAction)}::next_action`,
    deadline: value('timestamptz', ({ after }) => standingOf(after).deadline),
  }
}

/** The latest token, in a save that issues or extends it. */
function opensUntil(value: ValueOf<Save>) {
  const lifetime = value('float8', ({ opensForMs }) => opensForMs)
  return {
    latest: value('uuid', ({ after }) => latestToken(after).id),
    expiry: sql`saved_at.at + ${lifetime} * interval '1 millisecond'`,
  }
}

/** `saved`: the inputs and the time of their saves. Writes the root rows of new clients. */
function newRoots(value: ValueOf<Save>, clientId: RawBuilder<unknown>): RawBuilder<unknown> {
  const { status, readiness, nextAction, deadline } = standing(value)
  const { latest, expiry } = opensUntil(value)
  return sql`
    saved as (
      select input.*, ${clientId} as client_id, ${value('text', ({ after }) => after.platform)} as platform_id, ${NOW} as at
      from input
    ), roots as (
      insert into onboardings
        (client_id, platform_id, version, status, latest_token_id, token_expires_at, readiness, next_action, deadline,
         since, next_email_at)
      select client_id, platform_id, 1, ${status}, ${latest}, ${expiry}, ${readiness}, ${nextAction}, ${deadline},
             saved_at.at,
             saved_at.at + ${value('float8', ({ nextEmailAt }) => nextEmailAt?.getTime())} * interval '1 millisecond'
      from saved saved_at
    )`
}

/**
 * `locked`: the instant of each save, read once the root row is locked. A save that waited for the lock is checked
 * against `notAfter`, and stamped, with the instant at which it got the lock.
 *
 * `saved`: the inputs and the time of their saves, without those whose onboarding has changed since it was loaded. Writes
 * the root rows. They are locked in the order of their ids, so that two statements never wait for each other.
 */
function changedRoots(
  value: ValueOf<Save>,
  clientId: RawBuilder<unknown>,
  { isOpenedUntil, isErasing, waiting }: { isOpenedUntil: boolean; isErasing: boolean; waiting: boolean },
): RawBuilder<unknown> {
  const { status, readiness, nextAction, deadline } = standing(value)
  const isSince = value('bool', ({ after }) => after.since === PROVISIONAL)
  const isOpened = value('bool', ({ after }) => after.lastOpenedAt === PROVISIONAL)
  const isRefused = value('bool', ({ after }) => after.emailRefusedAt === PROVISIONAL)
  const isAccepted = value('bool', ({ after }) => after.emailRefusedAt === undefined)
  const { latest, expiry } = isOpenedUntil ? opensUntil(value) : {}
  return sql`
    locked as materialized (
      select client_id, ${NOW} as at
      from (
        select client_id from onboardings where client_id in (select ${clientId} from input) order by client_id
        for no key update ${waiting ? sql`` : sql`skip locked`}
      ) root
    ), saved as (
      update onboardings o
      set version = version + 1, status = ${status}, readiness = ${readiness}, next_action = ${nextAction},
          since = case when ${isSince} then saved_at.at else since end,
          last_opened_at = case when ${isOpened} then saved_at.at else last_opened_at end, deadline = ${deadline},
          email_refused_at = case when ${isRefused} then saved_at.at when not ${isAccepted} then email_refused_at end,
          next_email_at = ${value('timestamptz', ({ nextEmailAt }) => nextEmailAt)}
          ${isOpenedUntil ? sql`, latest_token_id = ${latest}, token_expires_at = ${expiry}` : sql``}
          ${isErasing ? sql`, erased_at = saved_at.at` : sql``}
      from input join locked saved_at on saved_at.client_id = ${clientId}
      where o.client_id = ${clientId} and version = ${value('int4', ({ loaded }) => loaded?.version)}
        and o.platform_id = ${value('text', ({ actor }) => actor.platform)}
        and saved_at.at < ${value('timestamptz', ({ notAfter }) => notAfter ?? 'infinity')}
      returning input.*, o.client_id, o.platform_id, saved_at.at
    )`
}

/** The audit events, in one part, so that their ids follow the order of the events. */
function auditEvents(value: ValueOf<Save>, amount: number): RawBuilder<unknown> {
  const entries = Array.from({ length: amount }, (_, n) => {
    const entry = (read: (audit: Save['audit'][number]) => unknown) => value('text', ({ audit }) => read(at(audit, n)))
    const tokenId = value('uuid', ({ audit }) => at(audit, n).tokenId)
    const facts = value('jsonb', ({ audit: { [n]: audited } }) => audited?.facts && JSON.stringify(audited.facts))
    return sql`(
      ${sql.lit(n)}, ${entry(({ type }) => type)}, ${tokenId}, ${entry(({ from }) => from)}, ${entry(({ to }) => to)},
      ${facts})`
  })
  return sql`
    insert into audit_events
      (platform_id, at, type, client_id, token_id, actor, request_id, from_value, to_value, facts)
    select platform_id, at, type, client_id, token_id, ${value('text', ({ actor }) => actor.name)},
           ${value('text', ({ actor }) => actor.requestId)}, from_value, to_value, facts
    from saved cross join lateral (values ${sql.join(entries)}) as entries (entry, type, token_id, from_value, to_value, facts)
    order by n, entry`
}
