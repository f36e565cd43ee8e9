import { isPrefill, metadataOf, type Column } from './columns.ts'
import { ROUNDED, SPREADSHEET_ERROR, textOfLiteral } from './literal-cell.ts'

/** The words for true and false in the languages that spreadsheets write them in. */
const TRUE = new Set([
  'true',
  'yes',
  '1',
  'wahr',
  'ja',
  'vrai',
  'oui',
  'verdadero',
  'sí',
  'si',
  'vero',
  'waar',
  'verdadeiro',
  'sim',
])
const FALSE = new Set(['false', 'no', '0', 'falsch', 'nein', 'faux', 'non', 'falso', 'onwaar', 'nee', 'não', 'nao'])

/** The value of a cell as a spreadsheet means it. What is not understood stays as it is, for the validation. */
const READ: Readonly<Record<string, (text: string) => unknown>> = {
  expiresInHours: wholeNumber,
  sendEmail: (text) => {
    const word = text.toLowerCase()
    return TRUE.has(word) ? true : FALSE.has(word) ? false : text
  },
  reminders: (text) => text.toLowerCase(),
  businessType: (text) => text.toLowerCase().replaceAll(/[\s-]+/g, '_'),
  // Spreadsheets drop leading zeros.
  mcc: (text) => {
    const number = wholeNumber(text)
    return typeof number === 'number' ? String(number).padStart(4, '0') : text
  },
  phone: (text) => text.replaceAll(/[\s().\u2010-\u2015/-]/g, ''),
}

/** `72`, `72.0`, `72,00` and `7.2E+1`. Three digits after the sign could be thousands. */
function wholeNumber(text: string): number | string {
  const plain = /^\d{1,15}(?:[.,]0{1,2})?$/.test(text) ? text.replace(/[.,].*/, '') : text
  const number = Number(plain.replace(',', '.'))
  return /^\d/.test(plain) && /^[\d.,e+]+$/i.test(plain) && !/[.,]\d{3}$/.test(plain) && Number.isSafeInteger(number)
    ? number
    : text
}

export interface ReadCells {
  /** An invitation that is not validated yet. */
  readonly value: Record<string, unknown>
  /** What is wrong with the cells, in sentences. */
  readonly faults: readonly string[]
}

/** The cells of a line under their columns. An empty cell counts as absent. */
export function readCells(cells: readonly string[], columns: readonly Column[]): ReadCells {
  const value: Record<string, unknown> = {}
  const prefill: Record<string, unknown> = {}
  const metadata: Record<string, string> = {}
  let ofOneCell: object | undefined
  const faults: string[] = []
  for (const [index, cell] of cells.entries()) {
    const content = contentOf(cell)
    const text = textOfLiteral(content)
    const column = columns[index]
    if (text === '') continue
    if (column === undefined || (column.field === undefined && column.header === '')) {
      faults.push(
        `the value in column ${index + 1} has no name in the first line: quote fields that contain the separator`,
      )
      break
    }
    const { header, field } = column
    if (field === undefined) continue
    const fault = faultOf(field, content)
    if (fault !== undefined) faults.push(`${header} ${fault}`)
    const name = metadataOf(field)
    if (name !== undefined) {
      metadata[name] = text
      continue
    }
    if (field === 'metadata') {
      ofOneCell = objectIn(text)
      if (ofOneCell === undefined) faults.push(`${header} must be a JSON object, such as {"plan":"pro"}`)
      continue
    }
    const place = isPrefill(field) ? prefill : value
    place[field] = READ[field]?.(text) ?? text
  }
  const nested = Object.entries({ prefill, metadata: { ...ofOneCell, ...metadata } }).filter(
    ([, values]) => Object.keys(values).length > 0,
  )
  return { value: { ...value, ...Object.fromEntries(nested) }, faults }
}

/** The object in a cell of JSON. */
function objectIn(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined
  } catch {
    return undefined
  }
}

/** `="007"` is how some exports keep a spreadsheet from taking text for a number. */
const contentOf = (cell: string): string => cell.trim().replace(/^="(.*)"$/s, '$1')

function faultOf(field: string, text: string): string | undefined {
  if (text.includes('\ufffd')) return 'has the sign � in place of a lost character: export the file again'
  if (SPREADSHEET_ERROR.test(text)) return 'is an error of the spreadsheet, not a value'
  if (field === 'externalId' && ROUNDED.test(text)) {
    return 'was rounded by the spreadsheet: format the column as text, and enter the number again'
  }
  return undefined
}
