import { READINESS_WORDS } from '../../../../api/standing-words.ts'
import type { AuditEvent } from '../../../../ports/audit-trail.ts'
import { html, type Html } from '../../../../shared/html.ts'
import { NOTHING, time } from '../parts.ts'

/** What an event of the audit trail says, in words. */
const WORDS: Readonly<Record<string, string>> = {
  client_changed: 'The data of the client were changed',
  client_erased: 'The client was erased',
  reminders_stopped: 'Reminders were stopped',
  reminders_resumed: 'Reminders were resumed',
  token_issued: 'A link was issued',
  link_created: 'The link was opened, and led to Stripe',
  session_created: "The link was opened, and showed Stripe's form",
  provider_failed: 'The link could not be opened: Stripe failed',
  token_completed: 'The onboarding with the link was completed',
  token_extended: 'The link was extended',
  token_revoked: 'The link was revoked',
  readiness_changed: 'The readiness of the account changed',
  account_adopted: 'An existing account was adopted',
  account_reset: 'The account was reset',
  account_closed: 'The account was closed at Stripe',
  account_rejected: 'The account was rejected at Stripe',
  account_unrejected: 'The rejection of the account was taken back',
  account_terms_changed: 'New accounts are created on other terms from now on',
  login_link_created: 'Staff got a link to the Express dashboard',
  new_link_requested: 'The client requested a new link',
  reminder_requested: 'Staff reminded the client',
  link_emailed: 'An email with a link was sent',
  notice_emailed: 'An email was sent',
  email_refused: 'The mail server of the client refused an email',
  terms_accepted: 'The client accepted the terms of the platform',
  code_sent: 'A code was emailed',
  code_not_sent: 'A code could not be emailed',
  code_refused: 'A wrong code was typed',
  code_confirmed: 'The right code was typed',
  client_data_exported: 'The data of the client were exported',
}

/** Also of an event that this page does not know yet. */
const wordsFor = (type: string): string => WORDS[type] ?? type.replaceAll('_', ' ')

const READINESS: Readonly<Record<string, string>> = READINESS_WORDS

/** The events of a client, the newest first. */
export const history = (events: readonly AuditEvent[]): Html =>
  events.length === 0
    ? html`<p>There are no events: they may have been deleted after the time that they are kept.</p>`
    : html`<ol class="plain history">
        ${events.map(entry)}
      </ol>`

function entry({ at, type, actor, from, to, facts = {}, requestId, tokenId }: AuditEvent): Html {
  // Of a link, the words say what has become of it.
  const isMove = type === 'readiness_changed' && from !== undefined && to !== undefined
  const details = [
    ...Object.entries(facts).filter(([, value]) => value !== null),
    ...(tokenId === undefined ? [] : [['link', tokenId] as const]),
    ['reference', requestId] as const,
  ]
  return html`<li>
    <p>
      <strong>${wordsFor(type)}</strong
      >${isMove ? html`: ${READINESS[from] ?? from} → ${READINESS[to] ?? to}` : NOTHING}
    </p>
    <p class="soft">${time(at)} · ${actorInWords(actor)}</p>
    <details>
      <summary>Details</summary>
      <ul class="plain soft">
        ${details.map(([name, value]) => html`<li>${name} <code>${textOf(value)}</code></li>`)}
      </ul>
    </details>
  </li>`
}

function actorInWords(actor: string): Html {
  if (actor === 'client') return html`the client`
  const [kind = '', ...name] = actor.split(':')
  const who = kind === 'job' ? 'the service' : kind === 'admin' ? 'staff' : kind
  return html`${who} <code>${name.join(':')}</code>`
}

const textOf = (value: unknown): string =>
  typeof value === 'string' ? value : Array.isArray(value) ? value.map(textOf).join(', ') : JSON.stringify(value)
