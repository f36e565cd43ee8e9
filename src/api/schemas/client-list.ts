import { Type, type Static } from '@sinclair/typebox'
import { ClientRecord, clientRecordExample, ReadinessWord } from './client-record.ts'
import { ref, strict } from './common.ts'
import { pageOf, pageQuery } from './page.ts'
import { TokenStatus } from './token-words.ts'

export const ClientsQuery = Type.Object(
  {
    status: Type.Optional(ref(TokenStatus)),
    readiness: Type.Optional(ref(ReadinessWord)),
    q: Type.Optional(
      Type.String({
        minLength: 3,
        maxLength: 200,
        description:
          'A part of the name, the email address or the external id, regardless of case; at least three characters.',
      }),
    ),
    ...pageQuery('clients', { format: 'uuid' }),
  },
  strict,
)

export const Clients = Type.Object(pageOf(ref(ClientRecord)), { $id: 'Clients', description: 'A page of clients.' })

export const clientsExample = {
  data: [clientRecordExample],
  nextCursor: clientRecordExample.client.id,
} satisfies Static<typeof Clients>
