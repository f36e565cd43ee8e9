import { clientDataExported } from '../../domain/service-audit.ts'
import type { OnboardingToken } from '../../domain/onboarding-token.ts'
import type { Actor } from '../../ports/actor.ts'
import type { AuditEvent, AuditTrail } from '../../ports/audit-trail.ts'
import type { ClientRecord } from '../../ports/onboarding-queries.ts'
import type { TokenRepository } from '../../ports/token-repository.ts'
import { allPages } from '../all-pages.ts'
import { recordOf } from '../opening.ts'

/** Everything that is stored about a client. */
export interface ClientData {
  readonly record: ClientRecord
  /** All its tokens, the oldest first. Their secrets are not stored. */
  readonly tokens: readonly OnboardingToken[]
  /** Its audit events, the newest first. */
  readonly events: readonly AuditEvent[]
}

interface Dependencies {
  readonly tokens: TokenRepository
  readonly auditTrail: AuditTrail
}

/** What is stored about one client, for its request of access. `undefined` if there is no such client, or if it was erased. */
export function exportClientData({ tokens, auditTrail }: Dependencies) {
  return async (clientId: string, actor: Actor): Promise<ClientData | undefined> => {
    const { platform } = actor
    const loaded = await tokens.load({ clientId, platform })
    const record = loaded && recordOf(loaded)
    if (loaded === undefined || record === undefined) return undefined
    const page = (after?: string) => auditTrail.list({ clientId, platform }, { limit: 200, after })
    const events: AuditEvent[] = []
    for await (const event of allPages(page)) events.push(event)
    await auditTrail.record(clientDataExported(clientId), actor)
    return { record, tokens: loaded.state.tokens, events }
  }
}
