import type { Readable } from 'node:stream'
import { Type, type Static } from '@fastify/type-provider-typebox'
import type { ImportResult } from '../../../usecases/import-clients.ts'
import { Id, Instant, OneOf, ref, strict } from './common.ts'

export const ImportQuery = Type.Object(
  {
    dryRun: Type.Optional(
      Type.Boolean({ description: 'Only says what would become of each line; nothing is stored. False if left out.' }),
    ),
  },
  strict,
)

const OUTCOMES = [
  'created',
  'would_create',
  'exists',
  'conflict',
  'invalid',
  'failed',
] as const satisfies ImportResult['outcome'][]

export const ImportedLine = Type.Object(
  {
    line: Type.Integer({ minimum: 1, description: 'Which line of the file; the first one is 1.' }),
    outcome: OneOf(OUTCOMES, {
      description:
        '`created`: a client with a link, shown this once. `would_create`: the same, had it not been a dry run. ' +
        '`exists`: this client is there already, by its external id, or by its e-mail where the line has no external ' +
        'id. `conflict`: another client has the e-mail. `invalid`: `fault` says what is wrong. `failed`: not now; send ' +
        'the file again.',
    }),
    clientId: Type.Optional(Id('The client that was created, or is there already.')),
    tokenId: Type.Optional(Id('Names the onboarding token in the API; no secret.')),
    token: Type.Optional(Type.String({ description: 'The secret in the link, `obt_…`. Shown this once.' })),
    url: Type.Optional(Type.String({ format: 'uri', description: 'The link for the client.' })),
    expiresAt: Type.Optional(Instant('When the link stops working.')),
    fault: Type.Optional(Type.String({ description: 'What is wrong with the line, in words.' })),
  },
  { $id: 'ImportedLine', description: 'What became of a line of a file of clients.' },
)

const Count = Type.Integer({ minimum: 0 })

export const ImportSummary = Type.Object(
  {
    summary: Type.Object({
      complete: Type.Boolean({ description: 'False when the file was too large, and its end was not read.' }),
      created: Count,
      would_create: Count,
      exists: Count,
      conflict: Count,
      invalid: Count,
      failed: Count,
    }),
  },
  { $id: 'ImportSummary', description: 'The last line of an answer: how many lines there were of each kind.' },
)

const example: [Static<typeof ImportedLine>, Static<typeof ImportSummary>] = [
  { line: 2, outcome: 'exists', clientId: '0b8a4c3e-94d5-4f6e-8a51-7b0f0a6f3c21' },
  { summary: { complete: true, created: 0, would_create: 0, exists: 1, conflict: 0, invalid: 0, failed: 0 } },
]

/** For a route's `response`. It is written as it comes, so nothing checks it against a schema on the way. */
export const importAnswer = {
  description:
    'A line of JSON for each line of the file (`ImportedLine`), and a last one that counts them (`ImportSummary`).',
  content: {
    'application/x-ndjson': {
      schema: Type.Unsafe<Readable>({
        type: 'string',
        contentMediaType: 'application/x-ndjson',
        contentSchema: Type.Union([ref(ImportedLine), ref(ImportSummary)]),
      }),
      example: example.map((line) => `${JSON.stringify(line)}\n`).join(''),
    },
  },
}
