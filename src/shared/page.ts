/**
 * A page of a list that was read with one row more than `limit`: that row shows whether there is a next page, and
 * `keyOf` the last row of this one is where it begins.
 */
export function pageOf<Row>(
  rows: readonly Row[],
  limit: number,
  keyOf: (row: Row) => string,
): { readonly items: readonly Row[]; readonly next?: string } {
  const items = rows.slice(0, limit)
  const last = rows.length > limit ? items.at(-1) : undefined
  return { items, ...(last !== undefined && { next: keyOf(last) }) }
}
