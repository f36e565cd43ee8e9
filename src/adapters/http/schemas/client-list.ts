import { Type, type Static } from '@fastify/type-provider-typebox'
import { ClientRecord, clientRecordExample, ReadinessWord } from './client-record.ts'
import { Nullable, ref, strict } from './common.ts'
import { TokenStatus } from './token-words.ts'

export const ClientsQuery = Type.Object(
  {
    status: Type.Optional(ref(TokenStatus)),
    readiness: Type.Optional(ref(ReadinessWord)),
    q: Type.Optional(
      Type.String({
        minLength: 3,
        maxLength: 200,
        description: 'A part of the name, the e-mail or the external id, in any case; three characters or more.',
      }),
    ),
    cursor: Type.Optional(
      Type.String({ format: 'uuid', description: 'The `nextCursor` of the page before; left out: the newest.' }),
    ),
    limit: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 200, description: 'How many clients at most; 50 if left out.' }),
    ),
  },
  strict,
)

export const Clients = Type.Object(
  {
    data: Type.Array(ref(ClientRecord), { description: 'Newest first.' }),
    nextCursor: Nullable(Type.String(), { description: 'Where the next page begins; null on the last one.' }),
  },
  { $id: 'Clients', description: 'A page of clients.' },
)

export const clientsExample = {
  data: [clientRecordExample],
  nextCursor: clientRecordExample.client.id,
} satisfies Static<typeof Clients>
