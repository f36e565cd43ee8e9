import { readinessOf, type AccountSnapshot } from './account.ts'
import type { ProviderFailure } from './provider-failure.ts'

export type Purpose = 'onboarding' | 'update'
export type RevokeReason = 'replaced' | 'operator' | 'email_changed' | 'erased'

interface Issued {
  readonly id: string
  readonly clientId: string
  readonly purpose: Purpose
  readonly issuedAt: Date
  readonly expiresAt: Date
  /** How often the provider failed while this token was being opened. */
  readonly attempts: number
  /** The last of those failures; kept when a later attempt succeeds, so that an operator can still see it. */
  readonly lastError?: TokenError
  /** The client asked for it itself, with an earlier link; absent when staff issued it. */
  readonly selfRequested?: true
}

/** A provider failure as it is kept on the token: when it was, and what it was. */
export interface TokenError extends ProviderFailure {
  readonly at: Date
}

/** The permission to onboard that a client was given. Each variant carries only what is true in that state. */
export type OnboardingToken = Issued &
  (
    | { readonly status: 'pending' }
    | { readonly status: 'in_progress'; readonly startedAt: Date }
    | { readonly status: 'completed'; readonly completedAt: Date }
    | { readonly status: 'revoked'; readonly revokedAt: Date; readonly revokeReason: RevokeReason }
  )

export type TokenStatus = OnboardingToken['status']

/** What happened to a token. `at` is the instant it happened by the database's clock. */
export type TokenEvent =
  | { readonly type: 'link_created'; readonly at: Date }
  | { readonly type: 'provider_failed'; readonly at: Date; readonly failure: ProviderFailure }
  | { readonly type: 'evidence'; readonly at: Date; readonly clientId: string; readonly snapshot: AccountSnapshot }
  | { readonly type: 'revoke'; readonly at: Date; readonly reason: RevokeReason }

/** Why a token cannot be opened (or, for `completed`, not be revoked). */
export type Refusal = 'expired' | 'revoked' | 'completed'

export type Decision =
  | { readonly outcome: 'changed'; readonly token: OnboardingToken }
  | { readonly outcome: 'unchanged'; readonly token: OnboardingToken }
  | { readonly outcome: 'refused'; readonly refusal: Refusal }

/**
 * What a snapshot must show for a token of each purpose to be completed. A named policy, so that a platform which
 * wants more than submitted details before it calls a client onboarded changes one line.
 */
const completionPolicy: Record<Purpose, (token: OnboardingToken, snapshot: AccountSnapshot) => boolean> = {
  onboarding: (_token, snapshot) => snapshot.detailsSubmitted,
  // A disconnected account asks for nothing any more, but not because the client has brought it.
  update: (token, snapshot) =>
    snapshot.fetchedAt > token.issuedAt &&
    snapshot.hold !== 'disconnected' &&
    readinessOf(snapshot).nextAction !== 'client',
}

/**
 * Issues a fresh token, and says what becomes of the client's open one: a client has at most one open token.
 * `lifetimeMs` is in milliseconds and positive.
 */
export function issue(
  grant: { id: string; clientId: string; purpose: Purpose; at: Date; lifetimeMs: number; selfRequested?: true },
  open?: OnboardingToken,
): { issued: OnboardingToken; replaced?: OnboardingToken } {
  const { id, clientId, purpose, at, lifetimeMs, selfRequested } = grant
  const issued: OnboardingToken = {
    id,
    clientId,
    purpose,
    issuedAt: at,
    expiresAt: new Date(at.getTime() + lifetimeMs),
    attempts: 0,
    ...(selfRequested && { selfRequested }),
    status: 'pending',
  }
  if (open === undefined) return { issued }
  const replaced = transition(open, { type: 'revoke', at, reason: 'replaced' })
  return replaced.outcome === 'changed' ? { issued, replaced: replaced.token } : { issued }
}

/**
 * What a new token would be for, or `undefined` when there is nothing left for the client to do: a client that has been
 * onboarded gets a token only while the provider wants something of it.
 */
