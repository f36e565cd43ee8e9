import { isNotice, type EventOf, type OnboardingEvent } from './onboarding-event.ts'
import { tokenOf, type Onboarding } from './onboarding.ts'

const HOUR_MS = 3_600_000

/** The audit record of a domain event. It contains ids, statuses and codes, never secrets or personal data. */
export interface AuditEntry {
  readonly type: string
  readonly tokenId?: string
  readonly from?: string
  readonly to?: string
  readonly facts?: object
}

/** The audit entry of a domain event, or `undefined` for an event that the audit trail does not record. */
export function auditOf(event: OnboardingEvent, before: Onboarding | undefined): AuditEntry | undefined {
  const statusOf = (tokenId: string) => before && tokenOf(before, tokenId).status
  switch (event.type) {
    case 'client_changed':
      return { type: event.type, facts: { fields: event.fields } }
    case 'client_erased':
    case 'reminders_stopped':
    case 'reminders_resumed':
      return { type: event.type }
    case 'token_issued':
      return ofIssue(event)
    case 'link_created':
    case 'session_created':
      return moved(event, statusOf(event.tokenId), 'in_progress', { accountId: event.accountId })
    case 'provider_failed':
      return ofFailure(event, statusOf(event.tokenId))
    case 'token_completed':
      return moved(event, statusOf(event.tokenId), 'completed')
    case 'token_extended':
      return { type: event.type, tokenId: event.tokenId, facts: { lifetimeHours: event.lifetimeMs / HOUR_MS } }
    case 'token_revoked':
      return moved(event, statusOf(event.tokenId), 'revoked', { reason: event.reason })
    case 'account_stored':
    case 'account_detached':
    case 'account_managed':
      return ofAccount(event)
    case 'intent_closed':
      return ofCure(event)
    case 'readiness_changed':
      return { type: event.type, from: event.from, to: event.to }
    case 'new_link_requested':
    case 'link_sent_again':
      return ofRequest(event)
    case 'follow_up_requested':
    case 'email_sent':
    case 'email_refused':
      return ofEmail(event)
    case 'terms_accepted':
    case 'code_sent':
    case 'code_not_sent':
    case 'code_refused':
    case 'code_confirmed':
      return ofHolder(event)
    case 'client_invited':
    case 'secret_added':
    case 'stop_secret_added':
    case 'tokens_forgotten':
    case 'refresh_used':
    case 'refresh_restored':
    case 'intent_opened':
    case 'intent_tried':
    case 'intent_settling':
    case 'intent_barred':
    case 'account_refreshed':
    case 'email_requested':
    case 'emails_planned':
    case 'warm_up_requested':
      return undefined
  }
}

type ActOfHolder =
  | EventOf<'terms_accepted'>
  | EventOf<'code_sent'>
  | EventOf<'code_not_sent'>
  | EventOf<'code_refused'>
  | EventOf<'code_confirmed'>

/** What the holder of a link did. From which address it accepted terms is personal data, which the client's record has. */
function ofHolder(event: ActOfHolder): AuditEntry {
  const { type, tokenId } = event
  return { type, tokenId, ...(type === 'terms_accepted' && { facts: { version: event.version } }) }
}

function ofFailure(event: EventOf<'provider_failed'>, status: string | undefined): AuditEntry {
  const { advice: _words, page: _page, ...facts } = event.failure
  return moved(event, status, status, facts)
}

function ofCure({ cure }: EventOf<'intent_closed'>): AuditEntry | undefined {
  if (cure === undefined) return undefined
  const { profile, country = null } = cure
  return { type: 'account_terms_changed', facts: { profile, country, ...cure.cure } }
}

const ofIssue = ({ type, tokenId, purpose, issuedBy }: EventOf<'token_issued'>): AuditEntry => ({
  type,
  tokenId,
  to: 'pending',
  facts: { purpose, issuedBy },
})

const ofRequest = (event: EventOf<'new_link_requested'> | EventOf<'link_sent_again'>): AuditEntry => {
  const answer = event.type === 'link_sent_again' ? 'sent_again' : event.answer
  return { type: 'new_link_requested', tokenId: event.tokenId, facts: { answer } }
}

type AccountEvent = EventOf<'account_stored'> | EventOf<'account_detached'> | EventOf<'account_managed'>

function ofAccount(event: AccountEvent): AuditEntry | undefined {
  switch (event.type) {
    case 'account_stored':
      return event.adopted ? { type: 'account_adopted', facts: { accountId: event.snapshot.accountId } } : undefined
    case 'account_detached':
      return { type: 'account_reset', facts: { accountId: event.accountId } }
    case 'account_managed': {
      const { accountId, act, reason } = event
      return { type: MANAGED[act], facts: { accountId, ...(reason && { reason }) } }
    }
  }
}

type EmailEvent = EventOf<'follow_up_requested'> | EventOf<'email_sent'> | EventOf<'email_refused'>

function ofEmail(event: EmailEvent): AuditEntry | undefined {
  const { tokenId, kind } = event
  switch (event.type) {
    case 'follow_up_requested':
      return event.by === undefined ? undefined : { type: 'reminder_requested', tokenId }
    case 'email_sent':
      return {
        type: isNotice(kind) ? 'notice_emailed' : 'link_emailed',
        tokenId,
        facts: { kind, emailId: event.emailId },
      }
    case 'email_refused':
      return { type: event.type, tokenId, facts: { kind, code: event.code } }
  }
}

const MANAGED = {
  close: 'account_closed',
  reject: 'account_rejected',
  unreject: 'account_unrejected',
  login_link: 'login_link_created',
} as const

function moved(
  { type, tokenId }: { readonly type: string; readonly tokenId: string },
  from: string | undefined,
  to: string | undefined,
  facts?: object,
): AuditEntry {
  return { type, tokenId, ...(from && { from }), ...(to && { to }), ...(facts && { facts }) }
}
