import { isDetached, isStillDecisive, type OpenIntent, type SettlingIntent } from './account-intent.ts'
import type { CountryCure } from './account-profile.ts'
import type { AccountTerms } from './account-terms.ts'
import type { AccountSnapshot } from './account.ts'
import { isBrowserReported } from './browser-notice.ts'
import { mayContinue, type Returning } from './continuation.ts'
import { endOfRefreshes, mayRefresh } from './link-attempt.ts'
import type { CreatedLink, CreatedSession, OnboardingEvent, TermsAcceptance } from './onboarding-event.ts'
import { openingRefusal, type Refusal } from './onboarding-token.ts'
import { latestToken, tokenOf, type Decision, type Onboarding } from './onboarding.ts'
import type { ProviderFailure } from './provider-failure.ts'

/** An account that the provider reported, and the generation and terms that it was created under. */
export interface CreatedAccount {
  readonly snapshot: AccountSnapshot
  readonly generation: number
  readonly terms: AccountTerms
}

/**
 * The next step of an intent.
 * - `settle`: its key can no longer reveal the outcome.
 * - `close`: there is no account, so the parameters are unfrozen and the next generation may be requested.
 * `intent` is the intent as read before the provider call. `cure`: the next generation is requested on these terms.
 */
export interface IntentChange {
  readonly intent: OpenIntent | SettlingIntent
  readonly to: 'settle' | 'close'
  readonly cure?: CountryCure | undefined
}

/** What the provider created for an opening: a link to its pages, or a session for a page of the platform. */
export type NewLink = Omit<CreatedLink, 'refreshUntil'> | CreatedSession

export type LinkRecorded =
  | { readonly outcome: 'recorded' }
  /** The token can no longer be opened: discard the link or session. */
  | { readonly outcome: 'refused'; readonly refusal: Refusal }
  /** The client's stored account is a different one: discard the link or session. */
  | { readonly outcome: 'other_account'; readonly accountId: string }

/**
 * Records a link or a session that the provider created, and the account if it is new. The decision uses the state stored
 * now, which may have changed during the provider call: a revocation wins, and the account that was stored first wins.
 */
export function decideLinkCreated(
  state: Onboarding,
  now: Date,
  {
    tokenId,
    created,
    link,
    accepts,
  }: {
    readonly tokenId: string
    readonly created?: CreatedAccount | undefined
    readonly link: NewLink
    /** What the holder of the link accepts of the platform's own terms. */
    readonly accepts?: TermsAcceptance | undefined
  },
): Decision<LinkRecorded> {
  const token = tokenOf(state, tokenId)
  const stored = storing(state, created)
  const refusal = openingRefusal(token, now)
  if (refusal !== undefined) return { events: stored, result: { outcome: 'refused', refusal } }

  const accountId = state.account?.snapshot.accountId ?? created?.snapshot.accountId
  if (accountId === undefined) throw new Error(`the account of client ${state.client.id} is not stored any more`)
  if (accountId !== link.accountId) return { events: stored, result: { outcome: 'other_account', accountId } }

  const isReported = isBrowserReported(token.browsers, link.browser)
  return {
    events: [
      ...stored,
      ...accepting(state, tokenId, accepts),
      handedOut(state, tokenId, link),
      ...(isReported ? [{ type: 'email_requested', tokenId, kind: 'second_browser' } as const] : []),
    ],
    result: { outcome: 'recorded' },
    notAfter: token.expiresAt,
  }
}

/** Saved with the outcome of the opening, so that it costs no statement of its own. A version is accepted once. */
function accepting(
  { client }: Onboarding,
  tokenId: string,
  accepts: TermsAcceptance | undefined,
): readonly OnboardingEvent[] {
  return accepts === undefined || client.terms?.version === accepts.version
    ? []
    : [{ type: 'terms_accepted', tokenId, ...accepts }]
}

