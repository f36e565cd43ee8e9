import type { JobEmailKind } from '../../domain/onboarding-event.ts'
import type { Decision, Onboarding } from '../../domain/onboarding.ts'
import type { Actor } from '../../ports/actor.ts'
import type { AuditTrail } from '../../ports/audit-trail.ts'
import { MailError } from '../../ports/mailer.ts'
import type { Loaded, TokenRepository } from '../../ports/token-repository.ts'
import { commit } from '../commit.ts'

/** An email that a job sends. */
export interface EmailJob<Kind extends JobEmailKind> {
  readonly kind: Kind
  readonly tokenId: string
  /** The same for every attempt. */
  readonly emailId: string
  /** Whether an earlier attempt was begun. */
  readonly isRepeated?: boolean
}

/** `refused`: by the recipient's mail server, for good. */
export type Sent = 'sent' | 'not_sent' | 'refused'

/** The number of audit events that are searched for an earlier attempt, newest first. */
const RECENT = 100

/**
 * Sends emails, and records what became of them. An email that is recorded is not sent again: a worker that dies sends
 * one twice only if it dies after the server's acceptance and before the record.
 */
export function emailDelivery({ tokens, auditTrail }: { tokens: TokenRepository; auditTrail: AuditTrail }) {
  return {
    /** Whether an earlier attempt was recorded. */
    async wasSent({ state }: Loaded, { emailId, isRepeated }: EmailJob<JobEmailKind>): Promise<boolean> {
      if (isRepeated !== true) return false
      const { items } = await auditTrail.list(
        { clientId: state.client.id, platform: state.platform },
        { limit: RECENT },
      )
      return items.some(({ facts }) => facts?.['emailId'] === emailId)
    },

    async deliver(
      loaded: Loaded,
      { kind, tokenId, emailId }: EmailJob<JobEmailKind>,
      send: () => Promise<void>,
      actor: Actor,
    ): Promise<Sent> {
      const { email } = loaded.state.client
      try {
        await send()
      } catch (error) {
        if (!(error instanceof MailError) || !error.refusesRecipient) throw error
        const { code } = error
        await commit(
          tokens,
          loaded,
          (state) => ofAddress(state, email, { type: 'email_refused', tokenId, kind, code }),
          {
            actor,
          },
        )
        return 'refused'
      }
      const sent = { events: [{ type: 'email_sent', tokenId, kind, emailId }], result: undefined } as const
      await commit(tokens, loaded, () => sent, { actor })
      return 'sent'
    },
  }
}

/** Staff may have corrected the address while the email was being sent. */
const ofAddress = (
  state: Onboarding,
  email: string,
  refused: Decision<undefined>['events'][number],
): Decision<undefined> => ({
  events: state.client.email === email ? [refused] : [],
  result: undefined,
})
