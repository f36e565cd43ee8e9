import { readinessOf, type AccountSnapshot } from './account.ts'
import { rememberedBrowsers } from './browser-notice.ts'
import type { Confirmation } from './confirmation.ts'
import type { ProviderFailure } from './provider-failure.ts'

export type Purpose = 'onboarding' | 'update'
/**
 * Who issued a token: staff; the client, with an earlier link; or the service, because the provider asks for more
 * (`remedy`), or in place of one that has expired (`reminder`).
 */
export type TokenIssuer = 'staff' | 'client' | 'remedy' | 'reminder'

export type RevokeReason = 'replaced' | 'operator' | 'email_changed' | 'erased' | 'account_reset'

interface Issued {
  readonly id: string
  readonly clientId: string
  readonly purpose: Purpose
  readonly issuedAt: Date
  readonly expiresAt: Date
  /** Number of provider failures while this token was being opened. */
  readonly attempts: number
  /** The latest of those failures. Absent once a later opening succeeded: the audit trail still has it. */
  readonly lastError?: TokenError
  /** The client requested the token with an earlier link. Absent if staff issued it. */
  readonly selfRequested?: true
  /** The service issued the token by itself: because the provider asks for more, or in place of an expired one. */
  readonly issuedBy?: 'remedy' | 'reminder'
  /** How many reminders of the token were sent. Absent before the first one. */
  readonly reminders?: number
  /** When the client was last told to use the token, apart from the email that came with it. */
  readonly remindedAt?: Date
  /** Until when an account link that was handed out can be opened. Absent before the first link. */
  readonly linksUntil?: Date
  /** The browsers that have opened the token, up to a limit: hex hashes. Absent before the first one. */
  readonly browsers?: readonly string[]
  /** When links of it were sent again because the client's address was typed: the last ones. Absent before the first. */
  readonly sentAgainAt?: readonly Date[]
  /** The codes that were sent to confirm the holder of a link. Absent before the first one. */
  readonly confirmation?: Confirmation
}

/** A provider failure as stored on the token, with its time. */
export interface TokenError extends ProviderFailure {
  readonly at: Date
}

/** A client's permission to onboard. Each variant has only the fields that apply to its status. */
export type OnboardingToken = Issued &
  (
    | { readonly status: 'pending' }
    | { readonly status: 'in_progress'; readonly startedAt: Date }
    | { readonly status: 'completed'; readonly completedAt: Date }
    | { readonly status: 'revoked'; readonly revokedAt: Date; readonly revokeReason: RevokeReason }
  )

export type TokenStatus = OnboardingToken['status']

/** What happened to a token. `at` is the time by the database's clock. */
export type TokenEvent =
  | {
      readonly type: 'link_created'
      readonly at: Date
      readonly linkExpiresAt: Date
      readonly browser?: string | undefined
    }
  | { readonly type: 'provider_failed'; readonly at: Date; readonly failure: ProviderFailure }
  | { readonly type: 'complete'; readonly at: Date }
  | { readonly type: 'extend'; readonly at: Date; readonly lifetimeMs: number }
  | { readonly type: 'revoke'; readonly at: Date; readonly reason: RevokeReason }

/** Why a token cannot be opened (or, for those that have ended, not be extended or revoked). */
export type Refusal = 'expired' | 'revoked' | 'completed'

export type Decision =
  | { readonly outcome: 'changed'; readonly token: OnboardingToken }
  | { readonly outcome: 'unchanged'; readonly token: OnboardingToken }
  | { readonly outcome: 'refused'; readonly refusal: Refusal }

/**
 * What a snapshot must show to complete a token, for each purpose. A named policy: a platform that requires more than
 * a submitted account changes one line.
 */
const completionPolicy: Record<Purpose, (token: OnboardingToken, snapshot: AccountSnapshot) => boolean> = {
  onboarding: (_token, snapshot) => snapshot.submitted,
  // A disconnected account asks for nothing either, but the client has not provided it.
  update: (token, snapshot) =>
    snapshot.fetchedAt > token.issuedAt &&
    snapshot.hold !== 'disconnected' &&
    readinessOf(snapshot).nextAction !== 'client',
}

/** A newly issued token. `lifetimeMs` is in milliseconds and positive. */
export function issuedToken(grant: {
  readonly tokenId: string
  readonly clientId: string
  readonly purpose: Purpose
  readonly at: Date
  readonly lifetimeMs: number
  readonly issuedBy: TokenIssuer
}): OnboardingToken {
  const { tokenId: id, clientId, purpose, at, lifetimeMs, issuedBy } = grant
  return {
    id,
    clientId,
    purpose,
    issuedAt: at,
    expiresAt: new Date(at.getTime() + lifetimeMs),
    attempts: 0,
    ...(issuedBy === 'client' && { selfRequested: true }),
    ...((issuedBy === 'remedy' || issuedBy === 'reminder') && { issuedBy }),
    status: 'pending',
  }
}

/** Why a client gets no token: it is done, the provider or staff act next, or no link could be opened. */
export type NoToken = 'nothing_to_do' | 'under_review' | 'paused' | 'rejected' | 'disconnected'

