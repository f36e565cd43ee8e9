import { sql, type RawBuilder } from 'kysely'
import { auditOf, type AuditEntry } from '../../domain/audit.ts'
import type { EmailKind, OnboardingEvent } from '../../domain/onboarding-event.ts'
import { evolve, type Onboarding } from '../../domain/onboarding.ts'
import type { Actor } from '../../ports/actor.ts'
import { writeOf } from './event-writers.ts'

/** The writes of a save: one statement for each group of events that do not depend on each other. */
export interface Plan {
  readonly groups: readonly (readonly RawBuilder<unknown>[])[]
  readonly emails: readonly { readonly kind: EmailKind; readonly tokenId: string }[]
  /** The onboarding after the events, except for the instants that the save sets: those are `PROVISIONAL`. */
  readonly after: Onboarding
  readonly next: (at: Date) => Onboarding
  readonly issuedForMs: number | undefined
}

/** Stands for the instant of the save, which only the save knows. */
export const PROVISIONAL = new Date(0)

/** Plans a save. The plan does not depend on the time of the save. */
export function planOf(state: Onboarding | undefined, events: readonly OnboardingEvent[], actor: Actor): Plan {
  const groups: RawBuilder<unknown>[][] = [[]]
  const audit: (AuditEntry | undefined)[] = []
  let [before, rows] = [state, new Set<string>()]
  for (const event of events) {
    const after = evolve(before, event, PROVISIONAL)
    const write = writeOf(event, { before, after })
    if (write.rows.some((row) => rows.has(row))) {
      groups.push([])
      rows = new Set()
    }
    for (const row of write.rows) rows.add(row)
    groups.at(-1)?.push(...write.statements)
    audit.push(auditOf(event, before))
    before = after
  }
  if (before === undefined) throw new Error('a save without events changes nothing')
  groups[0]?.push(
    ...audited(
      audit.filter((entry) => entry !== undefined),
      before,
      actor,
    ),
  )
  const after = before
  return {
    groups,
    after,
    emails: events.flatMap((event) => (event.type === 'email_requested' ? [event] : [])),
    next: (savedAt) => {
      let next = state
      for (const event of events) next = evolve(next, event, savedAt)
      return next ?? after
    },
    issuedForMs: events.findLast((event) => event.type === 'token_issued')?.lifetimeMs,
  }
}

/** The audit events, in one part, so that their ids follow the order of the events. */
function audited(
  entries: readonly AuditEntry[],
  { platform, client }: Onboarding,
  { name, requestId }: Actor,
): RawBuilder<unknown>[] {
  if (entries.length === 0) return []
  return [
    sql`insert into audit_events
          (platform_id, at, type, client_id, token_id, actor, request_id, from_value, to_value, facts)
        select ${platform}, saved.at, entry ->> 'type', ${client.id}, (entry ->> 'tokenId')::uuid, ${name}, ${requestId},
               entry ->> 'from', entry ->> 'to', entry -> 'facts'
        from saved, jsonb_array_elements(${JSON.stringify(entries)}::jsonb) with ordinality as entries (entry, n)
        order by n`,
  ]
}
