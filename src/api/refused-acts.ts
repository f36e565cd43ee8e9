import type { LoginLinkResult } from '../usecases/accounts/create-login-link.ts'
import type { SyncResult } from '../usecases/accounts/sync-client.ts'
import type { Erased } from '../domain/decide-client.ts'
import type { InviteResult } from '../usecases/clients/invite-client.ts'
import type { IssueResult } from '../usecases/clients/issue-token.ts'
import type { RevokeResult } from '../usecases/clients/revoke-token.ts'
import { ProblemError } from './problem.ts'
import {
  duplicate,
  noLoginLink,
  noToken,
  notManaged,
  providerFailed,
  repeatedTooOften,
  unfitProblem,
} from './refusals.ts'

// The problems of what staff do with one client, for each outcome that is not a success.

type Failed<Result extends { readonly outcome: string }, Success extends string> = Exclude<
  Result,
  { readonly outcome: Success }
>

/** The client is not invited. Who has its address or external id is for callers that may read clients. */
export function notInvited(result: Failed<InviteResult, 'invited'>, mayRead: boolean): ProblemError {
  switch (result.outcome) {
    case 'client_exists':
    case 'external_id_exists':
      return duplicate(result, mayRead)
    case 'mail_not_configured':
      return new ProblemError('MAIL_NOT_CONFIGURED')
    case 'unfit':
      return unfitProblem(result.unfit)
    case 'profile_unknown':
      return new ProblemError('PROFILE_UNKNOWN')
    case 'return_url_not_allowed':
      return new ProblemError('RETURN_URL_NOT_ALLOWED')
    case 'key_reused':
      return new ProblemError('IDEMPOTENCY_KEY_REUSED')
    case 'repeated_too_often':
      return repeatedTooOften()
  }
}

/** The client gets no new link. */
export function notIssued({ outcome }: Failed<IssueResult, 'issued'>): ProblemError {
  switch (outcome) {
    case 'unknown_client':
      return new ProblemError('CLIENT_NOT_FOUND')
    case 'mail_not_configured':
      return new ProblemError('MAIL_NOT_CONFIGURED')
    case 'key_reused':
      return new ProblemError('IDEMPOTENCY_KEY_REUSED')
    case 'repeated_too_often':
      return repeatedTooOften()
    default:
      return noToken(outcome)
  }
}

/** The link is not revoked. */
export function notRevoked({ outcome }: Failed<RevokeResult, 'revoked'>): ProblemError {
  if (outcome === 'unknown_token') return new ProblemError('TOKEN_NOT_FOUND')
  const detail = 'The onboarding was completed with this link, so there is nothing to revoke.'
  return new ProblemError('ALREADY_COMPLETED', { detail })
}

/** The account is not fetched. */
export const notSynced = (result: Failed<SyncResult, 'synced'>): ProblemError =>
  result.outcome === 'unknown_client' ? new ProblemError('CLIENT_NOT_FOUND') : providerFailed(result.failure)

/** The client is not erased. */
export const notErased = (outcome: Exclude<Erased, 'erased'> | 'unknown_client'): ProblemError =>
  outcome === 'unknown_client'
    ? new ProblemError('CLIENT_NOT_FOUND')
    : new ProblemError('INTENT_UNRESOLVED', { retryable: true })

/** There is no link to the client's dashboard. */
export function notSignedIn(result: Failed<LoginLinkResult, 'created'>): ProblemError {
  switch (result.outcome) {
    case 'no_login_link':
      return noLoginLink(result.because)
    case 'provider_failed':
      return providerFailed(result.failure)
    default:
      return notManaged(result.outcome)
  }
}
