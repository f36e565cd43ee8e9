import type { Refusal } from '../../domain/onboarding-token.ts'
import type { OnceRefused } from '../../ports/once.ts'
import { isRetryable, type ProviderFailure } from '../../domain/provider-failure.ts'

/** Every code that an answer can carry, with its HTTP status and the sentence that people read. */
const PROBLEMS = {
  VALIDATION_FAILED: [400, 'The request is not valid', 'A parameter or the body is missing or malformed.'],
  STATE_INVALID: [400, 'State not known', 'This way back is not one that we gave out.'],
  SIGNATURE_INVALID: [
    400,
    'Signature not valid',
    'The body was not signed with a secret of this endpoint, or too long ago.',
  ],
  UNAUTHENTICATED: [401, 'Not authenticated', 'Send a valid API key as "Authorization: Bearer <key>".'],
  FORBIDDEN: [403, 'Not allowed', 'This key lacks the scope that the request needs.'],
  PREFETCH_REFUSED: [403, 'Prefetch refused', 'Opening a link has an effect, so it is not done ahead of time.'],
  NOT_FOUND: [404, 'Not found', 'There is no such route.'],
  CLIENT_NOT_FOUND: [404, 'Client not found', 'There is no client with this id.'],
  TOKEN_NOT_FOUND: [404, 'Link not found', 'This link is not known. Check that it was copied whole.'],
  CLIENT_EXISTS: [409, 'Client exists', 'A client with this e-mail address exists already.'],
  EXTERNAL_ID_EXISTS: [409, 'External id exists', 'A client with this external id exists already.'],
  COUNTRY_LOCKED: [409, 'Country locked', 'The account at Stripe has this country, or may have; it cannot be changed.'],
  INTENT_UNRESOLVED: [
    409,
    'Account unresolved',
    'Whether Stripe created an account is not known yet. It is found out within minutes; try again then.',
  ],
  IDEMPOTENCY_IN_FLIGHT: [409, 'In flight', 'The request with this Idempotency-Key is being done right now.'],
  MAIL_NOT_CONFIGURED: [
    409,
    'Mail not configured',
    'This service sends no mails: set SMTP_URL and MAIL_FROM, or leave out sendEmail and pass the link on yourself.',
  ],
  ALREADY_COMPLETED: [409, 'Already completed', 'The onboarding is completed and Stripe wants nothing more.'],
  TOKEN_REVOKED: [410, 'Link withdrawn', 'This link was withdrawn or replaced. Ask for a new one.'],
  TOKEN_EXPIRED: [410, 'Link expired', 'This link has expired. Ask for a new one.'],
  TOKEN_COMPLETED: [410, 'Already done', 'This onboarding is completed; nothing is left to do with this link.'],
  PAYLOAD_TOO_LARGE: [413, 'Too large', 'The body is larger than this route takes.'],
  UNSUPPORTED_MEDIA_TYPE: [415, 'Unsupported media type', 'Send the body as application/json.'],
  IDEMPOTENCY_KEY_REUSED: [
    422,
    'Idempotency key reused',
    'This Idempotency-Key was sent before, with another request. Use a new key for a new request.',
  ],
  RATE_LIMITED: [429, 'Too many requests', 'That was a lot of requests. Try again when Retry-After has passed.'],
  REQUEST_HEADERS_TOO_LARGE: [431, 'Headers too large', 'The request line or its headers are too long.'],
  INTERNAL: [500, 'Internal error', 'Something went wrong on our side. The request id helps to find out what.'],
  STRIPE_ACCOUNT_CREATE_FAILED: [
    502,
    'Stripe failed',
    'Stripe could not create the account. The link stays as it was.',
  ],
  STRIPE_ACCOUNT_LINK_FAILED: [502, 'Stripe failed', 'Stripe could not make the link. Your own link stays as it was.'],
  STRIPE_ACCOUNT_RETRIEVE_FAILED: [502, 'Stripe failed', 'Stripe could not be asked about the account.'],
  ACCOUNT_UNAVAILABLE: [502, 'Account unavailable', 'The account at Stripe is closed, rejected or not ours any more.'],
  SERVICE_UNAVAILABLE: [503, 'Service unavailable', 'The service cannot answer right now. Try again in a moment.'],
} as const satisfies Record<string, readonly [status: number, title: string, detail: string]>

