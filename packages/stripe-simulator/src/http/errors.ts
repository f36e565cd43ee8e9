export interface FailureDetails {
  readonly status: number
  readonly message: string
  readonly type?: string
  readonly code?: string
  readonly param?: string
  readonly headers?: Record<string, string>
  /** Further fields of an error of v2. */
  readonly extra?: Readonly<Record<string, unknown>>
}

/** A refusal in Stripe's wording. */
export class StripeFailure extends Error {
  readonly details: FailureDetails

  constructor(details: FailureDetails) {
    super(details.message)
    this.name = 'StripeFailure'
    this.details = details
  }
}

/** The most common refusal: an invalid request. Default status: 400. */
export function invalidRequest(
  message: string,
  { status = 400, ...rest }: { status?: number; code?: string; param?: string; headers?: Record<string, string> } = {},
): StripeFailure {
  return new StripeFailure({ status, type: 'invalid_request_error', message, ...rest })
}

export const unknownUrl = (method: string, path: string) =>
  invalidRequest(`Unrecognized request URL (${method}: ${path}). This is the Stripe simulator: see its README.`, {
    status: 404,
  })

export const unknownParameter = (param: string) =>
  invalidRequest(`Received unknown parameter: ${param}`, { code: 'parameter_unknown', param })

export const missingParameter = (param: string) =>
  invalidRequest(`Missing required param: ${param}.`, { code: 'parameter_missing', param })

/**
 * Stripe's error for a link to an account that is gone, belongs to another platform or does not exist. It has no code.
 */
export const noLinkForUnknown = () =>
  invalidRequest(
    'You requested an account link for an account that is not connected to your platform or does not exist.',
  )

export const noLinkForRejected = () =>
  invalidRequest('An account link cannot be created for this account because the account has been rejected.')

/** As for links: how Stripe words this is not known. */
export const noSessionForUnknown = () =>
  invalidRequest(
    'You requested an account session for an account that is not connected to your platform or does not exist.',
  )

export const noSessionForRejected = () =>
  invalidRequest('An account session cannot be created for this account because the account has been rejected.')

/** Stripe's error for a link in live mode that leads back to a site without TLS. */
export const httpsRequired = () => invalidRequest('Livemode requests must always be redirected via HTTPS.')

/** Stripe's error for an account that the key may not access, whether it exists or not. */
export const noAccess = (id: string) =>
  invalidRequest(
    `The provided key does not have access to account '${id}' (or that account does not exist). ` +
      'Application access may have been revoked.',
    { status: 403, code: 'account_invalid' },
  )

/** Stripe's error for a platform that is not signed up for Connect, and asks for an account of another one. */
export const noPlatform = () =>
  invalidRequest(
    'Only Stripe Connect platforms can work with other accounts. If you need to setup a Stripe Connect platform, you can ' +
      'do so at https://dashboard.stripe.com/account/applications/settings.',
    { status: 403, code: 'platform_account_required' },
  )

/** Stripe's error for a restricted key without a permission. */
export const noPermission = (key: string, permission: string, platform: string) =>
  invalidRequest(
    `The provided key '${key}' does not have the required permissions for this endpoint on account '${platform}'. ` +
      `Having the '${permission}' permission would allow this request to continue.`,
    { status: 403 },
  )

export const keyInUse = (key: string) =>
  new StripeFailure({
    status: 409,
    type: 'idempotency_error',
    code: 'idempotency_key_in_use',
    message: `Another request with the idempotency key '${key}' is still in progress. Try again when it has ended.`,
    headers: { 'stripe-should-retry': 'true' },
  })

/** Without a code, as at Stripe: SDKs recognise it by its type. */
export const keyReused = (key: string, firstUse: string) =>
  new StripeFailure({
    status: 400,
    type: 'idempotency_error',
    message:
      'Keys for idempotent requests can only be used with the same parameters and endpoint as the first time ' +
      `('${key}' was first used with ${firstUse}). Use another key for another request.`,
  })

/** Which rate limit is exceeded, in the words of Stripe's header. */
export type ExceededLimit = 'endpoint-rate' | 'global-rate'

export function rateLimited(reason: ExceededLimit | 'lock'): StripeFailure {
  return reason === 'lock'
    ? invalidRequest('This object is locked by another API request or Stripe process. Try again.', {
        status: 429,
        code: 'lock_timeout',
        headers: { 'stripe-should-retry': 'true' },
      })
    : invalidRequest('Request rate limit exceeded. You can learn more about rate limits in the documentation.', {
        status: 429,
        code: 'rate_limit',
        headers: { 'stripe-should-retry': 'false', 'stripe-rate-limited-reason': reason },
      })
}

/** A response before it is sent. */
export interface Answer {
  readonly status: number
  readonly body: string
  readonly headers: Record<string, string>
  readonly requestId: string
  readonly errorCode?: string
}

/** The error JSON of v1. */
export function errorAnswer(details: FailureDetails, requestId: string, logUrl: string): Answer {
  const { status, headers = {}, type, code, param, message } = details
  const error = {
    ...(code !== undefined && { code, doc_url: `https://stripe.com/docs/error-codes/${code.replaceAll('_', '-')}` }),
    message,
    ...(param !== undefined && { param }),
    request_log_url: logUrl,
    type: type ?? 'api_error',
  }
  const body = JSON.stringify({ error }, undefined, 2)
  return { status, body, headers, requestId, ...(code !== undefined && { errorCode: code }) }
}
