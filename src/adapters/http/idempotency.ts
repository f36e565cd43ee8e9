import { createHash } from 'node:crypto'
import { Type } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Once } from '../../ports/once.ts'
import type { ProblemCode } from './problem.ts'

/** The header under which a request can be sent again when its answer was lost; remembered for 24 h for each API key. */
export const IdempotencyHeaders = Type.Object({
  'idempotency-key': Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 255,
      description: 'Your own random string for this request. Sent again with it, the request is done only once.',
    }),
  ),
})

/** Codes of every route that takes the header. */
export const ONCE = ['IDEMPOTENCY_IN_FLIGHT', 'IDEMPOTENCY_KEY_REUSED'] as const satisfies readonly ProblemCode[]

/** The header of an answer to a request that had been sent before. */
export const IDEMPOTENT_REPLAYED = {
  'Idempotent-Replayed': Type.String({ description: '`true` when the same request had been done before.' }),
}

interface Sent {
  readonly headers: { readonly 'idempotency-key'?: string }
  readonly params: unknown
  readonly body: unknown
}

/** What makes this request the same as an earlier one, if its sender wants it to be done only once. */
export function onceOf(request: FastifyRequest & Sent): Once | undefined {
  const key = request.headers['idempotency-key']
  if (key === undefined) return undefined
  const { method, routeOptions, params, body } = request
  return {
    keyHash: sha256(key),
    fingerprint: sha256(JSON.stringify([method, routeOptions.url, sorted(params), sorted(body)])),
  }
}

/** Tells the sender that this answer is about what was done before. */
export function markReplayed(reply: FastifyReply, { replayed }: { readonly replayed?: true }): void {
  if (replayed) reply.header('idempotent-replayed', 'true')
}

const sha256 = (text: string) => createHash('sha256').update(text).digest()

/** The same fields in another order are the same request. */
function sorted(value: unknown): unknown {
  return typeof value === 'object' && value !== null
    ? Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1))
    : value
}