export type ProblemCode = keyof typeof PROBLEMS

/** All codes, in the order of their statuses. */
export const PROBLEM_CODES = Object.keys(PROBLEMS).filter(isProblemCode)

function isProblemCode(code: string): code is ProblemCode {
  return code in PROBLEMS
}

/** An RFC 9457 problem. `error` repeats the sentence for front ends that read it there. */
export interface Problem {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly detail: string
  readonly code: ProblemCode
  readonly requestId: string
  readonly retryable: boolean
  readonly error: string
}

/** Thrown by routes to answer with a problem; `detail` replaces the code's own sentence. */
export class ProblemError extends Error {
  readonly code: ProblemCode
  readonly detail: string | undefined
  readonly retryable: boolean | undefined
  readonly retryAfterSeconds: number | undefined

  constructor(
    code: ProblemCode,
    { detail, retryable, retryAfterSeconds }: { detail?: string; retryable?: boolean; retryAfterSeconds?: number } = {},
  ) {
    super(code)
    this.name = 'ProblemError'
    this.code = code
    this.detail = detail
    this.retryable = retryable
    this.retryAfterSeconds = retryAfterSeconds
  }
}

/** The body of the answer to a request that failed with this code. Retryable, unless said, is what passes by itself. */
export function problemOf(
  code: ProblemCode,
  requestId: string,
  { detail, retryable }: { detail?: string | undefined; retryable?: boolean | undefined } = {},
): Problem {
  const [status, title, sentence] = PROBLEMS[code]
  const said = detail ?? sentence
  return {
    type: 'about:blank',
    title,
    status,
    detail: said,
    code,
    requestId,
    retryable: retryable ?? (status === 503 || status === 429),
    error: said,
  }
}

const REFUSALS: Record<Refusal, ProblemCode> = {
  expired: 'TOKEN_EXPIRED',
  revoked: 'TOKEN_REVOKED',
  completed: 'TOKEN_COMPLETED',
}

const FAILED_OPERATIONS: Record<ProviderFailure['operation'], ProblemCode> = {
  create_account: 'STRIPE_ACCOUNT_CREATE_FAILED',
  find_account: 'STRIPE_ACCOUNT_CREATE_FAILED',
  create_account_link: 'STRIPE_ACCOUNT_LINK_FAILED',
  retrieve_account: 'STRIPE_ACCOUNT_RETRIEVE_FAILED',
}

/** The answer to the opening of a link that the domain refuses. */
export const refused = (refusal: Refusal): ProblemError => new ProblemError(REFUSALS[refusal])

/** The code under which people meet a provider failure. */
export function codeOfFailure({ outcome, operation }: ProviderFailure): ProblemCode {
  return outcome === 'account_unavailable' ? 'ACCOUNT_UNAVAILABLE' : FAILED_OPERATIONS[operation]
}

/** The answer to a request that may be sent twice, and cannot be taken this time. */
export const onceRefused = ({ outcome }: OnceRefused): ProblemError =>
  outcome === 'in_flight'
    ? new ProblemError('IDEMPOTENCY_IN_FLIGHT', { retryable: true, retryAfterSeconds: 1 })
    : new ProblemError('IDEMPOTENCY_KEY_REUSED')

/** The answer to one request too many. */
export const rateLimited = (retryAfterSeconds: number): ProblemError =>
  new ProblemError('RATE_LIMITED', { retryAfterSeconds })

/** The answer when the provider failed. */
export function providerFailed(failure: ProviderFailure): ProblemError {
  const { retryAfterSeconds } = failure
  return new ProblemError(codeOfFailure(failure), {
    retryable: isRetryable(failure),
    ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
  })
}
