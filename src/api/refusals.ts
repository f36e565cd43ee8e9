import type { Unfit } from '../domain/account-limits.ts'
import { METADATA_LIMITS } from '../domain/metadata.ts'
import type { Admission } from '../domain/decide-confirmation.ts'
import type { NoLoginLink } from '../domain/decide-management.ts'
import type { NoToken, Refusal } from '../domain/onboarding-token.ts'
import { isRetryable, type ProviderFailure } from '../domain/provider-failure.ts'
import type { ChangeResult } from '../usecases/clients/change-client.ts'
import type { ExistingClient } from '../usecases/clients/find-duplicate.ts'
import type { PutResult } from '../usecases/clients/put-client.ts'
import { ProblemError, type ProblemCode, type Terms } from './problem.ts'

const REFUSALS: Record<Refusal, ProblemCode> = {
  expired: 'TOKEN_EXPIRED',
  revoked: 'TOKEN_REVOKED',
  completed: 'TOKEN_COMPLETED',
}

const FAILED_OPERATIONS: Record<ProviderFailure['operation'], ProblemCode> = {
  create_account: 'STRIPE_ACCOUNT_CREATE_FAILED',
  find_account: 'STRIPE_ACCOUNT_CREATE_FAILED',
  create_account_link: 'STRIPE_ACCOUNT_LINK_FAILED',
  create_account_session: 'STRIPE_ACCOUNT_SESSION_FAILED',
  retrieve_account: 'STRIPE_ACCOUNT_RETRIEVE_FAILED',
  close_account: 'STRIPE_ACCOUNT_CHANGE_FAILED',
  reject_account: 'STRIPE_ACCOUNT_CHANGE_FAILED',
  unreject_account: 'STRIPE_ACCOUNT_CHANGE_FAILED',
  create_login_link: 'STRIPE_ACCOUNT_LINK_FAILED',
  inspect_setup: 'INTERNAL',
  change_setup: 'INTERNAL',
}

const NO_TOKEN: Record<NoToken, readonly [ProblemCode, detail?: string]> = {
  nothing_to_do: ['ALREADY_COMPLETED'],
  under_review: [
    'ALREADY_COMPLETED',
    'The client has submitted everything that Stripe asked for, and Stripe is checking it. The client can do nothing with a link.',
  ],
  paused: [
    'ALREADY_COMPLETED',
    "The client has submitted everything that Stripe asked for, but Stripe has not enabled the account. The client can do nothing with a link: see holdReason and capabilities in the client's record.",
  ],
  rejected: ['ACCOUNT_REJECTED'],
  disconnected: ['ACCOUNT_DISCONNECTED'],
}

/** A client gets no token. */
export function noToken(reason: NoToken): ProblemError {
  const [code, detail] = NO_TOKEN[reason]
  return new ProblemError(code, detail === undefined ? {} : { detail })
}

const NOT_REMINDED = {
  unknown_client: 'CLIENT_NOT_FOUND',
  mail_not_configured: 'MAIL_NOT_CONFIGURED',
  not_clients_turn: 'NOT_CLIENTS_TURN',
  stopped: 'REMINDERS_STOPPED',
  recently: 'REMINDED_RECENTLY',
  often_enough: 'REMINDED_ENOUGH',
} as const satisfies Record<string, ProblemCode>

/** The client is not reminded. */
export const notReminded = (because: keyof typeof NOT_REMINDED | NoToken): ProblemError =>
  isKeyOf(NOT_REMINDED, because) ? new ProblemError(NOT_REMINDED[because]) : noToken(because)

/** The token is not extended. */
export function notExtended(because: 'unknown_token' | 'completed' | 'revoked' | NoToken): ProblemError {
  switch (because) {
    case 'unknown_token':
      return new ProblemError('TOKEN_NOT_FOUND')
    case 'completed':
      return new ProblemError('ALREADY_COMPLETED', {
        detail: 'The onboarding was completed with this link, so there is nothing to extend.',
      })
    case 'revoked':
      return new ProblemError('TOKEN_REVOKED', {
        detail: 'This link was revoked or replaced, so it cannot be extended. Issue a new one.',
      })
    default:
      return noToken(because)
  }
}

const isKeyOf = <T extends object>(record: T, key: PropertyKey): key is keyof T => Object.hasOwn(record, key)

/** The domain refuses to open the link. */
export const refused = (refusal: Refusal): ProblemError => new ProblemError(REFUSALS[refusal])

const NOT_ADMITTED = {
  code_required: 'CODE_REQUIRED',
  code_wrong: 'CODE_WRONG',
  code_over: 'CODE_OVER',
} as const satisfies Record<Exclude<Admission, 'admitted' | 'terms_required'>, ProblemCode>

/** The platform wants something before the link is opened. */
export const notAdmitted = (missing: keyof typeof NOT_ADMITTED): ProblemError => new ProblemError(NOT_ADMITTED[missing])

/** The platform's own terms have to be accepted. */
export const termsRequired = (terms: Terms | undefined): ProblemError => new ProblemError('TERMS_REQUIRED', { terms })

/** The problem code of a provider failure. */
export function codeOfFailure({ outcome, operation }: ProviderFailure): ProblemCode {
  switch (outcome) {
    case 'account_unavailable':
      return 'ACCOUNT_UNAVAILABLE'
    case 'other_platform':
      return 'MODE_MISMATCH'
    default:
      return FAILED_OPERATIONS[operation]
  }
}

