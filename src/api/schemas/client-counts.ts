import { Type, type Static } from '@sinclair/typebox'
import type { ClientCounts as Counts } from '../../domain/client-counts.ts'
import { NextActionWord, ReadinessWord } from './client-record.ts'
import { TokenStatus } from './token-words.ts'

/** A count for each of the words. */
const countsOf = <T extends string>({ enum: words }: { enum: readonly T[] }, description: string) =>
  Type.Unsafe<Record<T, number>>({
    type: 'object',
    description,
    required: words,
    properties: Object.fromEntries(words.map((word) => [word, Type.Integer({ minimum: 0 })])),
  })

export const ClientCounts = Type.Object(
  {
    total: Type.Integer({ minimum: 0, description: 'All clients that have not been erased.' }),
    status: countsOf(TokenStatus, 'By the status of the latest link.'),
    readiness: countsOf(ReadinessWord, 'By whether the account can be paid.'),
    nextAction: countsOf(NextActionWord, 'By whose turn it is.'),
  },
  { $id: 'ClientCounts', description: 'How many clients a list has with each of these filters.' },
)

export const clientCountsExample = {
  total: 3,
  status: { pending: 1, in_progress: 0, expired: 1, completed: 1, revoked: 0 },
  readiness: {
    none: 2,
    onboarding: 0,
    under_review: 0,
    active: 1,
    active_due: 0,
    action_required: 0,
    paused: 0,
    rejected: 0,
    disconnected: 0,
  },
  nextAction: { client: 2, provider: 0, operator: 0, none: 1 },
} satisfies Static<typeof ClientCounts> & Counts
