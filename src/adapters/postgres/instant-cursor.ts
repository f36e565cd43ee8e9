import { sql, type RawBuilder } from 'kysely'

// Cursors of lists that are sorted by an instant and then by an id: microseconds since 1970, as precise as the database,
// and the id.

/** The cursor of a row. */
export const cursorOf = (instant: string, id: string): RawBuilder<string> =>
  sql`(extract(epoch from ${sql.raw(instant)}) * 1000000)::bigint || '_' || ${sql.raw(id)}`

/** The condition that a row comes after the cursor in a list with the newest first; none without a cursor. */
export const placeAfter = (instant: string, id: string, cursor: string | undefined) =>
  placed(instant, id, { cursor, is: '<' })

/** The same for a list with the oldest first. */
export const placeFrom = (instant: string, id: string, cursor: string | undefined) =>
  placed(instant, id, { cursor, is: '>' })

function placed(
  instant: string,
  id: string,
  { cursor, is }: { readonly cursor: string | undefined; readonly is: '<' | '>' },
): RawBuilder<unknown> {
  if (cursor === undefined) return sql``
  const end = cursor.indexOf('_')
  const [micros, last] = [cursor.slice(0, end), cursor.slice(end + 1)]
  return sql`and (${sql.raw(instant)}, ${sql.raw(id)})
    ${sql.raw(is)} (timestamptz 'epoch' + ${micros}::float8 * interval '1 microsecond', ${last}::text)`
}