const NOT_ADOPTED = {
  unknown_client: 'CLIENT_NOT_FOUND',
  unknown_account: 'ACCOUNT_NOT_FOUND',
  other_account: 'ACCOUNT_EXISTS',
  taken: 'ACCOUNT_TAKEN',
  intent_unresolved: 'INTENT_UNRESOLVED',
  profile_unknown: 'PROFILE_UNKNOWN',
  mail_not_configured: 'MAIL_NOT_CONFIGURED',
} as const satisfies Record<string, ProblemCode>

const NOT_PUT: Partial<Record<PutResult['outcome'], ProblemCode>> = {
  mail_not_configured: 'MAIL_NOT_CONFIGURED',
  profile_unknown: 'PROFILE_UNKNOWN',
}

type NotChanged = Exclude<ChangeResult, ExistingClient | { readonly outcome: 'changed' }>

/** The client is not changed. */
export function notChanged(result: NotChanged): ProblemError {
  switch (result.outcome) {
    case 'unknown_client':
      return new ProblemError('CLIENT_NOT_FOUND')
    case 'country_locked':
      return new ProblemError('COUNTRY_LOCKED')
    case 'return_url_not_allowed':
      return new ProblemError('RETURN_URL_NOT_ALLOWED')
    case 'too_much_metadata':
      return new ProblemError('VALIDATION_FAILED', { errors: [TOO_MUCH_METADATA] })
    case 'unfit':
      return unfitProblem(result.unfit)
  }
}

const TOO_MUCH_METADATA = {
  field: 'metadata',
  message: `must have at most ${METADATA_LIMITS.keys} fields after the change`,
}

/** The provider would open no account for the client. */
export const unfitProblem = (unfit: Unfit): ProblemError => new ProblemError('VALIDATION_FAILED', { errors: [unfit] })

/** A client is neither created nor changed. */
export function notPut(result: PutResult): Error {
  const { outcome } = result
  if (outcome === 'country_locked' || outcome === 'too_much_metadata' || outcome === 'return_url_not_allowed')
    return notChanged({ outcome })
  if (outcome === 'unfit') return unfitProblem(result.unfit)
  const code = NOT_PUT[outcome]
  return code === undefined ? new Error(`a client with an external id is ${outcome}`) : new ProblemError(code)
}

/** The account does not become the client's. */
export const notAdopted = (reason: keyof typeof NOT_ADOPTED): ProblemError => new ProblemError(NOT_ADOPTED[reason])

const NOT_MANAGED = {
  unknown_client: 'CLIENT_NOT_FOUND',
  no_account: 'NO_ACCOUNT',
  other_account: 'ACCOUNT_EXISTS',
  intent_unresolved: 'INTENT_UNRESOLVED',
} as const satisfies Record<string, ProblemCode>

/** Nothing is done to the client's account. */
export const notManaged = (reason: keyof typeof NOT_MANAGED): ProblemError =>
  new ProblemError(
    NOT_MANAGED[reason],
    reason === 'other_account' ? { detail: 'The client has another account than this one.' } : {},
  )

/** The provider failed. */
export function providerFailed(failure: ProviderFailure): ProblemError {
  const { retryAfterSeconds } = failure
  const code = codeOfFailure(failure)
  return new ProblemError(code, {
    ...(code === 'STRIPE_ACCOUNT_CHANGE_FAILED' && { detail: changeFailed(failure) }),
    retryable: isRetryable(failure),
    ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
  })
}

/** Staff read here why, because no link is concerned that could show it. */
function changeFailed({ outcome, code, advice }: ProviderFailure): string {
  const what = outcome === 'refused' ? 'Stripe refused this' : 'It is not known whether Stripe did this'
  return `${what} (${code}).${advice === undefined ? '' : ` ${advice}`}`
}

const NO_LOGIN_LINK: Record<NoLoginLink | 'refused', string> = {
  full: 'The account has the full Stripe dashboard: the client signs in at https://dashboard.stripe.com.',
  none: 'The account has no Stripe dashboard.',
  not_submitted: 'The client has not finished its onboarding: send it a link to that instead.',
  disconnected: 'The account is closed or no longer connected to this platform.',
  refused:
    'Stripe creates no login link for this account: it has no Express dashboard, or its onboarding is not finished.',
}

/** The client cannot be signed in to a dashboard. */
export const noLoginLink = (because: NoLoginLink | 'refused'): ProblemError =>
  new ProblemError('LOGIN_LINK_UNAVAILABLE', { detail: NO_LOGIN_LINK[because] })

/** Another client has the email address or the external id. Its id is for callers that may read clients. */
export const duplicate = ({ outcome, clientId }: ExistingClient, mayRead: boolean): ProblemError =>
  new ProblemError(outcome === 'client_exists' ? 'CLIENT_EXISTS' : 'EXTERNAL_ID_EXISTS', mayRead ? { clientId } : {})

/** The cursor is one of a list in another order. */
export const otherOrder = (): ProblemError => new ProblemError('VALIDATION_FAILED', { errors: [OTHER_ORDER] })

/** What is wrong with the cursor of a list in another order. */
export const OTHER_ORDER = { field: 'cursor', message: 'is the nextCursor of a list in another order' }

/** A repetition would give the token one link more than it may have. */
export const repeatedTooOften = (): ProblemError =>
  new ProblemError('RATE_LIMITED', {
    detail:
      'This request was repeated so often that its link has no further copies. Use one of them, or issue a new link.',
    retryable: false,
    retryAfterSeconds: 3600,
  })

/** The caller has used up its rate limit. */
export const rateLimited = (retryAfterSeconds: number): ProblemError =>
  new ProblemError('RATE_LIMITED', { retryAfterSeconds })
