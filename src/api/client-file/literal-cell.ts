// What an export writes so that neither a spreadsheet nor an import takes a text for something else.

export const SPREADSHEET_ERROR = /^#(?:N\/A|NAME\?|REF!|VALUE!|DIV\/0!|NUM!|NULL!|SPILL!|CALC!|NV|WERT!|BEZUG!)$/i
export const ROUNDED = /^\d(?:[.,]\d+)?E\+?\d+$/i

/**
 * A spreadsheet would execute it. An import also trims cells, so what is behind blanks counts, and the signs of full
 * width.
 */
const FORMULA = /^\s*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r]/

/** Apostrophes before it are passed over: without that, one that belongs to the text would be taken for ours. */
function isMistaken(text: string): boolean {
  const content = text.replace(/^'+/, '')
  return [FORMULA, SPREADSHEET_ERROR, ROUNDED].some((pattern) => pattern.test(content))
}

/** The text, with an apostrophe before it if it could be taken for a formula, an error or a rounded number. */
export const literalCell = (text: string): string => (isMistaken(text) ? `'${text}` : text)

/** The text of a cell that {@link literalCell} has written. */
export const textOfLiteral = (cell: string): string => (cell.startsWith("'") && isMistaken(cell) ? cell.slice(1) : cell)
