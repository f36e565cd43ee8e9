/**
 * What stands between the account and being paid, in the order in which it matters.
 * The provider's own wording stays in `holdReason`, which is for operators only.
 */
export type AccountHold = 'disconnected' | 'rejected' | 'client_action' | 'provider_review' | 'paused'

interface RequirementError {
  readonly requirement: string
  readonly code: string
}

export interface AccountRequirements {
  readonly currentlyDue: readonly string[]
  readonly pastDue: readonly string[]
  readonly pendingVerification: readonly string[]
  readonly errors: readonly RequirementError[]
  readonly deadline?: Date
}

/** How far a capability of an account is; whatever else a provider says of it is `inactive` here. */
export type CapabilityStatus = 'active' | 'pending' | 'inactive'

/** The capabilities that the platform asked for, by the provider's names for them. */
export type AccountCapabilities = Readonly<Record<string, CapabilityStatus>>

/** What the provider says of a connected account. */
export interface AccountFacts {
  readonly accountId: string
  readonly detailsSubmitted: boolean
  readonly chargesEnabled: boolean
  readonly payoutsEnabled: boolean
  /** Absent in snapshots of before it was kept. */
  readonly capabilities?: AccountCapabilities
  readonly hold?: AccountHold
  readonly holdReason?: string
  readonly requirements: AccountRequirements
}

/** The facts as of an instant. */
export interface AccountSnapshot extends AccountFacts {
  /** Read from the database's clock before the provider was asked: of two snapshots the later one wins. */
  readonly fetchedAt: Date
}

export type Readiness =
  | 'none'
  | 'disconnected'
  | 'rejected'
  | 'onboarding'
  | 'active_due'
  | 'active'
  | 'action_required'
  | 'under_review'
  | 'paused'

export type NextAction = 'client' | 'stripe' | 'operator' | 'none'

/** How ready an account is to be paid, and who has to act next. */
export interface AccountReadiness {
  readonly readiness: Readiness
  readonly nextAction: NextAction
}

const says = (readiness: Readiness, nextAction: NextAction): AccountReadiness => ({ readiness, nextAction })

/**
 * Derives readiness from the last snapshot; the first rule that matches wins. It is no state machine: documents
 * expire, so it can go back, and it goes on after the token is completed.
 */
export function readinessOf(account: AccountSnapshot | undefined): AccountReadiness {
  if (account === undefined) return says('none', 'client')
  if (account.hold === 'disconnected') return says('disconnected', 'operator')
  if (account.hold === 'rejected') return says('rejected', 'none')
  if (!account.detailsSubmitted) return says('onboarding', 'client')

  const { currentlyDue, pastDue, errors, deadline } = account.requirements
  const asksForMore = currentlyDue.length > 0 || pastDue.length > 0
  if (isPayable(account)) {
    return asksForMore || errors.length > 0 || deadline !== undefined
      ? says('active_due', 'client')
      : says('active', 'none')
  }
  if (account.hold === 'client_action' || asksForMore) return says('action_required', 'client')
  if (account.hold === 'paused') return says('paused', 'operator')
  // Paid out, but without a capability that was asked for, and nobody is working on it: only staff can find out why.
  const isStuck = account.hold === undefined && account.payoutsEnabled && !statusesOf(account).includes('pending')
  return isStuck ? says('paused', 'operator') : says('under_review', 'stripe')
}

/** Whether the platform can send money to the account, and the money leaves it again. */
function isPayable(account: AccountFacts): boolean {
  return account.payoutsEnabled && statusesOf(account).every((status) => status === 'active')
}

const statusesOf = ({ capabilities }: AccountFacts): CapabilityStatus[] => Object.values(capabilities ?? {})

/** Whether no link can be made for the account, as far as is known: one would send its client in circles. */
export function isUnavailable({ hold }: AccountFacts): boolean {
  return hold === 'rejected' || hold === 'disconnected'
}

/** How long what is known of an unavailable account stands before an opening asks again, in milliseconds. */
const UNAVAILABLE_FOR_MS = 10_000

/** Whether an opening has to ask how an unavailable account is now: even a rejection can be taken back. */
export function mayBeAvailableAgain({ fetchedAt }: AccountSnapshot, now: Date): boolean {
  return now.getTime() - fetchedAt.getTime() >= UNAVAILABLE_FOR_MS
}
