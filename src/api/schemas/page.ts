import { Type, type TSchema } from '@sinclair/typebox'
import { Matching, Nullable } from './common.ts'

const PAGE_SIZE = 50

/** The query fields of a list; `cursor` is the `nextCursor` of the page before. */
export const pageQuery = (items: string, cursorPattern: string) => ({
  cursor: Type.Optional(
    Matching(cursorPattern, 'must be the nextCursor of a page before', {
      description: 'The `nextCursor` of the previous page. If omitted, the list starts from the beginning.',
    }),
  ),
  limit: Type.Optional(
    Type.Integer({ minimum: 1, maximum: 200, description: `The maximum number of ${items}. Default: ${PAGE_SIZE}.` }),
  ),
})

/** The fields of a page. */
export const pageOf = <T extends TSchema>(item: T) => ({
  data: Type.Array(item),
  nextCursor: Nullable(Type.String(), { description: 'Where the next page starts; null on the last page.' }),
})

/** The page that a query selects, for a use case. */
export const pageFor = ({ cursor, limit = PAGE_SIZE }: { cursor?: string; limit?: number }) => ({
  limit,
  ...(cursor !== undefined && { after: cursor }),
})
