import type { Readable } from 'node:stream'
import { Type, type Static } from '@sinclair/typebox'
import { ClientRecord, clientRecordExample, Onboarding } from './client-record.ts'
import { FILTERS } from './client-list.ts'
import { Instant, OneOf, ref, strict } from './common.ts'
import { AuditEvent, auditEventsExample } from './events.ts'
import { Purpose, TokenStatus } from './token-words.ts'

export const ExportQuery = Type.Object(
  {
    format: Type.Optional(OneOf(['ndjson', 'csv'], { description: 'The format of the file. Default: `ndjson`.' })),
    ...FILTERS,
  },
  strict,
)

/** A file, which is streamed. */
export const exportAnswer = {
  description:
    'One client in each line, the newest first: with `format=ndjson` as JSON (`ClientRecord`), with `format=csv` with the ' +
    'names of the columns in the first line. A file that was not sent completely has no end of its transfer.',
  content: {
    'application/x-ndjson': {
      schema: Type.Unsafe<Readable>({
        type: 'string',
        contentMediaType: 'application/x-ndjson',
        contentSchema: ref(ClientRecord),
      }),
      example: `${JSON.stringify(clientRecordExample)}\n`,
    },
    'text/csv': {
      schema: Type.Unsafe<Readable>({ type: 'string', contentMediaType: 'text/csv' }),
      example: 'name,email,country\r\nAda Lovelace,ada@example.com,DE\r\n',
    },
  },
}

export const ClientData = Type.Object(
  {
    record: ref(ClientRecord),
    tokens: Type.Array(
      Type.Object({
        id: Onboarding.properties.tokenId,
        purpose: ref(Purpose),
        status: ref(TokenStatus),
        issuedAt: Instant('When the token was issued.'),
        expiresAt: Instant('When its links expire.'),
      }),
      { description: 'All onboarding tokens, the oldest first. Secrets are not stored.' },
    ),
    emails: Type.Array(
      Type.Object({
        at: Instant('When it was sent.'),
        kind: Type.String({ description: '`link`, or which notice.' }),
      }),
      { description: 'The emails that were sent, as far as the audit trail reaches.' },
    ),
    events: Type.Array(ref(AuditEvent), { description: 'The audit trail, the newest first.' }),
  },
  { $id: 'ClientData', description: 'Everything that is stored about a client.' },
)

export const clientDataExample = {
  record: clientRecordExample,
  tokens: [
    {
      id: clientRecordExample.onboarding.tokenId,
      purpose: 'onboarding',
      status: 'pending',
      issuedAt: '2026-11-25T10:00:00.000Z',
      expiresAt: '2026-12-09T10:00:00.000Z',
    },
  ],
  emails: [{ at: '2026-11-25T10:00:02.000Z', kind: 'link' }],
  events: auditEventsExample.data,
} satisfies Static<typeof ClientData>
