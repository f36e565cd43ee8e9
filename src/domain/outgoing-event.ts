import { asksOfClient, readinessOf, type AccountSnapshot, type NextAction, type Readiness } from './account.ts'
import { isPressing } from './ask.ts'
import type { Metadata } from './metadata.ts'
import { deadlineOf } from './next-step.ts'
import type { EventOf, OnboardingEvent } from './onboarding-event.ts'
import type { Purpose, RevokeReason } from './onboarding-token.ts'
import { standingOf, tokenOf, type Onboarding } from './onboarding.ts'

/** What a platform is told of its clients. */
export const OUTGOING_EVENT_TYPES = [
  'client.invited',
  'client.changed',
  'client.erased',
  'link.opened',
  'token.revoked',
  'email.refused',
  'onboarding.completed',
  'account.created',
  'account.ready',
  'account.action_required',
  'account.under_review',
  'account.restricted',
  'account.rejected',
  'account.disconnected',
  'account.reset',
] as const

export type OutgoingEventType = (typeof OUTGOING_EVENT_TYPES)[number]

/** Whether the string is a type of outgoing events. */
export const isOutgoingEventType = (word: string): word is OutgoingEventType =>
  OUTGOING_EVENT_TYPES.some((type) => type === word)

/** Something that the client has to provide: what, and until when. */
interface OutgoingAsk {
  readonly what: string
  readonly due: 'later' | 'now' | 'overdue'
  /** An ISO 8601 instant, as all instants in events. */
  readonly by?: string
}

/** What an outgoing event says: ids, statuses, and the platform's own values; no secret and no personal data. */
export interface OutgoingData {
  readonly clientId: string
  /** The platform's own id of the client. */
  readonly externalId?: string
  /** The platform's own values of the client. */
  readonly metadata?: Metadata
  readonly accountId?: string
  readonly readiness: Readiness
  readonly nextAction: NextAction
  readonly tokenId?: string
  readonly purpose?: Purpose
  readonly reason?: RevokeReason
  /** The version of the platform's own terms that the client has accepted. */
  readonly termsVersion?: string
  /** The names of the client's data that changed. */
  readonly fields?: readonly string[]
  /** What the client has to provide, the most urgent first. */
  readonly asks?: readonly OutgoingAsk[]
  /** The earliest date of the asks. */
  readonly deadline?: string
}

/** An outgoing event before it is saved. The save gives it an id and its time. */
export interface OutgoingEvent {
  readonly type: OutgoingEventType
  readonly data: OutgoingData
}

/** What is sent of a stored event. */
export const messageOf = ({
  type,
  at,
  sequence,
  platform,
  data,
}: OutgoingEvent & { readonly at: Date; readonly sequence: number; readonly platform: string }) => ({
  type,
  timestamp: at.toISOString(),
  sequence,
  platform,
  data,
})

/** How many outgoing events a save can have. */
const MOST_OF_A_SAVE = 100

/**
 * The number of an outgoing event: the `n`th of the save that made this version of the onboarding. The numbers of a client
 * grow; a gap means nothing.
 */
export const sequenceOf = (version: number, n: number): number => version * MOST_OF_A_SAVE + n

/** What the platform is told of a domain event, or `undefined` if nothing. `after`: the onboarding after it. */
export function outgoingOf(
  event: OnboardingEvent,
  before: Onboarding | undefined,
  after: Onboarding,
): OutgoingEvent | undefined {
  switch (event.type) {
    case 'client_invited':
      return told('client.invited', after)
    case 'client_changed':
    case 'reminders_stopped':
    case 'reminders_resumed':
      return ofChange(event, after)
    case 'client_erased':
      return told('client.erased', after)
    case 'link_created':
    case 'session_created':
      return told('link.opened', after, { tokenId: event.tokenId, ...accepted(after) })
    case 'token_revoked':
      return told('token.revoked', after, { tokenId: event.tokenId, reason: event.reason })
    case 'email_refused':
      return told('email.refused', after, { tokenId: event.tokenId })
    case 'token_completed':
      return ofCompletion(event, after)
    case 'account_stored':
      return told('account.created', after)
    case 'account_detached':
      return told('account.reset', after, { accountId: event.accountId })
    case 'account_refreshed':
      return ofRefresh(event, before, after)
    case 'readiness_changed':
      return ofReadiness(event, after)
    case 'token_issued':
    case 'token_extended':
    case 'secret_added':
    case 'stop_secret_added':
    case 'provider_failed':
    case 'terms_accepted':
    case 'code_sent':
    case 'code_not_sent':
    case 'code_refused':
    case 'code_confirmed':
    case 'refresh_used':
    case 'refresh_restored':
    case 'intent_opened':
    case 'intent_tried':
    case 'intent_settling':
    case 'intent_closed':
    case 'intent_barred':
    case 'new_link_requested':
    case 'link_sent_again':
    case 'email_requested':
    case 'warm_up_requested':
    case 'follow_up_requested':
    case 'emails_planned':
    case 'tokens_forgotten':
    case 'email_sent':
    case 'account_managed': // What it changes is told by the readiness.
      return undefined
  }
}

