import { Type, type Static } from '@sinclair/typebox'
import { ClientRecord, clientRecordExample, ReadinessWord } from './client-record.ts'
import { Line, ref, strict } from './common.ts'
import { pageOf, pageQuery } from './page.ts'
import { TokenStatus } from './token-words.ts'

/**
 * The id of the last client of the page before. If the list is sorted by expiry, that instant stands before it, in
 * milliseconds since 1970.
 */
const CURSOR = '^([0-9]{1,15}_)?[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'

export const ClientsQuery = Type.Object(
  {
    status: Type.Optional(ref(TokenStatus)),
    readiness: Type.Optional(ref(ReadinessWord)),
    q: Type.Optional(
      Line(200, {
        format: 'search-text',
        description:
          'A part of the name, the email address or the external id, regardless of case. It contains three letters or ' +
          'digits in a row, or a letter outside of ASCII.',
      }),
    ),
    externalId: Type.Optional(Line(200, { description: 'The external id, exactly.' })),
    ...pageQuery('clients', CURSOR),
  },
  strict,
)

export const Clients = Type.Object(pageOf(ref(ClientRecord)), { $id: 'Clients', description: 'A page of clients.' })

export const clientsExample = {
  data: [clientRecordExample],
  nextCursor: clientRecordExample.client.id,
} satisfies Static<typeof Clients>
