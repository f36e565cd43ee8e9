import { Type } from '@sinclair/typebox'
import type { ProblemCode } from '../problem.ts'

/** The request header that makes a retry safe; the key is remembered for 24 hours for each API key. */
export const IdempotencyHeaders = Type.Object({
  'idempotency-key': Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 255,
      description:
        'A random string of your own for this request. A request that is sent again with the same key takes effect only once; if the first one is still running, the repetition waits for its result.',
    }),
  ),
})

/** Problem codes of every route that takes the header. */
export const IDEMPOTENCY_CODES = ['IDEMPOTENCY_KEY_REUSED'] as const satisfies readonly ProblemCode[]

/** The response header that marks the reply to a repeated request. */
export const IDEMPOTENT_REPLAYED = {
  'Idempotent-Replayed': Type.String({ description: '`true` if the same request was already executed before.' }),
}
