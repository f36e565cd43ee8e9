import { describeFaults, type FieldFault } from './faults.ts'
import { PROBLEMS, type ProblemCode } from './problem-codes.ts'

export { PROBLEM_CODES, type ProblemCode } from './problem-codes.ts'

/** An RFC 9457 problem. `error` repeats `detail`, for front ends that read it there. */
export interface Problem {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly detail: string
  readonly code: ProblemCode
  readonly requestId: string
  readonly retryable: boolean
  readonly error: string
  /** What is wrong with the request, field by field. */
  readonly errors?: readonly FieldFault[]
  /** The client that exists already. */
  readonly clientId?: string
  /** The terms of the platform that have to be accepted. */
  readonly terms?: Terms
}

/** The platform's own terms. */
export interface Terms {
  readonly version: string
  readonly url: string
}

interface Details {
  /** Replaces the sentence of the code. */
  readonly detail?: string | undefined
  readonly retryable?: boolean | undefined
  /** What is wrong with the request; `detail` repeats it, unless it is given. */
  readonly errors?: readonly FieldFault[] | undefined
  /** The client that exists already. */
  readonly clientId?: string | undefined
  readonly terms?: Terms | undefined
}

/** Thrown by routes to reply with a problem. It is an answer and no fault, so it has no stack, which takes long to write. */
export class ProblemError extends Error {
  readonly code: ProblemCode
  readonly details: Details
  readonly retryAfterSeconds: number | undefined

  constructor(code: ProblemCode, { retryAfterSeconds, ...details }: Details & { retryAfterSeconds?: number } = {}) {
    const { stackTraceLimit } = Error
    Error.stackTraceLimit = 0
    super(code)
    Error.stackTraceLimit = stackTraceLimit
    this.name = 'ProblemError'
    this.code = code
    this.details = details
    this.retryAfterSeconds = retryAfterSeconds
  }
}

/** The body of an error reply. Without `retryable`, a code is retryable if its cause passes by itself. */
export function problemOf(
  code: ProblemCode,
  requestId: string,
  { errors, clientId, terms, retryable, detail = errors && describeFaults(errors) }: Details = {},
): Problem {
  const [status, title, sentence] = PROBLEMS[code]
  const text = detail ?? sentence
  return {
    type: 'about:blank',
    title,
    status,
    detail: text,
    code,
    requestId,
    retryable: retryable ?? (status === 503 || status === 429),
    error: text,
    ...(errors !== undefined && { errors }),
    ...(clientId !== undefined && { clientId }),
    ...(terms !== undefined && { terms: { version: terms.version, url: terms.url } }),
  }
}
