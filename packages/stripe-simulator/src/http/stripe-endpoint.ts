// http/: how calls to Stripe's API are received and answered, for all endpoints. It contains the steps of a call (this
// file), what differs between the generations of the API (dialect.ts, v1.ts, v2.ts), keys, idempotency, rate limit,
// call log, the validation of parameters, and errors in Stripe's wording. The work of the single endpoints is in api/.
import { setTimeout as pause } from 'node:timers/promises'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Call } from '../control/schemas.ts'
import { type Struck, strikesBefore } from '../faults/faults.ts'
import { failureOf, strike } from '../faults/strike.ts'
import type { Parts } from '../state/parts.ts'
import { randomId } from '../support/random-id.ts'
import { apiVersion } from './api-version.ts'
import { authenticate } from './authentication.ts'
import type { Caller, Dialect, Done, Operation, StripeRequest } from './dialect.ts'
import { type Answer, invalidRequest, StripeFailure } from './errors.ts'
import type { Known } from './idempotency.ts'
import { permissionFor } from './permissions.ts'

const longestKey = 255

/** What a call consists of. */
interface Exchange<Params, Job, Kept> {
  readonly parts: Parts
  readonly dialect: Dialect<Params, Job, Kept>
  readonly operation: Operation<Params, Job>
  readonly request: StripeRequest
  readonly reply: FastifyReply
  readonly call: Call
  readonly path: string
  readonly logUrl: string
}

/** Serves an operation as Stripe does: key, limit, idempotency, and the requested faults. */
export function stripeHandler<Params, Job, Kept>(
  parts: Parts,
  dialect: Dialect<Params, Job, Kept>,
  operation: Operation<Params, Job>,
) {
  return async (request: StripeRequest, reply: FastifyReply): Promise<void> => {
    const requestId = `req_${randomId(14)}`
    const path = request.raw.url?.split('?')[0] ?? ''
    const { api } = dialect
    const call = parts.callLog.open({ api, route: operation.route, method: request.method, path, requestId })
    const logUrl = `${parts.publicUrl()}/#${requestId}`
    const exchange = { parts, dialect, operation, request, reply, call, path, logUrl }
    let answer: Answer | undefined
    try {
      answer = await converse(exchange)
    } catch (error) {
      if (parts.closing.aborted) return hangUp(exchange)
      if (!(error instanceof StripeFailure)) throw error
      answer = dialect.errorAnswer(error.details, requestId, logUrl)
    }
    if (answer !== undefined) send(answer, exchange)
  }
}

async function converse<Params, Job, Kept>(exchange: Exchange<Params, Job, Kept>): Promise<Answer | undefined> {
  const { parts, dialect, operation, request, call, path } = exchange
  const caller = admitted(exchange)
  const key = caller.idempotencyKey
  const params = dialect.params(request)
  const use = { endpoint: `${request.method} ${path}`, params: dialect.canonical(params) }
  const keys = dialect.keys(parts)
  const scope = dialect.keyScope(caller, operation.route)

  // Synchronous from here to the claim; otherwise two requests with one key could both be the first.
  const job = attempt(() => operation.read({ id: request.params.id ?? '', params, caller }))
  const known = key === undefined ? undefined : keys.find(scope, key, use)
  const isNew = known === undefined || known.kind === 'failed'
  const struck = parts.faults.pick({ api: dialect.api, route: operation.route, executes: isNew && 'value' in job })
  if (struck.kinds.length > 0) call.fault = struck.kinds.join()
  if (struck.fault !== undefined && strikesBefore(struck.fault)) {
    await delay(parts, struck)
    return strike(struck.fault, nothingYet(call.requestId), exchange)
  }
  const lock = key === undefined || !isNew ? undefined : keys.claim(scope, key, use)
  try {
    await delay(parts, struck)
    if (!isNew) return afterwards(struck, replay(known, key ?? '', job, exchange), exchange)
    if ('failure' in job) throw job.failure
    const { answer, kept, failed } = execute(job.value, struck, exchange)
    if (kept !== undefined) lock?.save(kept)
    else if (failed) lock?.fail()
    return afterwards(struck, answer, exchange)
  } finally {
    lock?.release()
  }
}