function handedOut(state: Onboarding, tokenId: string, link: NewLink): OnboardingEvent {
  if ('sessionExpiresAt' in link) return { type: 'session_created', tokenId, ...link }
  const refreshUntil = endOfRefreshes(link.linkExpiresAt, state.attempt)
  return { type: 'link_created', tokenId, ...link, refreshUntil }
}

/** Records a provider failure on an open token, and the findings about the account and the intent. */
export function decideProviderFailed(
  state: Onboarding,
  {
    tokenId,
    failure,
    created,
    intentChange,
    accepts,
  }: {
    readonly tokenId: string
    readonly failure: ProviderFailure
    readonly created?: CreatedAccount | undefined
    readonly intentChange?: IntentChange | undefined
    /** What the holder of the link accepts of the platform's own terms. It has accepted them, even if it gets no link. */
    readonly accepts?: TermsAcceptance | undefined
  },
): Decision<undefined> {
  const { status } = tokenOf(state, tokenId)
  const isOpen = status === 'pending' || status === 'in_progress'
  const stored = storing(state, created)
  // An account that is stored ends its intent.
  const isIntentOver = intentChange === undefined || stored.length > 0
  return {
    events: [
      ...stored,
      ...(isIntentOver ? [] : decideIntentChange(state, intentChange).events),
      ...(isOpen
        ? [...accepting(state, tokenId, accepts), { type: 'provider_failed', tokenId, failure } as const]
        : []),
    ],
    result: undefined,
  }
}

/** Applies a finding about an intent, unless the intent has changed since it was read. */
export function decideIntentChange(state: Onboarding, { intent, to, cure }: IntentChange): Decision<undefined> {
  if (!isStillDecisive(state.intent, intent, to)) return { events: [], result: undefined }
  const change = to === 'settle' ? ({ type: 'intent_settling' } as const) : closed(cure)
  return { events: [change], result: undefined }
}

const closed = (cure: CountryCure | undefined) => ({ type: 'intent_closed', ...(cure && { cure }) }) as const

/** Uses up the refresh secret that the onboarding was loaded by. Of several concurrent callers, one gets `true`. */
export function decideRefreshUse(state: Onboarding, now: Date, refreshHash: Uint8Array): Decision<boolean> {
  const { attempt } = state
  if (attempt === undefined || !mayRefresh(attempt, now)) return { events: [], result: false }
  return { events: [{ type: 'refresh_used', refreshHash }], result: true, notAfter: attempt.refreshUntil }
}

/** Makes a refresh secret usable again after its use produced no link. */
export function decideRefreshRestored(refreshHash: Uint8Array): Decision<undefined> {
  return { events: [{ type: 'refresh_restored', refreshHash }], result: undefined }
}

/**
 * The token that the holder of a completed link opens instead, or `undefined` if the link cannot be continued. A new one
 * has no secret of its own, so that it can be opened only in this way, and lives as long as the completed one did.
 */
export function decideContinuation(
  state: Onboarding,
  now: Date,
  { tokenId, ...returning }: Returning & { readonly tokenId: string },
): Decision<string | undefined> {
  if (!mayContinue(state, now, returning)) return { events: [], result: undefined }
  const { id, issuedAt, expiresAt } = latestToken(state)
  if (id !== returning.heldTokenId) return { events: [], result: id }
  const lifetimeMs = expiresAt.getTime() - issuedAt.getTime()
  const issued = { type: 'token_issued', tokenId, purpose: 'update', lifetimeMs, issuedBy: 'client' } as const
  return { events: [issued], result: tokenId, notAfter: expiresAt }
}

/**
 * Stores a created account unless the client has one: an account id is written once. One that staff have detached
 * meanwhile does not come back.
 */
function storing(state: Onboarding, created: CreatedAccount | undefined): readonly OnboardingEvent[] {
  if (created === undefined || state.account !== undefined) return []
  if (isDetached(state.intent, created.generation)) return []
  return [{ type: 'account_stored', ...created, adopted: false }]
}