/**
 * The purpose of the client's next token, or why it gets none. An onboarded client gets a token only while the provider
 * asks something of it, and a client whose account is unavailable gets none: its link could only fail. A client whose
 * account staff have reset onboards again.
 */
export function nextToken({
  onboarded,
  account,
}: {
  onboarded: boolean
  account: AccountSnapshot | undefined
}): { readonly purpose: Purpose } | { readonly none: NoToken } {
  const { readiness, nextAction } = readinessOf(account)
  if (readiness === 'rejected' || readiness === 'disconnected') return { none: readiness }
  if (!onboarded || account === undefined) return { purpose: 'onboarding' }
  if (nextAction === 'client') return { purpose: 'update' }
  return { none: readiness === 'under_review' || readiness === 'paused' ? readiness : 'nothing_to_do' }
}

/** All legal transitions of a token. No other code may choose a `status`. */
export function transition(token: OnboardingToken, event: TokenEvent): Decision {
  switch (event.type) {
    case 'link_created': {
      const refusal = openingRefusal(token, event.at)
      if (refusal !== undefined) return { outcome: 'refused', refusal }
      // Account links open once, so clients come back for more. `startedAt` is the time of the first link.
      const startedAt = token.status === 'in_progress' ? token.startedAt : event.at
      const linksUntil = later(token.linksUntil, event.linkExpiresAt)
      const browsers = rememberedBrowsers(token.browsers, event.browser)
      const opened = { ...withoutError(token), linksUntil, ...(browsers && { browsers }) }
      return changed({ ...opened, status: 'in_progress', startedAt })
    }
    case 'provider_failed':
      if (isTerminal(token)) return unchanged(token)
      return changed({ ...token, attempts: token.attempts + 1, lastError: { ...event.failure, at: event.at } })
    case 'complete':
      if (isTerminal(token)) return unchanged(token)
      // Also after expiry: expiry stops new links, but does not undo what the client has completed.
      return changed({ ...withoutError(token), status: 'completed', completedAt: event.at })
    case 'extend':
      if (token.status === 'completed' || token.status === 'revoked') {
        return { outcome: 'refused', refusal: token.status }
      }
      // Also after expiry: an open token whose links have expired opens again.
      return changed({ ...token, expiresAt: new Date(event.at.getTime() + event.lifetimeMs) })
    case 'revoke':
      if (token.status === 'completed') return { outcome: 'refused', refusal: 'completed' }
      if (token.status === 'revoked') return unchanged(token)
      return changed({ ...issuedPart(token), status: 'revoked', revokedAt: event.at, revokeReason: event.reason })
  }
}

/** Whether this snapshot shows that the token's purpose is fulfilled. */
export function isEvidenceFor(token: OnboardingToken, snapshot: AccountSnapshot): boolean {
  return completionPolicy[token.purpose](token, snapshot)
}

/** Why the token cannot be opened at this instant, or `undefined` if it can. */
export function openingRefusal(token: OnboardingToken, at: Date): Refusal | undefined {
  const status = statusAt(token, at)
  return status === 'pending' || status === 'in_progress' ? undefined : status
}

/** The status shown to users: the stored one, or `expired`, which is derived and never stored. */
export function statusAt(token: OnboardingToken, at: Date): TokenStatus | 'expired' {
  return !isTerminal(token) && at >= token.expiresAt ? 'expired' : token.status
}

/** Whether staff issued the token. */
export const isByStaff = ({ selfRequested, issuedBy }: OnboardingToken): boolean =>
  selfRequested !== true && issuedBy === undefined

/** The token after its client was told to use it. */
export const reminded = (
  token: OnboardingToken,
  at: Date,
  { counts }: { readonly counts: boolean },
): OnboardingToken => ({
  ...token,
  remindedAt: at,
  ...(counts && { reminders: (token.reminders ?? 0) + 1 }),
})

function isTerminal(token: OnboardingToken): boolean {
  return token.status === 'completed' || token.status === 'revoked'
}

const changed = (token: OnboardingToken): Decision => ({ outcome: 'changed', token })
const unchanged = (token: OnboardingToken): Decision => ({ outcome: 'unchanged', token })

/** Drops the fields of the old variant. A plain spread would carry `startedAt` into `revoked`. */
function issuedPart(token: OnboardingToken): Issued {
  const { id, clientId, purpose, issuedAt, expiresAt, attempts, lastError, selfRequested, linksUntil, browsers } = token
  const { issuedBy, reminders, remindedAt, sentAgainAt, confirmation } = token
  return {
    id,
    clientId,
    purpose,
    issuedAt,
    expiresAt,
    attempts,
    ...(lastError && { lastError }),
    ...(selfRequested && { selfRequested }),
    ...(issuedBy && { issuedBy }),
    ...(reminders !== undefined && { reminders }),
    ...(remindedAt && { remindedAt }),
    ...(linksUntil && { linksUntil }),
    ...(browsers && { browsers }),
    ...(sentAgainAt && { sentAgainAt }),
    ...(confirmation && { confirmation }),
  }
}

/** {@link issuedPart} after a success. */
function withoutError(token: OnboardingToken): Issued {
  const { lastError: _past, ...issued } = issuedPart(token)
  return issued
}

const later = (one: Date | undefined, other: Date): Date => (one !== undefined && one > other ? one : other)
