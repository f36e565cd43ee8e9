import { capabilitiesOf, type AccountFacts, type AccountHold, type CapabilityStatus } from '../../../domain/account.ts'
import { asksOf, type Alternative, type Requirement } from '../requirements.ts'
import type { AccountAnswer, RequirementsAnswer } from './answers.ts'

/** The neutral facts about an account of Accounts v1. `needed`: the capabilities that the platform needs. */
export function factsOf(account: AccountAnswer, needed: readonly string[]): AccountFacts {
  const requirements = account.requirements ?? {}
  const reason = requirements.disabled_reason ?? undefined
  const hold = holdOf(reason)
  const payouts = account.payouts_enabled ? 'active' : payoutsOff(hold)
  return {
    accountId: account.id,
    ...(account.country != null && { country: account.country }),
    submitted: account.details_submitted,
    capabilities: capabilitiesOf({ payouts, granted: statusesOf(account) }, needed),
    ...(hold && { hold }),
    ...(reason !== undefined && { holdReason: reason }),
    asks: asksOf(
      [...requirementsOf(requirements), ...futureOf(account.future_requirements ?? {}, requirements)],
      (requirements.alternatives ?? []).map(alternativeOf),
    ),
  }
}

const statusesOf = ({ capabilities }: AccountAnswer): Record<string, CapabilityStatus> =>
  Object.fromEntries(Object.entries(capabilities ?? {}).map(([name, status]) => [name, statusOf(status)]))

/** v1 has `active`, `pending` and `inactive`, which says nothing of the cause. */
const statusOf = (status: string): CapabilityStatus =>
  status === 'active' || status === 'pending' ? status : 'restricted'

/** v1 says only that payouts are off. The hold tells whether that takes more than time. */
const payoutsOff = (hold: AccountHold | undefined): CapabilityStatus =>
  hold === undefined || hold === 'provider_review' ? 'pending' : 'restricted'

/** Stripe's `disabled_reason` in the domain's words. Unknown reasons count as `paused`. */
function holdOf(reason: string | undefined): AccountHold | undefined {
  if (reason === undefined) return undefined
  if (reason.startsWith('rejected.')) return 'rejected'
  switch (reason) {
    case 'requirements.past_due':
    case 'action_required.requested_capabilities':
      return 'client_action'
    case 'requirements.pending_verification':
    case 'under_review':
      return 'provider_review'
    default:
      return 'paused'
  }
}

/** The requirements in force: of the client, and what Stripe checks. */
function requirementsOf(requirements: RequirementsAnswer): Requirement[] {
  const due = dueOf(requirements)
  const errorsOf = (field: string) =>
    (requirements.errors ?? []).filter(({ requirement }) => requirement === field).map(({ code }) => code)
  return [
    ...[...due].map(([name, when]): Requirement => ({ name, from: 'client', ...when, errors: errorsOf(name) })),
    ...(requirements.pending_verification ?? []).map((name): Requirement => ({
      name,
      from: 'provider',
      due: 'now',
      errors: due.has(name) ? [] : errorsOf(name),
    })),
  ]
}

/** When the client has to provide each field. A field that is in several lists has the urgency of the most urgent. */
function dueOf(requirements: RequirementsAnswer): Map<string, Pick<Requirement, 'due' | 'by'>> {
  const { past_due, currently_due, eventually_due, pending_verification, errors } = requirements
  const by = instant(requirements.current_deadline)
  const due = new Map<string, Pick<Requirement, 'due' | 'by'>>()
  const add = (fields: readonly string[] | null | undefined, when: Pick<Requirement, 'due' | 'by'>) => {
    for (const field of fields ?? []) if (!due.has(field)) due.set(field, when)
  }
  add(past_due, { due: 'overdue' })
  add(currently_due, { due: 'now', by })
  add(eventually_due, { due: 'later' })
  // Stripe documents that errors are of fields that are due, so one of a field that is in no list is due as well.
  const wrong = (errors ?? []).map(({ requirement }) => requirement)
  add(
    wrong.filter((field) => !pending_verification?.includes(field)),
    { due: 'now', by },
  )
  // A deadline is for something, even if Stripe does not name it.
  const isUnnamed = by !== undefined && [...due.values()].every((when) => when.due === 'later')
  if (isUnnamed) add(['unnamed'], { due: 'now', by })
  return due
}

/** What Stripe will require in future, except what it requires already. */
function futureOf(future: RequirementsAnswer, present: RequirementsAnswer): Requirement[] {
  const by = instant(future.current_deadline)
  const already = new Set(
    [present.past_due, present.currently_due, present.eventually_due].flatMap((names) => names ?? []),
  )
  const names = [future.past_due, future.currently_due, future.eventually_due].flatMap((each) => each ?? [])
  return [...new Set(names)]
    .filter((name) => !already.has(name))
    .map((name) => ({ name, from: 'client', due: 'later', by }))
}

type AlternativeAnswer = NonNullable<RequirementsAnswer['alternatives']>[number]

const alternativeOf = ({ original_fields_due, alternative_fields_due }: AlternativeAnswer): Alternative => ({
  insteadOf: original_fields_due,
  provide: alternative_fields_due,
})

/** Stripe's times are seconds since 1970. */
const instant = (seconds: number | null | undefined): Date | undefined =>
  seconds == null ? undefined : new Date(seconds * 1000)
