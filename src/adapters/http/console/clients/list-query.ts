import { OTHER_ORDER } from '../../../../api/refusals.ts'
import { describeFaults, type FieldFault } from '../../../../api/faults.ts'
import { ClientsQuery, listOf } from '../../../../api/schemas/client-list.ts'
import { readTyped } from '../../../../api/typed-texts.ts'

/** What the address of a list says. Fields that the form sends empty are no filters. */
export type ListQuery = Readonly<Record<string, string | readonly string[]>>

export function queryOf(query: unknown): ListQuery {
  const entries: readonly (readonly [string, unknown])[] = Object.entries(query ?? {})
  return Object.fromEntries(
    entries.flatMap(([name, value]) => {
      const values = [value].flat().filter((each) => typeof each === 'string' && each.trim() !== '')
      const [first, ...others] = values.map(String)
      return first === undefined ? [] : [[name, others.length === 0 ? first : [first, ...others]] as const]
    }),
  )
}

/** What a list is asked for; or what is wrong with its address. */
export function readList(query: ListQuery) {
  const read = readTyped(ClientsQuery, query, 'the address')
  return read.faults === undefined ? listOf(read.value) : { faults: read.faults }
}

/** The first value of a field. */
export const valueOf = (query: ListQuery, name: string): string => [query[name] ?? ''].flat()[0] ?? ''

/** The address of a list with these filters, from the client behind a cursor on. */
export function listHref(at: string, { cursor: _before, ...query }: ListQuery, cursor?: string): string {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries({ ...query, ...(cursor !== undefined && { cursor }) }))
    for (const each of [value].flat()) search.append(name, each)
  const text = search.toString()
  return text === '' ? at : `${at}?${text}`
}

/** Whether the list is narrowed or sorted. */
export const isFiltered = ({ cursor: _cursor, limit: _limit, q: _text, ...filters }: ListQuery): boolean =>
  Object.keys(filters).length > 0

/** The cursor is one of another list. */
export const OF_OTHER_LIST: readonly FieldFault[] = [OTHER_ORDER]

/** What is wrong, for people, without what the form says at the field of the search. */
export const faultsInWords = (faults: readonly FieldFault[]): string =>
  `The address is not valid: ${describeFaults(faults)}.`
