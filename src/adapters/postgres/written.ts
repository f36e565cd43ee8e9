import { sql, type RawBuilder } from 'kysely'
import type { OnboardingEvent } from '../../domain/onboarding-event.ts'
import type { Onboarding } from '../../domain/onboarding.ts'
import type { ValueOf } from './compiled-statement.ts'

/** An event, and the onboarding after it. */
export interface Written<Event = OnboardingEvent> {
  readonly event: Event
  readonly after: Onboarding
}

/** Stands for the instant of the save, which only the save knows. */
export const PROVISIONAL = new Date(0)

// Columns of `saved`, which every writer reads.
export const CLIENT_ID = sql`saved.client_id`
export const PLATFORM = sql`saved.platform_id`

/** Rows that are deleted together. */
export const STOP_SECRETS = 'stop secrets'

/**
 * One writer for each domain event: the statements that bring the tables to the state that `evolve` computes. Each
 * becomes a part of one large statement and reads the time of the save from `saved`, which is empty if the save is
 * rejected. Their text depends on the type of the event alone; `value` makes a column of `saved` of what it reads.
 *
 * `rows` names the rows that the event changes, and an `open token` if it changes which token is open. PostgreSQL runs
 * the parts of a statement in any order. So if one event depends on another (the same row changes twice, or an open
 * token replaces another), the two are written by separate statements.
 */
export interface Writer<Event> {
  readonly rows: (event: Event) => readonly string[]
  readonly statements: (value: ValueOf<Written<Event>>) => readonly RawBuilder<unknown>[]
}
