/** So many letters may be missing, superfluous, wrong or swapped. */
const MOST_SLIPS = 2

/**
 * The known word that a misspelled one is meant to be; `undefined` if it is known, or like none of them. Words differ also
 * by their case, `-` and `_`.
 */
export function nearestTo(word: string, known: readonly string[]): string | undefined {
  if (known.includes(word)) return undefined
  const plain = (text: string) => text.toLowerCase().replaceAll(/[-_]/g, '')
  const slips = known.map((each) => ({ each, slips: slipsBetween(plain(word), plain(each)) }))
  const [nearest] = slips.toSorted((one, other) => one.slips - other.slips)
  // Two slips in a word of four letters make another word.
  const most = word.length < 6 ? 1 : MOST_SLIPS
  return nearest !== undefined && nearest.slips <= most ? nearest.each : undefined
}

/** The distance of Damerau and Levenshtein between two short words. */
function slipsBetween(one: string, other: string): number {
  const rows = [Array.from({ length: other.length + 1 }, (_, n) => n)]
  const at = (row: number, column: number) => rows[row]?.[column] ?? Infinity
  for (let row = 1; row <= one.length; row += 1) {
    rows[row] = [row]
    for (let column = 1; column <= other.length; column += 1) {
      const isSame = one[row - 1] === other[column - 1]
      const isSwapped = one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1]
      const changed = at(row - 1, column - 1) + (isSame ? 0 : 1)
      const swapped = isSwapped && row > 1 && column > 1 ? at(row - 2, column - 2) + 1 : Infinity
      rows[row]?.push(Math.min(at(row - 1, column) + 1, at(row, column - 1) + 1, changed, swapped))
    }
  }
  return at(one.length, other.length)
}