const ofChange = (
  event: EventOf<'client_changed'> | EventOf<'reminders_stopped'> | EventOf<'reminders_resumed'>,
  after: Onboarding,
): OutgoingEvent =>
  told('client.changed', after, { fields: event.type === 'client_changed' ? event.fields : ['reminders'] })

const accepted = ({ client: { terms } }: Onboarding) => terms && { termsVersion: terms.version }

const ofCompletion = ({ tokenId }: EventOf<'token_completed'>, after: Onboarding): OutgoingEvent =>
  told('onboarding.completed', after, { tokenId, purpose: tokenOf(after, tokenId).purpose })

const ofRefresh = (
  { snapshot }: EventOf<'account_refreshed'>,
  before: Onboarding | undefined,
  after: Onboarding,
): OutgoingEvent | undefined =>
  asksForMore(before?.account?.snapshot, snapshot)
    ? told('account.action_required', after, asksIn(snapshot))
    : undefined

const PAYABLE: readonly Readiness[] = ['active', 'active_due']

function ofReadiness({ from, to }: EventOf<'readiness_changed'>, after: Onboarding): OutgoingEvent | undefined {
  const asks = after.account === undefined ? {} : asksIn(after.account.snapshot)
  switch (to) {
    case 'active':
      return told('account.ready', after)
    case 'active_due':
      return told(from === 'active' ? 'account.action_required' : 'account.ready', after, asks)
    case 'action_required':
      return told('account.action_required', after, asks)
    case 'under_review':
      return told(PAYABLE.includes(from) ? 'account.restricted' : 'account.under_review', after)
    case 'paused':
      return told('account.restricted', after)
    case 'rejected':
      return told('account.rejected', after)
    case 'disconnected':
      return told('account.disconnected', after)
    case 'onboarding':
      // A first account says so by `account.created`; one that is back again needs its client.
      return from === 'none' ? undefined : told('account.action_required', after, asks)
    case 'none':
      return undefined
  }
}

/** Whether the provider needs something that it did not need before, or earlier, of an account whose readiness stays. */
function asksForMore(before: AccountSnapshot | undefined, after: AccountSnapshot): boolean {
  const { readiness } = readinessOf(after)
  if (readinessOf(before).readiness !== readiness) return false
  if (readiness !== 'action_required' && readiness !== 'active_due') return false
  const known = new Set(asksIn(before).asks.map((ask) => JSON.stringify(ask)))
  return asksIn(after).asks.some((ask) => !known.has(JSON.stringify(ask)))
}

function asksIn(snapshot: AccountSnapshot | undefined) {
  const asks = asksOfClient(snapshot)
    .filter(isPressing)
    .map(({ what, due, by }): OutgoingAsk => ({ what, due, ...(by && { by: by.toISOString() }) }))
  const deadline = deadlineOf(snapshot)
  return { asks, ...(deadline && { deadline: deadline.toISOString() }) }
}

function told(
  type: OutgoingEventType,
  after: Onboarding,
  details: Partial<
    Pick<OutgoingData, 'accountId' | 'tokenId' | 'purpose' | 'reason' | 'fields' | 'asks' | 'deadline'>
  > = {},
): OutgoingEvent {
  const { client, account } = after
  const { readiness, nextAction } = standingOf(after)
  const { externalId, metadata } = client
  const accountId = account?.snapshot.accountId
  const ids = {
    clientId: client.id,
    ...(externalId && { externalId }),
    ...(metadata && { metadata }),
    ...(accountId && { accountId }),
  }
  return { type, data: { ...ids, readiness, nextAction, ...details } }
}
