import { type Static, Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import { invalidField } from '../../http/v2-errors.ts'

const index = Type.Optional(Type.Integer())
const Place = Type.Object({ before: index, after: index })
/** The part of a list that a page token leads to: what is older than one index, or newer than another. */
type Place = Static<typeof Place>

const Token = Type.Object({ place: Place, of: Type.String() })

type Filters = Readonly<Record<string, unknown>>

interface Page<Item> {
  readonly data: readonly Item[]
  /** Whether there is more in the direction of reading. */
  readonly hasMore: boolean
}

/**
 * The place of a page token. Tokens say which filters they belong to, because these cannot be changed after the first
 * request. Throws Stripe's refusal for others.
 */
export function placeOf(page: string | undefined, filters: Filters): Place {
  if (page === undefined) return {}
  const [, encoded = ''] = /^page_(.+)$/.exec(page) ?? []
  const token = decoded(encoded)
  if (!Value.Check(Token, token) || token.of !== signature(filters)) throw invalidField('page', 'Invalid page token.')
  return token.place
}

/** A list of v2, newest first, with the addresses of the pages around it. `indexOf`: the place of an item. */
export function listOf<Item>(
  path: string,
  { data, hasMore }: Page<Item>,
  { place, filters, indexOf }: { place: Place; filters: Filters; indexOf: (item: Item) => number },
) {
  const [first, last] = [data.at(0), data.at(-1)]
  const address = (to: Place): string => {
    const page = `page_${Buffer.from(JSON.stringify({ place: to, of: signature(filters) })).toString('base64url')}`
    return `${path}?${[...queryOf(filters), `page=${page}`].join('&')}`
  }
  const isBackwards = place.after !== undefined
  const hasOlder = isBackwards || hasMore
  const hasNewer = isBackwards ? hasMore : place.before !== undefined
  return {
    data,
    next_page_url: hasOlder && last !== undefined ? address({ before: indexOf(last) }) : null,
    previous_page_url: hasNewer && first !== undefined ? address({ after: indexOf(first) }) : null,
  }
}

function decoded(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString())
  } catch {
    return undefined
  }
}

const signature = (filters: Filters): string => queryOf(filters).join('&')

function queryOf(filters: Filters): string[] {
  return Object.entries(filters)
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .flatMap(([name, value]) => pairs(name, value))
}

// Arrays as `name[0]=x`, as in Stripe's documentation.
function pairs(name: string, value: unknown): string[] {
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value).flatMap(([key, item]) => pairs(`${name}[${key}]`, item))
  }
  if (value === undefined) return []
  return [`${name}=${encodeURIComponent(typeof value === 'string' ? value : JSON.stringify(value))}`]
}
