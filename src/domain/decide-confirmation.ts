import { mayContinue } from './continuation.ts'
import { CODE_MS, isConfirmed, liveCode, nextCodeInMs } from './confirmation.ts'
import { openingRefusal, type Refusal } from './onboarding-token.ts'
import { tokenOf, type Decision, type Onboarding } from './onboarding.ts'

/** Who wants to go on with a link. */
export interface Visitor {
  /** The token that the link is of. */
  readonly heldTokenId: string
  /** A hash, if the browser is known. */
  readonly browser?: string | undefined
}

/** What the platform wants before a link is opened. */
export interface AdmissionRules {
  /** Whether the holder of the link has to type a code that is emailed to the client. */
  readonly asksForCode: boolean
  /** The version of the platform's own terms that has to be accepted; absent if it has none. */
  readonly terms?: string | undefined
}

/**
 * Whether the holder of a link may go on to the provider.
 * - `code_required`: it has to type a code, and has sent none.
 * - `code_wrong`: it can try again.
 * - `code_over`: the code can be tried no more, or there is none. Another one has to be sent.
 * - `terms_required`: it has to accept the platform's own terms, in their present version.
 */
export type Admission = 'admitted' | 'code_required' | 'code_wrong' | 'code_over' | 'terms_required'

/** Whether a code is asked for. A link that opens nothing needs none: it is refused anyway. */
export function needsCode(
  state: Onboarding,
  now: Date,
  { heldTokenId, browser }: Visitor,
  { asksForCode }: AdmissionRules,
): boolean {
  const { confirmation } = tokenOf(state, heldTokenId)
  return asksForCode && opens(state, now, { heldTokenId, browser }) && !isConfirmed(confirmation, browser, now)
}

/** Whether the platform's own terms have to be accepted, for the first time or in a new version. */
export const needsTerms = (state: Onboarding, now: Date, visitor: Visitor, { terms }: AdmissionRules): boolean =>
  terms !== undefined && state.client.terms?.version !== terms && opens(state, now, visitor)

const opens = (state: Onboarding, now: Date, visitor: Visitor): boolean =>
  openingRefusal(tokenOf(state, visitor.heldTokenId), now) === undefined || mayContinue(state, now, visitor)

/**
 * Lets the holder of a link go on, or says what is missing. Everything that opens a link begins here, so a forwarded link
 * opens nothing. `isCode`: whether the code that was typed is the one with this hash; absent if none was typed.
 * `accepts`: the version of the platform's terms that is accepted, which is recorded with the link.
 */
export function decideAdmission(
  state: Onboarding,
  now: Date,
  visitor: Visitor & {
    readonly isCode?: ((hash: string) => boolean) | undefined
    readonly accepts?: string | undefined
  },
  rules: AdmissionRules,
): Decision<Admission> {
  const { heldTokenId: tokenId, browser, isCode } = visitor
  const isMissing = visitor.accepts !== rules.terms && needsTerms(state, now, visitor, rules)
  const confirmedResult = isMissing ? 'terms_required' : 'admitted'
  if (!needsCode(state, now, visitor, rules)) return { events: [], result: confirmedResult }
  if (isCode === undefined) return { events: [], result: 'code_required' }
  const code = liveCode(tokenOf(state, tokenId).confirmation, now)
  if (code === undefined) return { events: [], result: 'code_over' }
  if (isCode(code.hash)) {
    const confirmed = { type: 'code_confirmed', tokenId, ...(browser !== undefined && { browser }) } as const
    return { events: [confirmed], result: confirmedResult, notAfter: code.until }
  }
  return { events: [{ type: 'code_refused', tokenId }], result: code.triesLeft > 1 ? 'code_wrong' : 'code_over' }
}

export type CodeSending =
  /** `until`: when the code can no longer be typed. */
  | { readonly outcome: 'sending'; readonly until: Date }
  /** The platform asks for no code. */
  | { readonly outcome: 'not_needed' }
  | { readonly outcome: 'refused'; readonly refusal: Refusal }
  /** Too many were sent. */
  | { readonly outcome: 'too_often'; readonly waitMs: number }

/** Records the code that is about to be sent. All earlier ones are dead. */
export function decideCodeSending(
  state: Onboarding,
  now: Date,
  { hash, ...visitor }: Visitor & { readonly hash: string },
  rules: AdmissionRules,
): Decision<CodeSending> {
  const { heldTokenId: tokenId } = visitor
  const { confirmation, ...held } = tokenOf(state, tokenId)
  if (!rules.asksForCode) return { events: [], result: { outcome: 'not_needed' } }
  const refusal = openingRefusal(held, now)
  if (refusal !== undefined && !mayContinue(state, now, visitor)) {
    return { events: [], result: { outcome: 'refused', refusal } }
  }
  const waitMs = nextCodeInMs(confirmation, now)
  if (waitMs > 0) return { events: [], result: { outcome: 'too_often', waitMs } }
  const until = new Date(now.getTime() + CODE_MS)
  return { events: [{ type: 'code_sent', tokenId, hash }], result: { outcome: 'sending', until } }
}

/**
 * Records that a code was not sent, or perhaps not. It opens nothing and does not count, unless another one was sent
 * since.
 */
export function decideCodeNotSent(
  state: Onboarding,
  { tokenId, hash }: { readonly tokenId: string; readonly hash: string },
): Decision<undefined> {
  const isLatest = tokenOf(state, tokenId).confirmation?.code?.hash === hash
  return { events: isLatest ? [{ type: 'code_not_sent', tokenId }] : [], result: undefined }
}
