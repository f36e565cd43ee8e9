import type { Parts } from '../state/parts.ts'
import type { Dialect, Operation, StripeRequest } from './dialect.ts'
import { parseForm } from './form-body.ts'
import { stripeHandler } from './stripe-endpoint.ts'
import { invalidField, keyInUseV2, keyReusedV2, noPermissionV2, rateLimitedV2, v2ErrorAnswer } from './v2-errors.ts'

/** The parameters as sent: a JSON body, or a query, whose values are all strings. */
export type V2Params = Readonly<Record<string, unknown>>

/**
 * A request that was read. Its work and its answer are apart, because v2 answers a repeated request with what it made, as
 * that is now.
 */
export interface V2Job {
  /** Does the work and returns the id of what it made, or an empty string. */
  readonly run: () => string
  /** The answer, also to a repeated request. `made`: what `run` returned the first time. */
  readonly show: (made: string) => object
}

/** An endpoint of `/v2`. */
export type V2Endpoint = Operation<V2Params, V2Job>

/** A request that makes nothing. */
export const reading = (show: () => object): V2Job => ({ run: () => '', show })

/**
 * JSON, and keys that make failed work be done again. A request that is refused before the work, by its parameters, uses
 * no key.
 */
const v2: Dialect<V2Params, V2Job, string> = {
  api: 'v2',
  keyedMethods: new Set(['POST', 'DELETE']),
  params: (request) => (request.method === 'POST' ? jsonBody(request) : parseForm(query(request))),
  canonical: canonicalJson,
  keys: ({ idempotency }) => idempotency.v2,
  keyScope: ({ platform, livemode }, route) => `${platform} ${livemode} ${route}`,
  execute(job, requestId) {
    const made = job.run()
    return { answer: answered(job.show(made), requestId), kept: made }
  },
  replay: (job, made, requestId) => answered(job.show(made), requestId),
  keptOfFailure: () => undefined,
  keyHeaders: (key) => ({ 'idempotency-key': key }),
  errorAnswer: v2ErrorAnswer,
  rateLimited: rateLimitedV2,
  noPermission: noPermissionV2,
  keyInUse: keyInUseV2,
  keyReused: keyReusedV2,
}

export const v2Handler = (parts: Parts, endpoint: V2Endpoint) => stripeHandler(parts, v2, endpoint)

const answered = (body: object, requestId: string) => ({
  status: 200,
  body: JSON.stringify(body, undefined, 2),
  headers: {},
  requestId,
})

// The SDK sends no body instead of an empty object.
function jsonBody({ body }: StripeRequest): V2Params {
  const text = typeof body === 'string' && body !== '' ? body : '{}'
  const parsed = parsedJson(text)
  if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) return { ...parsed }
  throw invalidField('', 'The request body must be a JSON object.')
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const query = (request: StripeRequest): string => request.raw.url?.split('?')[1] ?? ''

function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join()}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  const fields = Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1))
  return `{${fields.map(([name, field]) => `${JSON.stringify(name)}:${canonicalJson(field)}`).join()}}`
}
