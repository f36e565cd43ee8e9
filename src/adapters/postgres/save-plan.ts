import { auditOf, type AuditEntry } from '../../domain/audit.ts'
import type { JobRequest, OnboardingEvent } from '../../domain/onboarding-event.ts'
import { outgoingOf, type OutgoingEvent } from '../../domain/outgoing-event.ts'
import { evolve, type Onboarding } from '../../domain/onboarding.ts'
import { rowsOf, type Written } from './event-writers.ts'
import { PROVISIONAL } from './written.ts'

/** The writes of a save: one statement for each group of events that do not depend on each other. */
export interface Plan {
  readonly groups: readonly (readonly Written[])[]
  readonly audit: readonly AuditEntry[]
  /** What the platform is told. */
  readonly outgoing: readonly OutgoingEvent[]
  readonly jobs: readonly JobRequest[]
  /** The onboarding after the events, except for the instants that the save sets: those are `PROVISIONAL`. */
  readonly after: Onboarding
  readonly next: (at: Date) => Onboarding
  /** For how long from the save the token can be opened that is issued or extended, in milliseconds. */
  readonly opensForMs: number | undefined
}

const isJobRequest = (event: OnboardingEvent): event is JobRequest =>
  event.type === 'email_requested' || event.type === 'follow_up_requested' || event.type === 'warm_up_requested'

/** Plans a save. The plan does not depend on the time of the save. */
export function planOf(state: Onboarding | undefined, events: readonly OnboardingEvent[]): Plan {
  const groups: Written[][] = [[]]
  const audit: AuditEntry[] = []
  const happened: { readonly event: OnboardingEvent; readonly before: Onboarding | undefined }[] = []
  let [before, rows] = [state, new Set<string>()]
  for (const event of events) {
    const after = evolve(before, event, PROVISIONAL)
    const changed = rowsOf(event)
    if (changed.some((row) => rows.has(row))) {
      groups.push([])
      rows = new Set()
    }
    for (const row of changed) rows.add(row)
    groups.at(-1)?.push({ event, after })
    const entry = auditOf(event, before)
    if (entry !== undefined) audit.push(entry)
    happened.push({ event, before })
    before = after
  }
  if (before === undefined) throw new Error('a save without events changes nothing')
  const after = before
  return {
    groups,
    audit,
    outgoing: happened.flatMap(({ event, before: earlier }) => outgoingOf(event, earlier, after) ?? []),
    after,
    jobs: events.filter(isJobRequest),
    next: (savedAt) => {
      let next = state
      for (const event of events) next = evolve(next, event, savedAt)
      return next ?? after
    },
    opensForMs: events.findLast((event) => event.type === 'token_issued' || event.type === 'token_extended')
      ?.lifetimeMs,
  }
}
