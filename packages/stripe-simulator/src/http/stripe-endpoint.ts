// http/: how calls to Stripe's API are received and answered, for all endpoints. It contains the steps of a call (this
// file), keys, idempotency, rate limit, call log, forms, the validation of parameters, and errors in Stripe's wording.
// The work of the single endpoints is in api/.
import { setTimeout as pause } from 'node:timers/promises'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Call, RouteName } from '../control/schemas.ts'
import { type Struck, strikesBefore } from '../faults/faults.ts'
import { failureOf, strike } from '../faults/strike.ts'
import type { Parts } from '../state/parts.ts'
import { randomId } from '../support/random-id.ts'
import { apiVersion } from './api-version.ts'
import { authenticate } from './authentication.ts'
import { type Answer, errorAnswer, invalidRequest, keyInUse, keyReused, rateLimited, StripeFailure } from './errors.ts'
import { canonicalForm, type FormTree, parseForm } from './form-body.ts'
import type { Known, Use } from './idempotency.ts'

const longestKey = 255

export interface Endpoint<Input> {
  readonly route: RouteName
  /** Reads the parameters. An error thrown here precedes any work, so no key stores it. */
  read(sent: { readonly id: string; readonly form: FormTree }): Input
  /** Does the work, synchronously. The idempotency key stores its result or error. */
  execute(input: Input): object
}

export type StripeRequest = FastifyRequest<{ Params: { id?: string } }>

/** Serves an endpoint as Stripe does: key, limit, idempotency, and the requested faults. */
export function stripeHandler<Input>(parts: Parts, endpoint: Endpoint<Input>) {
  return async (request: StripeRequest, reply: FastifyReply): Promise<void> => {
    const requestId = `req_${randomId(14)}`
    const path = request.raw.url?.split('?')[0] ?? ''
    const call = parts.callLog.open({ route: endpoint.route, method: request.method, path, requestId })
    const logUrl = `${parts.publicUrl()}/#${requestId}`
    const exchange = { request, reply, call, path, logUrl }
    let answer: Answer | undefined
    try {
      answer = await converse(parts, endpoint, exchange)
    } catch (error) {
      if (parts.closing.aborted) return hangUp(exchange)
      if (!(error instanceof StripeFailure)) throw error
      answer = errorAnswer(error.details, requestId, logUrl)
    }
    if (answer !== undefined) send(answer, exchange)
  }
}

interface Exchange {
  readonly request: StripeRequest
  readonly reply: FastifyReply
  readonly call: Call
  readonly path: string
  readonly logUrl: string
}

async function converse<Input>(
  parts: Parts,
  endpoint: Endpoint<Input>,
  exchange: Exchange,
): Promise<Answer | undefined> {
  const { request, call, path } = exchange
  const key = idempotencyKey(request)
  if (key !== undefined) call.idempotencyKey = key
  authenticate(request.headers.authorization)
  refuseOtherAccounts(request)
  if (!parts.rateLimit.take(endpoint.route)) throw rateLimited({ lockTimeout: false })
  if (key !== undefined && key.length > longestKey) {
    throw invalidRequest(`Idempotency keys must not be longer than ${longestKey} characters.`)
  }
  const form = parseForm(sentForm(request))
  const use: Use = { endpoint: `${request.method} ${path}`, params: canonicalForm(form) }

  // Synchronous from here to the claim; otherwise two requests with one key could both be the first.
  const input = attempt(() => endpoint.read({ id: request.params.id ?? '', form }))
  const known = key === undefined ? undefined : parts.idempotency.find(key, use)
  const struck = parts.faults.pick(endpoint.route, { executes: known === undefined && 'value' in input })
  if (struck.kinds.length > 0) call.fault = struck.kinds.join()
  if (struck.fault !== undefined && strikesBefore(struck.fault)) {
    await delay(parts, struck)
    return strike(struck.fault, nothingYet(call.requestId), exchange)
  }
  const lock = key === undefined || known !== undefined ? undefined : parts.idempotency.claim(key, use)
  try {
    await delay(parts, struck)
    if (known !== undefined) return afterwards(struck, replay(known, key ?? '', call), exchange)
    if ('failure' in input) throw input.failure
    const { answer, kept } = execute(() => endpoint.execute(input.value), struck, exchange)
    if (kept !== undefined) lock?.save(kept)
    return afterwards(struck, answer, exchange)
  } finally {
    lock?.release()
  }
}

