import { statusAt } from '../domain/onboarding-token.ts'
import type { ClientData } from '../usecases/clients/export-client-data.ts'
import { eventReply, recordReply } from './replies.ts'

/** Everything that is stored about a client, as the API shows it. */
export function clientDataReply({ record, tokens, events }: ClientData) {
  const emails = events.filter(({ type }) => type === 'link_emailed' || type === 'notice_emailed')
  return {
    record: recordReply(record),
    tokens: tokens.map((token) => ({
      id: token.id,
      purpose: token.purpose,
      status: statusAt(token, record.now),
      issuedAt: token.issuedAt.toISOString(),
      expiresAt: token.expiresAt.toISOString(),
    })),
    emails: emails.map(({ at, facts }) => ({ at: at.toISOString(), kind: kindOf(facts?.['kind']) })),
    events: events.map(eventReply),
  }
}

/** The kind of an email. That of one with a link is not in the audit trail. */
const kindOf = (kind: unknown): string => (typeof kind === 'string' ? kind : 'link')
