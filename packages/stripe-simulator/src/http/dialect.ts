import type { FastifyRequest } from 'fastify'
import type { Api, RouteName } from '../control/schemas.ts'
import type { Parts } from '../state/parts.ts'
import type { Answer, ExceededLimit, FailureDetails, StripeFailure } from './errors.ts'
import type { IdempotencyKeys } from './idempotency.ts'

export type StripeRequest = FastifyRequest<{ Params: { id?: string } }>

/** The caller, identified by its key, and its request, which is the `reason` of the events that it causes. */
export interface Caller {
  /** The account id of the platform, or of one of its sandboxes. */
  readonly platform: string
  readonly livemode: boolean
  readonly apiVersion: string
  readonly requestId: string
  readonly idempotencyKey?: string
  /** The connected account in whose context the call is made. Few operations accept one. */
  readonly context?: string
}

/** A request with its parameters. */
interface Sent<Params> {
  /** The id in the path, or an empty string. */
  readonly id: string
  readonly params: Params
  readonly caller: Caller
}

/** One kind of call. */
export interface Operation<Params, Job> {
  readonly route: RouteName
  /** Whether it can be called in the context of a connected account (`Stripe-Context`). */
  readonly acceptsContext?: boolean
  /** Reads the parameters. An error thrown here precedes any work, so no key keeps it. */
  read(sent: Sent<Params>): Job
}

/** What a call did: the answer, and what its idempotency key keeps of it, if anything. */
export interface Done<Kept> {
  readonly answer: Answer
  readonly kept: Kept | undefined
}

/**
 * What differs between the two generations of Stripe's API on the wire: how parameters are sent, how errors look, and
 * what an idempotency key is good for. `Job` is a request that was read and is ready to be executed.
 */
export interface Dialect<Params, Job, Kept> {
  readonly api: Api
  /** Methods whose requests can have an idempotency key. Stripe ignores the keys of others. */
  readonly keyedMethods: ReadonlySet<string>
  params(request: StripeRequest): Params
  /** One text for equal parameters, whatever their order. */
  canonical(params: Params): string
  keys(parts: Parts): IdempotencyKeys<Kept>
  /** The scope in which a key is one and the same. */
  keyScope(caller: Caller, route: RouteName): string
  /** Does the work, synchronously. */
  execute(job: Job, requestId: string): Done<Kept>
  /** The answer to a request whose key has kept something. */
  replay(job: Job, kept: Kept, requestId: string): Answer
  /** What a key keeps of a failed request. `undefined`: the same request, sent again, does the work again. */
  keptOfFailure(failure: Answer): Kept | undefined
  /** Headers that connect an answer with the first request of its key. */
  keyHeaders(key: string, answer: Answer): Record<string, string>
  errorAnswer(details: FailureDetails, requestId: string, logUrl: string): Answer
  /** `lock`: too many requests for one object at the same time. */
  rateLimited(reason: ExceededLimit | 'lock'): StripeFailure
  /** `key`: as it may be repeated. `permission`: what it lacks. */
  noPermission(key: string, permission: string, platform: string): StripeFailure
  keyInUse(key: string): StripeFailure
  /** `firstUse`: the method and path of the first request with this key. */
  keyReused(key: string, firstUse: string): StripeFailure
}
