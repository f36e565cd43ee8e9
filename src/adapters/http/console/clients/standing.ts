import { nextStepInWords } from '../../../../api/next-step-words.ts'
import { READINESS_WORDS, STATUS_WORDS } from '../../../../api/standing-words.ts'
import { readinessOf, type Readiness } from '../../../../domain/account.ts'
import { statusAt } from '../../../../domain/onboarding-token.ts'
import type { ClientRecord } from '../../../../ports/onboarding-queries.ts'
import { html, type Html } from '../../../../shared/html.ts'

/** A text that is written from right to left turns nothing beside it, where there can be no element around it. */
export const isolated = (text: string): string => `\u2068${text}\u2069`

/** What staff do next about a client. */
export function nextStep(record: ClientRecord): string {
  const { client } = record
  const named = { ...record, client: { ...client, name: isolated(client.name), email: isolated(client.email) } }
  return nextStepInWords(named) ?? 'Nothing is left to do.'
}

const TONES: Readonly<Record<ReturnType<typeof statusAt>, string>> = {
  pending: 'plain',
  in_progress: 'plain',
  completed: 'good',
  revoked: 'bad',
  expired: 'warn',
}

/** The status of the latest link. */
export function statusBadge({ token, now }: ClientRecord): Html {
  const status = statusAt(token, now)
  return html`<span class="badge ${TONES[status]}">${STATUS_WORDS[status]}</span>`
}

const READINESS_TONES: Readonly<Record<Readiness, string>> = {
  none: 'plain',
  onboarding: 'plain',
  under_review: 'plain',
  active: 'good',
  active_due: 'warn',
  action_required: 'warn',
  paused: 'bad',
  rejected: 'bad',
  disconnected: 'bad',
}

/** Whether the account can be paid. */
export function readinessBadge({ account }: ClientRecord): Html {
  const { readiness } = readinessOf(account)
  return html`<span class="badge ${READINESS_TONES[readiness]}">${READINESS_WORDS[readiness]}</span>`
}
