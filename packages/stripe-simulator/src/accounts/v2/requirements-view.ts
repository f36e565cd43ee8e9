import type { Stripe } from 'stripe'
import type { StoredAccount } from '../account.ts'
import { noRequirements } from '../requirements.ts'
import { capabilitiesOf, type NamedCapability, payoutsName } from './capability-view.ts'
import { descriptionOf } from './requirement-names.ts'

type V1Requirements = Stripe.Account.Requirements | Stripe.Account.FutureRequirements
type Status = 'currently_due' | 'eventually_due' | 'past_due'

// The most urgent first.
const statuses: readonly Status[] = ['past_due', 'currently_due', 'eventually_due']

/** The requirements as v2 shows them, or the future ones. */
export function requirementsView(stored: StoredAccount) {
  const { requirements = noRequirements } = stored.account
  const entries = entriesOf(stored, requirements)
  return { alternatives: alternativesOf(requirements), entries, summary: summaryOf(entries, requirements) }
}

export function futureRequirementsView(stored: StoredAccount) {
  const { future_requirements: future = noRequirements } = stored.account
  const entries = entriesOf(stored, future)
  return {
    alternatives: alternativesOf(future),
    entries,
    minimum_transition_date: timeOf(future.current_deadline),
    summary: summaryOf(entries, future),
  }
}

interface Entry {
  readonly minimum_deadline: { readonly status: Status }
}

function entriesOf(stored: StoredAccount, requirements: V1Requirements) {
  const { past_due, currently_due, eventually_due, pending_verification } = requirements
  const asked = new Map<string, Status>()
  for (const item of eventually_due ?? []) asked.set(item, 'eventually_due')
  for (const item of currently_due ?? []) asked.set(item, 'currently_due')
  for (const item of past_due ?? []) asked.set(item, 'past_due')
  const verified = (pending_verification ?? []).filter((item) => !asked.has(item))
  const items = [
    ...Array.from(asked, ([item, status]) => ({ item, status, from: 'user' })),
    // Stripe verifies it now.
    ...verified.map((item) => ({ item, status: 'currently_due', from: 'stripe' }) as const),
  ] as const
  const capabilities = capabilitiesOf(stored)
  return items
    .map(({ item, status, from }) => ({
      awaiting_action_from: from,
      description: descriptionOf(item),
      errors: errorsOf(requirements, item),
      impact: {
        restricts_capabilities: restricted(capabilities, item, status).map(({ configuration, name }) => ({
          capability: name,
          configuration,
          deadline: { status },
        })),
      },
      minimum_deadline: { status },
      reference: null,
      requested_reasons: [{ code: stored.account.details_submitted ? 'routine_verification' : 'routine_onboarding' }],
    }))
    .toSorted((one, other) => (one.description < other.description ? -1 : 1))
}

const errorsOf = ({ errors }: V1Requirements, item: string) =>
  (errors ?? [])
    .filter(({ requirement }) => requirement === item)
    .map(({ code, reason }) => ({ code, description: reason }))

/** The capabilities that this requirement restricts: those that are not active, once it is past due. */
function restricted(
  capabilities: readonly NamedCapability[],
  item: string,
  status: Status,
): readonly NamedCapability[] {
  // Without a bank account, money can come in but not go out.
  const affected = item === 'external_account' ? capabilities.filter(({ name }) => name === payoutsName) : capabilities
  const inactive = affected.filter(({ state }) => state.status !== 'active')
  return status === 'past_due' && inactive.length > 0 ? inactive : affected
}

/** The nearest deadline, or null without requirements. */
function summaryOf(entries: readonly Entry[], { current_deadline }: V1Requirements) {
  const status = statuses.find((wanted) => entries.some(({ minimum_deadline }) => minimum_deadline.status === wanted))
  return status === undefined ? null : { minimum_deadline: { status, time: timeOf(current_deadline) } }
}

const alternativesOf = ({ alternatives }: V1Requirements) =>
  (alternatives ?? []).map(({ alternative_fields_due, original_fields_due }) => ({
    options: [
      {
        entries: alternative_fields_due.map((item) => ({
          awaiting_action_from: 'user',
          description: descriptionOf(item),
          errors: [],
          reference: null,
        })),
      },
    ],
    original_entries: original_fields_due.map((item) => ({ description: descriptionOf(item), reference: null })),
  }))

/** From seconds since the epoch. */
const timeOf = (seconds: number | null): string | null =>
  seconds === null ? null : new Date(seconds * 1000).toISOString()
