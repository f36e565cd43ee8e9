import { asksOfClient, readinessOf, type AccountSnapshot, type Readiness } from './account.ts'
import type { Ask } from './ask.ts'
import { mayContinue } from './continuation.ts'
import { needsCode, needsTerms, type AdmissionRules } from './decide-confirmation.ts'
import { renewalAnswer } from './decide-token.ts'
import { maskedEmail } from './masked-email.ts'
import { openingRefusal } from './onboarding-token.ts'
import { tokenOf, type Onboarding } from './onboarding.ts'

/**
 * How far the client is, as far as it concerns the client: it has to submit its details, or provide more, or the
 * provider is checking them, or staff have to find out what holds the account up, or the account is rejected or
 * disconnected, or nothing is asked of anyone.
 */
export type Progress = 'to_submit' | 'more_needed' | 'in_review' | 'on_hold' | 'unavailable' | 'done'

/** What the holder can do with the link: open it, have a new one emailed to the client, or nothing. */
export type LinkAction = 'open' | 'request_new_link' | 'none'

/** What the holder of a link may know. */
export interface HolderView {
  /** Absent if the link was revoked or the client was erased: its holder may be the wrong person. */
  readonly clientName?: string
  /** Absent in the same cases. */
  readonly progress?: Progress
  readonly action: LinkAction
  /** What the client still has to provide. */
  readonly asks: readonly Ask[]
  /** The client's address, masked, if the holder has to type a code that is emailed there. */
  readonly codeSentTo?: string
  /** Whether the holder has to accept the platform's own terms. */
  readonly needsTerms?: true
}

const PROGRESS: Record<Readiness, Progress> = {
  none: 'to_submit',
  onboarding: 'to_submit',
  active_due: 'more_needed',
  action_required: 'more_needed',
  under_review: 'in_review',
  paused: 'on_hold',
  rejected: 'unavailable',
  disconnected: 'unavailable',
  active: 'done',
}

export const progressOf = (account: AccountSnapshot | undefined): Progress => PROGRESS[readinessOf(account).readiness]

/** The holder of one of a token's links. `browser`: a hash, if the browser is known. */
interface Holder {
  readonly tokenId: string
  readonly browser?: string | undefined
  readonly sendsEmails: boolean
  readonly rules: AdmissionRules
}

/** What the holder of a link may know and do. */
export function holderView(state: Onboarding, now: Date, holder: Holder): HolderView {
  const { status } = tokenOf(state, holder.tokenId)
  const action = actionOf(state, now, holder)
  if (status === 'revoked' || state.erasedAt !== undefined) return { action, asks: [] }
  const account = state.account?.snapshot
  const { name, email } = state.client
  const visitor = { heldTokenId: holder.tokenId, browser: holder.browser }
  const isAsked = action === 'open' && needsCode(state, now, visitor, holder.rules)
  const isToAccept = action === 'open' && needsTerms(state, now, visitor, holder.rules)
  return {
    clientName: name,
    progress: progressOf(account),
    action,
    asks: asksOfClient(account),
    ...(isAsked && { codeSentTo: maskedEmail(email) }),
    ...(isToAccept && { needsTerms: true }),
  }
}

function actionOf(state: Onboarding, now: Date, { tokenId, browser, sendsEmails }: Holder): LinkAction {
  const works = openingRefusal(tokenOf(state, tokenId), now) === undefined
  if (works) return progressOf(state.account?.snapshot) === 'unavailable' ? 'none' : 'open'
  if (mayContinue(state, now, { heldTokenId: tokenId, browser })) return 'open'
  const answer = renewalAnswer(state, now, { heldTokenId: tokenId, sendsEmails })
  return answer === 'issued' ? 'request_new_link' : 'none'
}
