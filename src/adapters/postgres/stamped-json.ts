import { sql, type RawBuilder } from 'kysely'
import type { ValueOf } from './compiled-statement.ts'
import { PROVISIONAL, type Written } from './written.ts'

const THIS_SAVE = sql.lit(JSON.stringify(PROVISIONAL))

/** A value as the domain left it, as JSON, with the instant of the save wherever the domain put it. */
export function stampedJson<Event>(
  value: ValueOf<Written<Event>>,
  read: (written: Written<Event>) => unknown,
): RawBuilder<unknown> {
  const json = value('text', (written) => JSON.stringify(read(written)))
  return sql`replace(${json}, ${THIS_SAVE}, to_jsonb(saved.at)::text)::jsonb`
}
