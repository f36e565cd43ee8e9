import { decideReminder, type Reminded } from './decide-follow-up.ts'
import { decideExtension, decideIssue, decideRevocation, type Extended, type NewToken } from './decide-token.ts'
import { isByStaff, statusAt, type NoToken } from './onboarding-token.ts'
import { latestToken, type Decision, type Onboarding } from './onboarding.ts'

/** What staff can do with many clients at once. */
export const CLIENT_ACTS = ['remind', 'reissue', 'extend', 'revoke', 'sync'] as const

export type ClientAct = (typeof CLIENT_ACTS)[number]

/** An act on one client, with what it needs. A sync changes nothing by itself: see `syncOf`. */
export type ActRequest =
  | { readonly act: 'remind'; readonly tokenId: string }
  | { readonly act: 'reissue'; readonly token: NewToken }
  | { readonly act: 'extend'; readonly lifetimeMs: number }
  | { readonly act: 'revoke' }

/** Why something is not done with a client. */
export type NotActed =
  | 'unknown_client'
  | 'not_clients_turn'
  | 'often_enough'
  | 'stopped'
  | 'completed'
  | 'revoked'
  | 'no_account'
  | NoToken

/** `already`: it was done before, so that the same acts can be repeated without harm. */
export type Acted =
  | { readonly outcome: 'done'; readonly linksOutstandingUntil?: Date }
  | { readonly outcome: 'already' }
  | { readonly outcome: 'refused'; readonly because: NotActed }

/** So long after staff issued a token in place of another, issuing one more is a repetition, in milliseconds. */
const REISSUED_MS = 3_600_000

/** So long after an account was fetched, fetching it is a repetition, in milliseconds. */
const FETCHED_MS = 60_000

const DONE: Acted = { outcome: 'done' }
const ALREADY: Acted = { outcome: 'already' }
const refused = (because: NotActed): Acted => ({ outcome: 'refused', because })

/** Does to one of many clients what staff do to a single one, unless it was done before. */
export function decideAct(state: Onboarding, now: Date, request: ActRequest): Decision<Acted> {
  if (state.erasedAt !== undefined) return { events: [], result: refused('unknown_client') }
  const { id: tokenId } = latestToken(state)
  switch (request.act) {
    case 'remind': {
      const { events, result } = decideReminder(state, { tokenId: request.tokenId, now })
      return { events, result: ofReminder(result) }
    }
    case 'reissue': {
      if (isReissued(state, now)) return { events: [], result: ALREADY }
      const { events, result } = decideIssue(state, request.token)
      return { events, result: result === 'issued' ? DONE : refused(result) }
    }
    case 'extend': {
      const { events, result } = decideExtension(state, now, { tokenId, lifetimeMs: request.lifetimeMs })
      return { events, result: ofExtension(result) }
    }
    case 'revoke': {
      const { events, result } = decideRevocation(state, now, { tokenId, reason: 'operator' })
      if (result.outcome === 'completed') return { events, result: refused('completed') }
      const { linksOutstandingUntil: until } = result
      const done = { outcome: 'done', ...(until && { linksOutstandingUntil: until }) } as const
      return { events, result: events.length === 0 ? ALREADY : done }
    }
  }
}

/** Whether a client's account is to be fetched: `done` if it is. */
export function syncOf({ account, erasedAt }: Onboarding, now: Date): Acted {
  if (erasedAt !== undefined) return refused('unknown_client')
  if (account === undefined) return refused('no_account')
  return now.getTime() - account.snapshot.fetchedAt.getTime() < FETCHED_MS ? ALREADY : DONE
}

function ofReminder(reminded: Reminded): Acted {
  if (reminded === 'reminded') return DONE
  return reminded === 'recently' ? ALREADY : refused(reminded)
}

function ofExtension(extended: Extended): Acted {
  if (extended === 'extended') return DONE
  return extended === 'unchanged' ? ALREADY : refused(extended)
}

/** Whether staff have just issued the token that the client has in place of an earlier one: that link works. */
function isReissued({ tokens }: Onboarding, now: Date): boolean {
  const token = latestToken({ tokens })
  const status = statusAt(token, now)
  const isOpen = status === 'pending' || status === 'in_progress'
  return isOpen && tokens.length > 1 && isByStaff(token) && now.getTime() - token.issuedAt.getTime() < REISSUED_MS
}
