import { asksOfClient, isUnavailable, readinessOf, type AccountSnapshot, type NextAction } from './account.ts'
import { isPressing, type Ask } from './ask.ts'
import { statusAt, type OnboardingToken, type RevokeReason } from './onboarding-token.ts'
import { isRetryable, type ProviderFailure } from './provider-failure.ts'

/** What decides who acts next: the client's latest token and its account. */
interface Standing {
  /** Absent only while the client is being invited. */
  readonly token: OnboardingToken | undefined
  readonly account?: AccountSnapshot | undefined
  /** When the mail server refused the client's address. Absent if an email or a link has reached the client since. */
  readonly emailRefusedAt?: Date | undefined
}

/**
 * Who has to act next. The client cannot where staff revoked its link, where the provider refused for good, or where no
 * email reaches it: these wait for staff. It does not depend on the time: an expired link waits for its client, who can request a new one.
 */
export function nextActionOf({ token, account, emailRefusedAt }: Standing): NextAction {
  const { nextAction } = readinessOf(account)
  if (nextAction !== 'client') return nextAction
  const waitsForStaff = token?.status === 'revoked' || (token !== undefined && finalFailureOf(token) !== undefined)
  return waitsForStaff || emailRefusedAt !== undefined ? 'operator' : 'client'
}

/** The failure that opening the link again cannot cure. */
function finalFailureOf({ status, lastError }: OnboardingToken): ProviderFailure | undefined {
  const isOpen = status === 'pending' || status === 'in_progress'
  return isOpen && lastError !== undefined && !isRetryable(lastError) ? lastError : undefined
}

/** Until when the client has to act: the earliest date of what the provider needs from it. */
export function deadlineOf(account: AccountSnapshot | undefined): Date | undefined {
  const dates = asksOfClient(account).flatMap((ask) => (isPressing(ask) && ask.by !== undefined ? [ask.by] : []))
  return dates.toSorted((one, other) => one.getTime() - other.getTime())[0]
}

/** What staff do next about a client. */
export type NextStep =
  /** The provider rejected the account: the client does not know it yet. */
  | { readonly step: 'tell_of_rejection' }
  /** The account is closed, or no longer connected to the platform. */
  | { readonly step: 'ask_about_disconnection' }
  /** Staff cure what the provider refused; then the client opens its link again. */
  | { readonly step: 'cure_refusal'; readonly failure: ProviderFailure }
  /** The mail server refuses the client's address: staff correct it, and then send a new link. */
  | { readonly step: 'correct_address' }
  /** The client needs a new link: its last one does not open any more. */
  | {
      readonly step: 'send_link'
      readonly because: 'expired' | 'completed' | RevokeReason
      readonly asks: readonly Ask[]
    }
  /** The client has a link that opens. `isOpened`: it has begun. */
  | {
      readonly step: 'wait_for_client'
      readonly isOpened: boolean
      readonly until: Date
      readonly asks: readonly Ask[]
    }
  | { readonly step: 'wait_for_provider' }
  /** Only the provider's dashboard says why the account is not payable. */
  | { readonly step: 'find_reason'; readonly holdReason?: string }
  | { readonly step: 'nothing' }

/** What staff do next about a client, at this instant. */
export function nextStepOf({
  token,
  account,
  now,
  emailRefusedAt,
}: Standing & { readonly token: OnboardingToken; readonly now: Date }): NextStep {
  const { readiness, nextAction } = readinessOf(account)
  if (readiness === 'disconnected') return { step: 'ask_about_disconnection' }
  if (account !== undefined && isUnavailable(account)) return { step: 'tell_of_rejection' }
  switch (nextAction) {
    case 'none':
      return { step: 'nothing' }
    case 'provider':
      return { step: 'wait_for_provider' }
    case 'operator':
      return { step: 'find_reason', ...(account?.holdReason !== undefined && { holdReason: account.holdReason }) }
    case 'client':
      if (emailRefusedAt !== undefined) return { step: 'correct_address' }
      return stepWithClient({ token, hasAccount: account !== undefined }, asksOfClient(account).filter(isPressing), now)
  }
}

function stepWithClient(
  { token, hasAccount }: { readonly token: OnboardingToken; readonly hasAccount: boolean },
  asks: readonly Ask[],
  now: Date,
): NextStep {
  const status = statusAt(token, now)
  const failure = finalFailureOf(token)
  if (failure !== undefined && status !== 'expired') return { step: 'cure_refusal', failure }
  if (token.status === 'revoked') return { step: 'send_link', because: token.revokeReason, asks }
  if (status === 'completed' && !hasAccount) return { step: 'send_link', because: 'account_reset', asks }
  if (status === 'expired' || status === 'completed') return { step: 'send_link', because: status, asks }
  return { step: 'wait_for_client', isOpened: status === 'in_progress', until: token.expiresAt, asks }
}
