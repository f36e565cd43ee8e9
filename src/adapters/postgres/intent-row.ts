import { sql, type RawBuilder } from 'kysely'
import type { Onboarding } from '../../domain/onboarding.ts'
import type { ValueOf } from './compiled-statement.ts'

/** The intent as the domain left it. It is one row, whose timestamps are those of the saves that set them. */
export function intentRow(
  value: ValueOf<{ readonly after: Onboarding }>,
  openedAt: RawBuilder<unknown>,
  { isSettling } = { isSettling: false },
): RawBuilder<unknown> {
  const generation = value('int4', ({ after: { intent } }) => intent?.generation)
  const firstGeneration = value('int4', ({ after: { intent } }) => intent?.firstGeneration)
  const status = sql`${value('text', ({ after: { intent } }) => intent?.status)}::intent_status`
  const frozen = (name: 'parameters' | 'terms') =>
    value('jsonb', ({ after: { intent } }) =>
      intent !== undefined && 'parameters' in intent ? JSON.stringify(intent[name]) : null,
    )
  const parameters = frozen('parameters')
  const tries = value('int4', ({ after: { intent } }) => (intent?.status === 'open' ? intent.tries : 0))
  return sql`
    insert into account_intents as i
      (client_id, platform_id, generation, first_generation, status, parameters, terms, tries, opened_at, settling_since)
    select saved.client_id, saved.platform_id, ${generation}, ${firstGeneration}, ${status}, ${parameters}, ${frozen('terms')},
           ${tries}, case when ${parameters} is not null then saved.at end,
           ${isSettling ? sql`saved.at` : sql`null::timestamptz`}
    from saved
    on conflict (client_id) do update set
      generation = excluded.generation, first_generation = excluded.first_generation, status = excluded.status,
      parameters = excluded.parameters, terms = excluded.terms, tries = excluded.tries, opened_at = ${openedAt},
      settling_since = excluded.settling_since`
}