export function purposeOfNext({
  onboarded,
  account,
}: {
  onboarded: boolean
  account: AccountSnapshot | undefined
}): Purpose | undefined {
  if (!onboarded) return 'onboarding'
  return readinessOf(account).nextAction === 'client' ? 'update' : undefined
}

/** How often a client may give itself a new link. */
const RENEWALS = { most: 3, periodMs: 24 * 3_600_000 }

/**
 * Whether the holder of a link of this token may have a new one by asking for it: the token has expired, or it was
 * replaced at such a request and staff has had no say since. `tokens` are all of the client's, oldest first.
 */
export function mayBeRenewed(token: OnboardingToken, tokens: readonly OnboardingToken[], at: Date): boolean {
  const current = tokens.at(-1)
  if (current === undefined || isTerminal(current)) return false
  const recent = tokens.filter(
    ({ selfRequested, issuedAt }) => selfRequested && at.getTime() - issuedAt.getTime() < RENEWALS.periodMs,
  )
  if (recent.length >= RENEWALS.most) return false
  if (token.id === current.id) return statusAt(token, at) === 'expired'
  const later = tokens.slice(tokens.findIndex(({ id }) => id === token.id) + 1)
  return (
    token.status === 'revoked' &&
    token.revokeReason === 'replaced' &&
    later.every(({ selfRequested }) => selfRequested === true)
  )
}

/** Every legal move of a token. Nothing else in the system may choose a `status`. */
export function transition(token: OnboardingToken, event: TokenEvent): Decision {
  switch (event.type) {
    case 'link_created': {
      const refusal = openingRefusal(token, event.at)
      if (refusal !== undefined) return { outcome: 'refused', refusal }
      // Stripe's account links open once, so a client comes back for another one: the first opening is the start.
      const startedAt = token.status === 'in_progress' ? token.startedAt : event.at
      return changed({ ...issuedPart(token), status: 'in_progress', startedAt })
    }
    case 'provider_failed':
      if (isTerminal(token)) return unchanged(token)
      return changed({ ...token, attempts: token.attempts + 1, lastError: { ...event.failure, at: event.at } })
    case 'evidence':
      if (isTerminal(token) || event.clientId !== token.clientId) return unchanged(token)
      if (!isEvidenceFor(token, event.snapshot)) return unchanged(token)
      // Even past its expiry: expiry ends the handing out of links, not the truth of what the client has done.
      return changed({ ...issuedPart(token), status: 'completed', completedAt: event.at })
    case 'revoke':
      if (token.status === 'completed') return { outcome: 'refused', refusal: 'completed' }
      if (token.status === 'revoked') return unchanged(token)
      return changed({ ...issuedPart(token), status: 'revoked', revokedAt: event.at, revokeReason: event.reason })
  }
}

/** Whether an account like this shows that what the token was issued for is done. */
export function isEvidenceFor(token: OnboardingToken, snapshot: AccountSnapshot): boolean {
  return completionPolicy[token.purpose](token, snapshot)
}

/** Why the token cannot be opened at this instant, or `undefined` when it can. */
export function openingRefusal(token: OnboardingToken, at: Date): Refusal | undefined {
  const status = statusAt(token, at)
  return status === 'pending' || status === 'in_progress' ? undefined : status
}

/** The status that people see: the stored one, or `expired`, which is derived and never stored. */
export function statusAt(token: OnboardingToken, at: Date): TokenStatus | 'expired' {
  return !isTerminal(token) && at >= token.expiresAt ? 'expired' : token.status
}

function isTerminal(token: OnboardingToken): boolean {
  return token.status === 'completed' || token.status === 'revoked'
}

const changed = (token: OnboardingToken): Decision => ({ outcome: 'changed', token })
const unchanged = (token: OnboardingToken): Decision => ({ outcome: 'unchanged', token })

/** Leaves the old variant's own fields behind; a plain spread would carry `startedAt` into `revoked`. */
function issuedPart(token: OnboardingToken): Issued {
  const { id, clientId, purpose, issuedAt, expiresAt, attempts, lastError, selfRequested } = token
  return {
    id,
    clientId,
    purpose,
    issuedAt,
    expiresAt,
    attempts,
    ...(lastError && { lastError }),
    ...(selfRequested && { selfRequested }),
  }
}
