/**
 * What prevents payments to the account, in order of importance. `holdReason` has the provider's own wording and is for
 * operators only.
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

/** The state of a capability. Every other provider status counts as `inactive`. */
export type CapabilityStatus = 'active' | 'pending' | 'inactive'

/** The capabilities that the platform requested, by the provider's names. */
export type AccountCapabilities = Readonly<Record<string, CapabilityStatus>>

/** What the provider reports about a connected account. */
export interface AccountFacts {
  readonly accountId: string
  readonly detailsSubmitted: boolean
  readonly chargesEnabled: boolean
  readonly payoutsEnabled: boolean
  /** Absent in snapshots stored before capabilities were recorded. */
  readonly capabilities?: AccountCapabilities
  readonly hold?: AccountHold
  readonly holdReason?: string
  readonly requirements: AccountRequirements
}

/** The provider's platform and the mode that the account belongs to. */
export interface AccountOrigin {
  readonly platformId: string
  readonly livemode: boolean
}

/** The facts at one instant. */
export interface AccountSnapshot extends AccountFacts {
  /** Read from the database's clock before the provider call. Of two snapshots, the later one wins. */
  readonly fetchedAt: Date
}

/** The client's account, and the generation of the intent that it was created under. */
export interface ConnectedAccount {
  readonly snapshot: AccountSnapshot
  readonly generation: number
  /** Absent until the provider has reported it. */
  readonly origin?: AccountOrigin
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

/** Whether the account can be paid, and who has to act next. */
export interface AccountReadiness {
  readonly readiness: Readiness
  readonly nextAction: NextAction
}

const says = (readiness: Readiness, nextAction: NextAction): AccountReadiness => ({ readiness, nextAction })

/**
 * Derives readiness from the last snapshot; the first matching rule wins. It is not a state machine: it can go back,
 * because documents expire, and it still changes after the token is completed.
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
  // Payouts are on, but a requested capability is neither active nor pending: only staff can find the cause.
  const isStuck = account.hold === undefined && account.payoutsEnabled && !statusesOf(account).includes('pending')
  return isStuck ? says('paused', 'operator') : says('under_review', 'stripe')
}

/** Whether the platform can send money to the account and the account can pay it out. */
function isPayable(account: AccountFacts): boolean {
  return account.payoutsEnabled && statusesOf(account).every((status) => status === 'active')
}

const statusesOf = ({ capabilities }: AccountFacts): CapabilityStatus[] => Object.values(capabilities ?? {})

/** Whether the last snapshot rules out an account link. A link to such an account would send the client in circles. */
export function isUnavailable({ hold }: AccountFacts): boolean {
  return hold === 'rejected' || hold === 'disconnected'
}

/**
 * How long the snapshot of an unavailable account is trusted before an opening fetches the account again, in
 * milliseconds.
 */
const UNAVAILABLE_FOR_MS = 10_000

/** Whether an opening must fetch an unavailable account again. Even a rejection can be reversed. */
export function mayBeAvailableAgain({ fetchedAt }: AccountSnapshot, now: Date): boolean {
  return now.getTime() - fetchedAt.getTime() >= UNAVAILABLE_FOR_MS
}

/**
 * The snapshot of an account that the provider reports as unavailable, given the `code` it gave. `undefined` if it was
 * asked as another platform or mode: with such a key every account is unavailable.
 */
export function disconnected(
  { snapshot, origin }: ConnectedAccount,
  asked: { readonly origin: AccountOrigin; readonly code: string; readonly at: Date },
): AccountSnapshot | undefined {
  const isSameOrigin = origin?.platformId === asked.origin.platformId && origin.livemode === asked.origin.livemode
  if (!isSameOrigin) return undefined
  return {
    ...snapshot,
    fetchedAt: asked.at,
    hold: 'disconnected',
    holdReason: asked.code,
    chargesEnabled: false,
    payoutsEnabled: false,
  }
}

/** Whether the snapshot already includes the change that an event reports which was received at `receivedAt`. */
export function includesEvent(snapshot: AccountSnapshot | undefined, receivedAt: Date): boolean {
  return snapshot !== undefined && snapshot.fetchedAt > receivedAt
}
