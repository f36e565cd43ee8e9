import type { Readable } from 'node:stream'
import { Type, type Static } from '@sinclair/typebox'
import { CLIENT_ACTS } from '../../domain/client-act.ts'
import type { BulkResult } from '../../usecases/clients/act-on-clients.ts'
import { FILTERS } from './client-list.ts'
import { NextActionWord, ReadinessWord } from './client-record.ts'
import { Id, Instant, OneOf, ref, strict } from './common.ts'
import { ExpiresInHours } from './onboarding-tokens.ts'

const MOST_IDS = 1000

export const BulkFilter = Type.Object(
  {
    ...FILTERS,
    ids: Type.Optional(
      Type.Array(Id('The id of a client.'), {
        minItems: 1,
        maxItems: MOST_IDS,
        description: `One of these clients, ${MOST_IDS} at most. Each gets a result, also if it is not found.`,
      }),
    ),
  },
  { ...strict, description: 'The filters of `listClients`, and ids. A client must match all that are given.' },
)

const settings = {
  all: Type.Optional(
    Type.Boolean({ description: 'Whether all clients are meant if the filter is empty. Default: false.' }),
  ),
  action: OneOf(CLIENT_ACTS, {
    description:
      '`remind`: as `remindClient`. `reissue`: as `issueToken`. `extend`: as `extendToken`, the open link. `revoke`: as ' +
      '`revokeToken`, the open link. `sync`: as `syncClient`.',
  }),
  dryRun: Type.Optional(
    Type.Boolean({ description: 'Only reports what would be done to each client, or why not. Default: false.' }),
  ),
  expiresInHours: ExpiresInHours,
  sendEmail: Type.Optional(
    Type.Boolean({
      description: 'With `reissue`: whether each client is also sent an email with a link. Default: false.',
    }),
  ),
  cursor: Type.Optional(Id('The `cursor` of a line: goes on with the client after it.')),
}

/** The body without its filter. */
export const BulkSettings = Type.Object(settings, strict)

export const BulkBody = Type.Object(
  { filter: Type.Optional(BulkFilter), ...settings },
  { ...strict, examples: [{ filter: { nextAction: ['client'], stuckFor: '7d' }, action: 'remind', dryRun: true }] },
)

const OUTCOMES = ['done', 'would_do', 'already', 'refused', 'failed'] as const satisfies BulkResult['outcome'][]

export const BulkLine = Type.Object(
  {
    clientId: Id('The id of the client.'),
    externalId: Type.Optional(Type.String({ description: 'Its id on the platform, if it has one.' })),
    outcome: OneOf(OUTCOMES, {
      description:
        '`would_do`: what a dry run reports instead of `done`. `already`: it was done a short time ago, or it is so. ' +
        '`refused`: its state does not allow it now. `failed`: try again.',
    }),
    code: Type.Optional(Type.String({ description: 'Of what is `refused` or `failed`: the code of the problem.' })),
    detail: Type.Optional(Type.String({ description: 'The same for people.' })),
    retryable: Type.Optional(Type.Boolean({ description: 'Of what has failed: whether to try again.' })),
    tokenId: Type.Optional(Id('The id of the onboarding token; not a secret.')),
    expiresAt: Type.Optional(Instant('When its links expire.')),
    token: Type.Optional(Type.String({ description: 'The secret in a new link, `obt_…`. Returned only here.' })),
    url: Type.Optional(Type.String({ format: 'uri', description: 'The new link.' })),
    linksOutstandingUntil: Type.Optional(
      Instant('Of a revoked link: until when a page at Stripe that it opened may still work.'),
    ),
    readiness: Type.Optional(ref(ReadinessWord)),
    nextAction: Type.Optional(ref(NextActionWord)),
    cursor: Id('Where to go on if this is the last line that arrived.'),
  },
  { $id: 'BulkLine', description: 'What was done to a client, or why not.' },
)

const Count = Type.Integer({ minimum: 0 })

export const BulkSummary = Type.Object(
  {
    summary: Type.Object({
      action: OneOf(CLIENT_ACTS),
      dryRun: Type.Boolean(),
      complete: Type.Boolean({ description: 'Whether no client is left.' }),
      ended: Type.Optional(Type.String({ description: 'If not: why, for people.' })),
      done: Count,
      would_do: Count,
      already: Count,
      refused: Count,
      failed: Count,
      codes: Type.Record(Type.String(), Count, { description: 'How many were refused or failed, by their codes.' }),
    }),
  },
  { $id: 'BulkSummary', description: 'The last line: how many clients had each outcome.' },
)

const example: [Static<typeof BulkLine>, Static<typeof BulkSummary>] = [
  {
    clientId: '0b8a4c3e-94d5-4f6e-8a51-7b0f0a6f3c21',
    outcome: 'would_do',
    cursor: '0b8a4c3e-94d5-4f6e-8a51-7b0f0a6f3c21',
  },
  {
    summary: {
      action: 'remind',
      dryRun: true,
      complete: true,
      done: 0,
      would_do: 1,
      already: 0,
      refused: 0,
      failed: 0,
      codes: {},
    },
  },
]

/** For the `response` of an operation. It is streamed, so it is not serialized by its schema. */
export const bulkAnswer = {
  description: 'A line of JSON for each client (`BulkLine`), and a last line with the counts (`BulkSummary`).',
  content: {
    'application/x-ndjson': {
      schema: Type.Unsafe<Readable>({
        type: 'string',
        contentMediaType: 'application/x-ndjson',
        contentSchema: Type.Union([ref(BulkLine), ref(BulkSummary)]),
      }),
      example: example.map((line) => `${JSON.stringify(line)}\n`).join(''),
    },
  },
}
