import type { AccountTerms } from './account-terms.ts'
import { isPressing, type Ask } from './ask.ts'

/**
 * What the provider says prevents payments to the account. `holdReason` has the provider's own wording and is for
 * operators only.
 */
export type AccountHold = 'disconnected' | 'rejected' | 'client_action' | 'provider_review' | 'paused'

/**
 * How far the provider has granted a capability. `pending`: the provider is working on it. `restricted`: not granted, for
 * reasons that the asks or the hold name. `rejected`, `unsupported`: nothing that the client does will change it. Any
 * other status of a provider counts as `restricted`.
 */
export type CapabilityStatus = 'active' | 'pending' | 'restricted' | 'rejected' | 'unsupported'

/** What decides whether the account is payable: payouts, and each capability that the platform needs, by its name. */
export interface AccountCapabilities {
  readonly payouts: CapabilityStatus
  readonly [needed: string]: CapabilityStatus
}

/**
 * What the provider reports about a connected account, whatever the provider or the generation of its API. Only facts are
 * stored: whether the account is payable, its readiness, and who acts next are derived from them, so a rule can change.
 */
export interface AccountFacts {
  readonly accountId: string
  /** Where the account was opened; ISO 3166-1 alpha-2. Absent if the provider does not say. */
  readonly country?: string
  /** Whether the client has submitted what the provider asks for before it opens the account. */
  readonly submitted: boolean
  readonly capabilities: AccountCapabilities
  readonly hold?: AccountHold
  readonly holdReason?: string
  /** What the provider still needs, the most urgent first. */
  readonly asks: readonly Ask[]
}

/**
 * The capabilities that count, from all that the account has. `granted` has every capability that was requested for the
 * account, with its status; `needed` names those that the platform needs now. An account that was created under another
 * configuration has only those of that time, and these count. If it has none of them, it is useless to the platform.
 */
export function capabilitiesOf(
  { payouts, granted }: { payouts: CapabilityStatus; granted: Readonly<Record<string, CapabilityStatus>> },
  needed: readonly string[],
): AccountCapabilities {
  const requested = needed.filter((name) => Object.hasOwn(granted, name))
  const counting = requested.length > 0 ? requested : needed
  return { ...Object.fromEntries(counting.map((name) => [name, granted[name] ?? 'restricted'])), payouts }
}

/** The facts at one instant. */
export interface AccountSnapshot extends AccountFacts {
  /** Read from the database's clock before the provider call. Of two snapshots, the later one wins. */
  readonly fetchedAt: Date
}

/** The client's account, the generation of the intent that it was created under, and the terms of that intent. */
export interface ConnectedAccount {
  readonly snapshot: AccountSnapshot
  readonly generation: number
  readonly terms: AccountTerms
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

export type NextAction = 'client' | 'provider' | 'operator' | 'none'

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
  if (isRejected(account)) return says('rejected', 'operator')
  if (!account.submitted) return says('onboarding', 'client')

  const asksForMore = account.asks.some(isPressing)
  if (isPayable(account)) return asksForMore ? says('active_due', 'client') : says('active', 'none')
  if (account.hold === 'client_action' || asksForMore) return says('action_required', 'client')
  if (account.hold === 'paused' || isStuck(account)) return says('paused', 'operator')
  return says('under_review', 'provider')
}

/** Whether the platform can send money to the account, and the account can pay it out. */
export function isPayable(account: AccountFacts): boolean {
  return !isUnavailable(account) && Object.values(account.capabilities).every((status) => status === 'active')
}

/** Whether only staff can find out why the account is not payable: neither the client nor the provider will act. */
function isStuck({ hold, capabilities, asks }: AccountFacts): boolean {
  const statuses = Object.values(capabilities)
  if (statuses.includes('rejected') || statuses.includes('unsupported')) return true
  return hold === undefined && !statuses.includes('pending') && !asks.some(({ from }) => from === 'provider')
}

/** Whether the provider has rejected the account as a whole, or every capability that it was created for. */
function isRejected({ hold, capabilities }: AccountFacts): boolean {
  const { payouts: _paidOut, ...needed } = capabilities
  const statuses = Object.values(needed)
  return hold === 'rejected' || (statuses.length > 0 && statuses.every((status) => status === 'rejected'))
}

/** Whether the last snapshot rules out an account link. A link to such an account would send the client in circles. */
export function isUnavailable(account: AccountFacts): boolean {
  return account.hold === 'disconnected' || isRejected(account)
}

/** What the client still has to provide, for the holder of its link. Nothing can be done for an unavailable account. */
export function asksOfClient(account: AccountFacts | undefined): readonly Ask[] {
  return account === undefined || isUnavailable(account) ? [] : account.asks.filter(({ from }) => from === 'client')
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
 * The snapshot that follows a stored one. What was submitted once stays submitted: a provider may only say what it still
 * asks for, which an expired document adds to. The country stays known when the provider no longer reports it.
 */
export function nextSnapshot(
  stored: AccountSnapshot | undefined,
  facts: AccountFacts,
  fetchedAt: Date,
): AccountSnapshot {
  const { country = stored?.country, ...rest } = facts
  return {
    ...rest,
    ...(country !== undefined && { country }),
    fetchedAt,
    submitted: facts.submitted || stored?.submitted === true,
  }
}

/** The snapshot of an account that the provider reports as unavailable, given the `code` it gave. */
export function disconnected(
  { snapshot }: ConnectedAccount,
  reported: { readonly code: string; readonly at: Date },
): AccountSnapshot {
  return { ...snapshot, fetchedAt: reported.at, hold: 'disconnected', holdReason: reported.code }
}

/** Whether the snapshot already includes the change that an event reports which was received at `receivedAt`. */
export function includesEvent(snapshot: AccountSnapshot | undefined, receivedAt: Date): boolean {
  return snapshot !== undefined && snapshot.fetchedAt > receivedAt
}