/** The caller, unless Stripe refuses the call before reading it. */
function admitted<Params, Job, Kept>({
  parts,
  dialect,
  operation,
  request,
  call,
}: Exchange<Params, Job, Kept>): Caller {
  const sentKey = request.headers['idempotency-key']
  const key =
    dialect.keyedMethods.has(request.method) && typeof sentKey === 'string' && sentKey !== '' ? sentKey : undefined
  if (key !== undefined) call.idempotencyKey = key
  const settings = parts.platform.state()
  const { platform, livemode, restrictedKey } = authenticate(request.headers.authorization, settings)
  if (restrictedKey !== undefined && settings.restrictedKeysMayNot.includes(operation.route)) {
    throw dialect.noPermission(restrictedKey, permissionFor(operation.route), platform)
  }
  const context = contextOf(request, operation.acceptsContext ?? false)
  const exceeded = parts.rateLimit.exceeded({ platform, livemode }, `${dialect.api} ${operation.route}`)
  if (exceeded !== undefined) throw dialect.rateLimited(exceeded)
  if (key !== undefined && key.length > longestKey) {
    throw invalidRequest(`Idempotency keys must not be longer than ${longestKey} characters.`)
  }
  const { requestId } = call
  return {
    platform,
    livemode,
    apiVersion: versionOf(request),
    requestId,
    ...(key !== undefined && { idempotencyKey: key }),
    ...(context !== undefined && { context }),
  } satisfies Caller
}

interface Executed<Kept> extends Done<Kept> {
  /** The work began and failed. */
  readonly failed: boolean
}

function execute<Params, Job, Kept>(
  job: Job,
  { fault }: Struck,
  exchange: Exchange<Params, Job, Kept>,
): Executed<Kept> {
  const { dialect, call, logUrl } = exchange
  if (fault?.kind !== 'error') return attemptWork(job, exchange)
  const failure = dialect.errorAnswer(failureOf(fault, dialect.api), call.requestId, logUrl)
  const keptFailure = dialect.keptOfFailure(failure)
  if (fault.executed !== true) return { answer: failure, kept: keptFailure, failed: true }
  const done = attemptWork(job, exchange)
  // An error that is not saved comes from between the work and the client: the key keeps the result of the work.
  return { ...done, answer: failure, kept: fault.saved ? (keptFailure ?? done.kept) : done.kept }
}

// Early refusals. Stripe stores them under no key, so that the corrected request can be sent again.
const neverKept: ReadonlySet<number> = new Set([401, 403, 409, 429])

function attemptWork<Params, Job, Kept>(job: Job, exchange: Exchange<Params, Job, Kept>): Executed<Kept> {
  const { dialect, call, logUrl } = exchange
  const done = attempt(() => dialect.execute(job, call.requestId))
  if ('failure' in done) {
    const answer = dialect.errorAnswer(done.failure.details, call.requestId, logUrl)
    const counts = !neverKept.has(answer.status)
    return { answer, kept: counts ? dialect.keptOfFailure(answer) : undefined, failed: counts }
  }
  call.executed = true
  return { ...done.value, failed: false }
}

function afterwards<Params, Job, Kept>({ fault }: Struck, answer: Answer, exchange: Exchange<Params, Job, Kept>) {
  return fault === undefined || fault.kind === 'error' ? answer : strike(fault, answer, exchange)
}

function replay<Params, Job, Kept>(
  known: Exclude<Known<Kept>, { kind: 'failed' }>,
  key: string,
  job: { value: Job } | { failure: StripeFailure },
  { dialect, call }: Exchange<Params, Job, Kept>,
): Answer {
  switch (known.kind) {
    case 'in_flight':
      throw dialect.keyInUse(key)
    case 'other_use':
      throw dialect.keyReused(key, known.endpoint)
    case 'saved':
      if ('failure' in job) throw job.failure
      call.replayed = true
      return dialect.replay(job.value, known.kept, call.requestId)
  }
}

function send<Params, Job, Kept>(
  answer: Answer,
  { parts, dialect, request, reply, call }: Exchange<Params, Job, Kept>,
): void {
  call.outcome = 'answered'
  call.status = answer.status
  if (answer.errorCode !== undefined) call.errorCode = answer.errorCode
  reply.code(answer.status).headers({ ...commonHeaders(request), ...answer.headers })
  reply.header('date', new Date(parts.realNow()).toUTCString())
  reply.header('request-id', call.requestId)
  if (call.idempotencyKey !== undefined) reply.headers(dialect.keyHeaders(call.idempotencyKey, answer))
  reply.type('application/json').send(answer.body)
}

/** Headers of every response of Stripe's API. */
export const commonHeaders = (request: FastifyRequest) => ({
  'cache-control': 'no-cache, no-store',
  'stripe-version': versionOf(request),
})

const versionOf = ({ headers }: FastifyRequest): string => String(headers['stripe-version'] ?? apiVersion)

// The simulator is closing during the delay of a call.
function hangUp({ request, reply, call }: { request: StripeRequest; reply: FastifyReply; call: Call }): void {
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

// Most requests on behalf of a connected account are not simulated. Ignoring the header would answer for the wrong
// account.
function contextOf({ headers }: FastifyRequest, acceptsContext: boolean): string | undefined {
  const { 'stripe-account': account, 'stripe-context': context } = headers
  if (account === undefined && context === undefined) return undefined
  if (account === undefined && acceptsContext) return String(context)
  throw invalidRequest('The Stripe simulator does not act as connected accounts (Stripe-Account, Stripe-Context).')
}