interface Executed {
  readonly answer: Answer
  /** The response that the idempotency key replays from now on, if any. */
  readonly kept: Answer | undefined
}

function execute(work: () => object, { fault }: Struck, { call, logUrl }: Exchange): Executed {
  const { requestId } = call
  if (fault?.kind !== 'error') return attemptWork(work, call, logUrl)
  const failure = errorAnswer(failureOf(fault), requestId, logUrl)
  if (fault.executed !== true) return { answer: failure, kept: failure }
  const done = attemptWork(work, call, logUrl)
  // An error that is not saved comes from between the work and the client: the key stores the result of the work.
  return { answer: failure, kept: fault.saved ? failure : done.kept }
}

// Early refusals. Stripe stores them under no key, so that the corrected request can be sent again.
const neverKept: ReadonlySet<number> = new Set([401, 403, 409, 429])

function attemptWork(work: () => object, call: Call, logUrl: string): Executed {
  const { requestId } = call
  const done = attempt(work)
  if ('failure' in done) {
    const answer = errorAnswer(done.failure.details, requestId, logUrl)
    return { answer, kept: neverKept.has(answer.status) ? undefined : answer }
  }
  call.executed = true
  const answer = { status: 200, body: JSON.stringify(done.value, undefined, 2), headers: {}, requestId }
  return { answer, kept: answer }
}

function afterwards({ fault }: Struck, answer: Answer, exchange: Exchange): Answer | undefined {
  return fault === undefined || fault.kind === 'error' ? answer : strike(fault, answer, exchange)
}

function replay(known: Known, key: string, call: Call): Answer {
  switch (known.kind) {
    case 'in_flight':
      throw keyInUse(key)
    case 'other_use':
      throw keyReused(key, known.endpoint)
    case 'saved':
      call.replayed = true
      return { ...known.answer, headers: { ...known.answer.headers, 'idempotent-replayed': 'true' } }
  }
}

function send(answer: Answer, { request, reply, call }: Exchange): void {
  call.outcome = 'answered'
  call.status = answer.status
  if (answer.errorCode !== undefined) call.errorCode = answer.errorCode
  reply.code(answer.status).headers({ ...commonHeaders(request), ...answer.headers })
  reply.header('request-id', call.requestId)
  if (call.idempotencyKey !== undefined) {
    reply.headers({ 'idempotency-key': call.idempotencyKey, 'original-request': answer.requestId })
  }
  reply.type('application/json').send(answer.body)
}

/** Headers of every response of Stripe's API. */
export const commonHeaders = (request: FastifyRequest) => ({
  'cache-control': 'no-cache, no-store',
  'stripe-version': String(request.headers['stripe-version'] ?? apiVersion),
})

// The simulator is closing during the delay of a call.
function hangUp({ request, reply, call }: Exchange): void {
  call.outcome = 'lost'
  reply.hijack()
  request.raw.socket.destroy()
}

async function delay(parts: Parts, { latencyMs }: Struck): Promise<void> {
  if (latencyMs > 0) await pause(latencyMs, undefined, { signal: parts.closing })
}

const nothingYet = (requestId: string): Answer => ({
  status: 200,
  body: '{"object": "account", "id": "acct_',
  headers: {},
  requestId,
})

function attempt<Value>(work: () => Value): { value: Value } | { failure: StripeFailure } {
  try {
    return { value: work() }
  } catch (error) {
    if (error instanceof StripeFailure) return { failure: error }
    throw error
  }
}

// Only requests with effects have keys; Stripe ignores them on others.
function idempotencyKey({ method, headers }: FastifyRequest): string | undefined {
  const key = headers['idempotency-key']
  return method === 'POST' && typeof key === 'string' && key !== '' ? key : undefined
}

function sentForm(request: FastifyRequest): string {
  if (request.method === 'POST') return typeof request.body === 'string' ? request.body : ''
  return request.raw.url?.split('?')[1] ?? ''
}

// Requests on behalf of a connected account are not simulated. Ignoring the header would answer for the wrong account.
function refuseOtherAccounts({ headers }: FastifyRequest): void {
  const asked = headers['stripe-account'] ?? headers['stripe-context']
  if (asked === undefined) return
  throw invalidRequest('The Stripe simulator does not act as connected accounts (Stripe-Account, Stripe-Context).')
}
