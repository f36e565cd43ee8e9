import { decideIssue, nextTokenOf, type NewToken } from './decide-token.ts'
import { isRequestedTooOften, requestedWithin } from './links-on-request.ts'
import { openingRefusal } from './onboarding-token.ts'
import { latestToken, type Decision, type Onboarding } from './onboarding.ts'
import type { RenewalAnswer } from './renewal-answer.ts'

/**
 * No two links within this time, in milliseconds: the first may still be on its way. A job that is repeated because its
 * worker died so sends no second one.
 */
const BETWEEN_LINKS_MS = 5 * 60_000

/** What becomes of a request by address. `sent_again`: another link of the open token is emailed. */
export type LinkRequestAnswer =
  | Exclude<RenewalAnswer, 'still_works' | 'newer_link' | 'in_use' | 'no_email'>
  | 'sent_again'

/**
 * Someone typed the client's address where links are asked for. A token that can be opened stays as it is and gets another
 * link, because the client may hold an earlier one, or be at work with it. In place of one that has ended, the next one is
 * issued. The link goes only to the client's stored address. What has no effect is recorded, too: it shows staff a client
 * that is stuck. Too many requests are not, because anyone can send them.
 */
export function decideLinkRequest(
  state: Onboarding,
  now: Date,
  token: Pick<NewToken, 'tokenId' | 'lifetimeMs'>,
): Decision<LinkRequestAnswer> {
  if (state.erasedAt !== undefined) return { events: [], result: 'unknown_client' }
  const current = latestToken(state)
  const { id: tokenId } = current
  const next = nextTokenOf(state)
  if ('none' in next || isWithdrawn(state)) {
    const answer = 'none' in next ? next.none : 'withdrawn'
    return { events: [{ type: 'new_link_requested', tokenId, answer }], result: answer }
  }
  if (isRequestedTooOften(state.tokens, now) || requestedWithin(state.tokens, BETWEEN_LINKS_MS, now) > 0) {
    return { events: [], result: 'too_often' }
  }
  if (openingRefusal(current, now) === undefined) {
    const email = { type: 'email_requested', tokenId, kind: 'link' } as const
    return { events: [{ type: 'link_sent_again', tokenId }, email], result: 'sent_again', notAfter: current.expiresAt }
  }
  const { events } = decideIssue(state, { ...token, sendsEmail: true }, 'client')
  return { events: [{ type: 'new_link_requested', tokenId, answer: 'issued' }, ...events], result: 'issued' }
}

/**
 * Whether staff have ended the client's token and issued none since. A link that went to an address which staff have
 * corrected is dead, but the client is still to have one.
 */
function isWithdrawn(state: Onboarding): boolean {
  const current = latestToken(state)
  return current.status === 'revoked' && current.revokeReason !== 'email_changed'
}
