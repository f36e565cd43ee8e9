import type { Readable } from 'node:stream'
import { Type, type Static } from '@sinclair/typebox'
import type { ImportResult } from '../../usecases/clients/import-clients.ts'
import { NextActionWord, ReadinessWord } from './client-record.ts'
import { Id, Instant, OneOf, READERS, ref, strict } from './common.ts'

export const ImportQuery = Type.Object(
  {
    dryRun: Type.Optional(
      Type.Boolean({ description: 'Only reports what would happen to each line; nothing is stored. Default: false.' }),
    ),
    ignoreUnknown: Type.Optional(
      Type.Boolean({
        description:
          'Ignores unknown columns of CSV, and unknown fields of JSON. Default: false, they are refused by name.',
      }),
    ),
    sendEmail: Type.Optional(
      Type.Boolean({ description: '`sendEmail` of the lines that do not say. Default: false.' }),
    ),
  },
  strict,
)

const csv = 'name,email,country,externalId,businessType\nAda Lovelace,ada@example.com,DE,crm-7,company\n'
const ndjson =
  '{"name":"Ada Lovelace","email":"ada@example.com","country":"DE","externalId":"crm-7","prefill":{"businessType":"company"}}\n'

const lines = (contentMediaType: string, description: string, example: string) => ({
  schema: Type.Unsafe<Readable>({ contentMediaType, description, examples: [example] }),
})

/** For the `body` of an operation. It is streamed, so it is not validated as a whole. */
export const ImportFile = {
  content: {
    'text/csv': lines(
      'text/csv',
      'The first line contains the field names; those of `prefill` are columns of their own. `charset` declares an ' +
        'encoding other than UTF-8 and UTF-16.',
      csv,
    ),
    'application/x-ndjson': lines('application/x-ndjson', 'One invitation per line.', ndjson),
  },
}

const OUTCOMES = [
  'created',
  'adopted',
  'would_create',
  'would_adopt',
  'exists',
  'invalid',
  'failed',
] as const satisfies ImportResult['outcome'][]

const AccountOfLine = Type.Object({
  id: Type.String({ description: "Stripe's id of the account." }),
  readiness: ref(ReadinessWord),
  nextAction: ref(NextActionWord),
})

export const ImportedLine = Type.Object(
  {
    line: Type.Integer({ minimum: 1, description: 'The number of the line in the file, from 1.' }),
    outcome: OneOf(OUTCOMES, {
      description:
        '`created`: a new client, with its link. `would_create`: what a dry run reports instead. `exists`: the client ' +
        'already exists, by its external id, or by its email address if the line has no external id; it is not ' +
        'changed. `adopted`: the client exists, and the account that the line names has become its account; ' +
        '`would_adopt`: what a dry run reports instead. `invalid`: `fault` says what is wrong. `failed`: the line could ' +
        'not be imported now; send the file again. A client with an account gets a link only if Stripe needs more of it.',
    }),
    clientId: Type.Optional(
      Id('The client that was created, or already exists; the latter only for keys with `clients:read`.'),
    ),
    tokenId: Type.Optional(Id('The id of the onboarding token; not a secret.')),
    token: Type.Optional(Type.String({ description: 'The secret in the link, `obt_…`. Returned only here.' })),
    url: Type.Optional(Type.String({ format: 'uri', description: 'The link for the client.' })),
    expiresAt: Type.Optional(Instant('When the link expires.')),
    sameAs: Type.Optional(Type.Integer({ minimum: 1, description: 'The earlier line of the file with this client.' })),
    account: Type.Optional(
      Type.Unsafe<Static<typeof AccountOfLine>>({
        ...AccountOfLine,
        description: `The account that the line names, as Stripe reports it now. ${READERS}`,
      }),
    ),
    fault: Type.Optional(
      Type.String({ description: 'All that is wrong with the line, or why it could not be imported now, for people.' }),
    ),
  },
  { $id: 'ImportedLine', description: 'The result of one line of the file.' },
)

const Count = Type.Integer({ minimum: 0 })

export const ImportSummary = Type.Object(
  {
    summary: Type.Object({
      complete: Type.Boolean({ description: 'Whether the whole file was read.' }),
      ended: Type.Optional(Type.String({ description: 'If not: why the rest was not read, for people.' })),
      created: Count,
      adopted: Count,
      would_create: Count,
      would_adopt: Count,
      exists: Count,
      invalid: Count,
      failed: Count,
    }),
  },
  { $id: 'ImportSummary', description: 'The last line of the reply: how many lines had each outcome.' },
)

const example: [Static<typeof ImportedLine>, Static<typeof ImportSummary>] = [
  { line: 2, outcome: 'exists', clientId: '0b8a4c3e-94d5-4f6e-8a51-7b0f0a6f3c21' },
  {
    summary: {
      complete: true,
      created: 0,
      adopted: 0,
      would_create: 0,
      would_adopt: 0,
      exists: 1,
      invalid: 0,
      failed: 0,
    },
  },
]

/** For the `response` of an operation. It is streamed, so it is not serialized by its schema. */
export const importAnswer = {
  description:
    'A line of JSON for each line of the file (`ImportedLine`), and a last line with the counts (`ImportSummary`).',
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
