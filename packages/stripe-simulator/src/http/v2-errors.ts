import { type Answer, type ExceededLimit, type FailureDetails, StripeFailure } from './errors.ts'

/**
 * Refusals of v2. Most have a code and no type, so SDKs classify them by their status. The messages of codes that Stripe
 * documents are Stripe's descriptions.
 */
interface Details {
  readonly status?: number
  readonly type?: string
  readonly param?: string
  readonly headers?: Record<string, string>
  readonly extra?: Readonly<Record<string, unknown>>
}

export function refusedV2(code: string, message: string, { status = 400, ...rest }: Details = {}): StripeFailure {
  return new StripeFailure({ status, code, message, ...rest })
}

/** Stripe's refusal of a parameter that is missing, unknown or of a wrong kind. `param`: a path with dots. */
export const invalidField = (param: string, message: string): StripeFailure =>
  refusedV2('invalid_fields', message, { param })

export const notFoundV2 = (): StripeFailure => refusedV2('not_found', "The resource wasn't found.", { status: 404 })

export const accessBlocked = (): StripeFailure =>
  refusedV2('accounts_v2_access_blocked', 'Accounts v2 is not enabled for your platform.')

/** A restricted key without a permission. */
export const noPermissionV2 = (key: string, permission: string, platform: string): StripeFailure =>
  refusedV2(
    'forbidden',
    `The provided key '${key}' does not have the required permissions for this endpoint on account '${platform}'. ` +
      `Having the '${permission}' permission would allow this request to continue.`,
    { status: 403 },
  )

/** A platform that is not signed up for Connect. */
export const noPlatformV2 = (): StripeFailure =>
  refusedV2(
    'non_connect_platform_accounts_v2_access_blocked',
    'Accounts v2 is not enabled for your platform. Only Connect platforms can access Accounts v2.',
  )

/** An account that was created with v1 less than ten minutes ago. */
export const notYetCompatible = (): StripeFailure =>
  refusedV2('account_not_yet_compatible_with_v2', 'Account is not yet compatible with V2 APIs.')

export const v1Account = (): StripeFailure =>
  refusedV2('v1_account_instead_of_v2_account', 'V1 Account ID cannot be used in V2 Account APIs.')

export const keyInUseV2 = (key: string): StripeFailure =>
  refusedV2(
    'idempotency_key_in_use',
    `Another request with the idempotency key '${key}' is still in progress. Try again when it has ended.`,
    { status: 409, headers: { 'stripe-should-retry': 'true' } },
  )

export const keyReusedV2 = (): StripeFailure =>
  refusedV2('idempotency_error', 'An idempotent retry occurred with different request parameters.', { status: 409 })

export const rateLimitedV2 = (reason: ExceededLimit | 'lock'): StripeFailure =>
  reason === 'lock'
    ? refusedV2(
        'account_rate_limit_exceeded',
        'Account cannot exceed a configured concurrency rate limit on updates.',
        {
          status: 429,
          type: 'rate_limit',
        },
      )
    : refusedV2('rate_limit', 'Request rate limit exceeded.', {
        status: 429,
        type: 'rate_limit',
        headers: { 'stripe-should-retry': 'false', 'stripe-rate-limited-reason': reason },
      })

// Errors without a text for end users, as in Stripe's specification.
const withoutUserMessage: ReadonlySet<string | undefined> = new Set([
  'not_found',
  'idempotency_error',
  'account_rate_limit_exceeded',
  'rate_limit',
])

/** The error JSON of v2. */
export function v2ErrorAnswer(details: FailureDetails, requestId: string): Answer {
  const { status, headers = {}, type, code, param, message, extra } = details
  const error = {
    ...(code !== undefined && { code }),
    message,
    ...(param !== undefined && { param }),
    ...(type !== undefined && { type }),
    ...(code !== undefined && !withoutUserMessage.has(code) && { user_message: message }),
    ...extra,
  }
  const body = JSON.stringify({ error }, undefined, 2)
  return { status, body, headers, requestId, ...(code !== undefined && { errorCode: code }) }
}
