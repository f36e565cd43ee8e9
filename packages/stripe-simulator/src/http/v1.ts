import type { RouteName } from '../control/schemas.ts'
import type { Parts } from '../state/parts.ts'
import type { Caller, Dialect, StripeRequest } from './dialect.ts'
import { type Answer, errorAnswer, keyInUse, keyReused, noPermission, rateLimited } from './errors.ts'
import { canonicalForm, type FormTree, parseForm } from './form-body.ts'
import { stripeHandler } from './stripe-endpoint.ts'

/** An endpoint of `/v1`. */
export interface V1Endpoint<Input> {
  readonly route: RouteName
  /** Reads the parameters. An error thrown here precedes any work, so no key stores it. */
  readonly read: (sent: { readonly id: string; readonly form: FormTree }) => Input
  /** Does the work, synchronously. The idempotency key stores its result or error. */
  readonly execute: (input: Input, caller: Caller) => object
}

type Job = () => object

/** Forms, and keys that replay the whole answer of their first request, even a failure. */
const v1: Dialect<FormTree, Job, Answer> = {
  api: 'v1',
  keyedMethods: new Set(['POST']),
  params: (request) => parseForm(sentForm(request)),
  canonical: canonicalForm,
  keys: ({ idempotency }) => idempotency.v1,
  keyScope: ({ platform, livemode }) => `${platform} ${livemode}`,
  execute(job, requestId) {
    const answer = { status: 200, body: JSON.stringify(job(), undefined, 2), headers: {}, requestId }
    return { answer, kept: answer }
  },
  replay: (_job, kept) => ({ ...kept, headers: { ...kept.headers, 'idempotent-replayed': 'true' } }),
  keptOfFailure: (failure) => failure,
  keyHeaders: (key, { requestId }) => ({ 'idempotency-key': key, 'original-request': requestId }),
  errorAnswer,
  rateLimited,
  noPermission,
  keyInUse,
  keyReused,
}

export const v1Handler = <Input>(parts: Parts, { route, read, execute }: V1Endpoint<Input>) =>
  stripeHandler(parts, v1, {
    route,
    read({ id, params, caller }) {
      const input = read({ id, form: params })
      return () => execute(input, caller)
    },
  })

function sentForm(request: StripeRequest): string {
  if (request.method === 'POST') return typeof request.body === 'string' ? request.body : ''
  return request.raw.url?.split('?')[1] ?? ''
}
