import type { FastifyReply, FastifyRequest } from 'fastify'
import type { IdempotencyKey } from '../../ports/token-repository.ts'
import { sha256 } from '../../shared/sha256.ts'

interface IdempotentRequest {
  readonly headers: { readonly 'idempotency-key'?: string }
  readonly params: unknown
  readonly body: unknown
}

/** The idempotency key of a request, with a fingerprint that tells a repetition from another request. */
export function idempotencyOf(request: FastifyRequest & IdempotentRequest): IdempotencyKey | undefined {
  const key = request.headers['idempotency-key']
  if (key === undefined) return undefined
  const { method, routeOptions, params, body } = request
  return {
    keyHash: sha256(key),
    fingerprint: sha256(JSON.stringify([method, routeOptions.url, sorted(params), sorted(body)])),
  }
}

/** Marks the reply to a repeated request. */
export function markReplayed(reply: FastifyReply, { replayed }: { readonly replayed?: true }): void {
  if (replayed) reply.header('idempotent-replayed', 'true')
}

/** The order of fields does not make another request, at any depth. */
function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  return Object.entries(value)
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([field, inner]) => [field, sorted(inner)])
}
