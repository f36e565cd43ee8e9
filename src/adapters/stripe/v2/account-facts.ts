import { capabilitiesOf, type AccountFacts, type AccountHold, type CapabilityStatus } from '../../../domain/account.ts'
import { asksOf, type Alternative, type Requirement } from '../requirements.ts'
import type {
  AccountAnswer,
  AlternativeAnswer,
  CapabilityAnswer,
  EntryAnswer,
  OpenAccountAnswer,
  RequirementsAnswer,
} from './answers.ts'

/** The neutral facts about an account of Accounts v2. `needed`: the capabilities that the platform needs. */
export function factsOf(account: AccountAnswer, needed: readonly string[]): AccountFacts {
  if (account.closed === true) return closedAccount(account.id, needed)
  const granted = grantedBy(account)
  const payouts = payoutsOf(account)
  const capabilities = capabilitiesOf({ payouts: statusOf(payouts), granted: statusesOf(granted) }, needed)
  const counting = Object.keys(capabilities).flatMap((name) => granted.get(name) ?? [])
  const hold = holdOf([...counting, ...(payouts === undefined ? [] : [payouts])])
  const country = account.identity?.country?.toUpperCase()
  const isActive = counting.some(({ status }) => status === 'active')
  return {
    accountId: account.id,
    ...(country !== undefined && { country }),
    submitted: isActive || !(hold?.hold === 'client_action' || isClientAsked(account.requirements)),
    capabilities,
    ...hold,
    asks: asksOf(
      [...requirementsOf(account.requirements), ...futureOf(account.future_requirements ?? {}, account.requirements)],
      (account.requirements.alternatives ?? []).flatMap(alternativesOf),
    ),
  }
}

function closedAccount(accountId: string, needed: readonly string[]): AccountFacts {
  const capabilities = capabilitiesOf({ payouts: 'unsupported', granted: {} }, needed)
  return { accountId, submitted: false, capabilities, hold: 'disconnected', holdReason: 'closed', asks: [] }
}

/** The capabilities that were requested for the account, by the names that both generations share. */
function grantedBy({ configuration: { merchant, recipient } }: OpenAccountAnswer): Map<string, CapabilityAnswer> {
  const found = {
    card_payments: merchant?.capabilities?.card_payments,
    transfers: recipient?.capabilities?.stripe_balance?.stripe_transfers,
  }
  return new Map(Object.entries(found).flatMap(([name, capability]) => (capability ? [[name, capability]] : [])))
}

/** Payouts come with the other capabilities, in each configuration, and are never requested. */
function payoutsOf({ configuration: { merchant, recipient } }: OpenAccountAnswer): CapabilityAnswer | undefined {
  const found = [recipient?.capabilities?.stripe_balance?.payouts, merchant?.capabilities?.stripe_balance?.payouts]
  const present = found.filter((capability) => capability != null)
  return present.find(({ status }) => status === 'active') ?? present[0]
}

const statusesOf = (granted: Map<string, CapabilityAnswer>): Record<string, CapabilityStatus> =>
  Object.fromEntries([...granted].map(([name, capability]) => [name, statusOf(capability)]))

function statusOf(capability: CapabilityAnswer | undefined): CapabilityStatus {
  switch (capability?.status) {
    case 'active':
    case 'pending':
    case 'rejected':
    case 'unsupported':
      return capability.status
    default:
      return 'restricted'
  }
}

/** Codes that only mean that Stripe is still working. */
const IN_REVIEW = new Set(['determining_status', 'requirements_pending_verification'])

/** What holds the account back, from the reasons that Stripe gives for its capabilities. The client's part comes first. */
function holdOf(counting: readonly CapabilityAnswer[]): { hold: AccountHold; holdReason: string } | undefined {
  const details = counting.filter(({ status }) => status !== 'active').flatMap((each) => each.status_details ?? [])
  const ofClient = details.find(({ resolution }) => resolution === 'provide_info')
  if (ofClient !== undefined) return { hold: 'client_action', holdReason: ofClient.code }
  const ofOperator = details.find(({ code }) => !IN_REVIEW.has(code))
  if (ofOperator !== undefined) return { hold: 'paused', holdReason: ofOperator.code }
  const [ofStripe] = details
  return ofStripe && { hold: 'provider_review', holdReason: ofStripe.code }
}

/** Whether the client has something to provide now. v2 has no field that says whether the client has submitted. */
const isClientAsked = ({ entries }: RequirementsAnswer): boolean =>
  (entries ?? []).some((entry) => entry.awaiting_action_from === 'user' && dueOf(entry) !== 'later')

function requirementsOf({ entries, summary }: RequirementsAnswer): Requirement[] {
  const { status, time } = summary?.minimum_deadline ?? {}
  return (entries ?? []).map((entry): Requirement => ({
    name: entry.description,
    from: fromOf(entry),
    due: dueOf(entry),
    // Stripe gives one time, for the most urgent entries.
    by: entry.minimum_deadline?.status === status ? instant(time) : undefined,
    errors: (entry.errors ?? []).map(({ code }) => code),
  }))
}

/** What Stripe will require of the client in future, except what it requires already. */
function futureOf(future: RequirementsAnswer, present: RequirementsAnswer): Requirement[] {
  const already = new Set((present.entries ?? []).map(({ description }) => description))
  const by = instant(future.minimum_transition_date ?? future.summary?.minimum_deadline?.time)
  return (future.entries ?? [])
    .filter((entry) => fromOf(entry) === 'client' && !already.has(entry.description))
    .map(({ description }) => ({ name: description, from: 'client', due: 'later', by }))
}

const fromOf = ({ awaiting_action_from }: EntryAnswer): Requirement['from'] =>
  awaiting_action_from === 'stripe' ? 'provider' : 'client'

function dueOf({ minimum_deadline }: EntryAnswer): Requirement['due'] {
  switch (minimum_deadline?.status) {
    case 'past_due':
      return 'overdue'
    case 'eventually_due':
      return 'later'
    default:
      return 'now'
  }
}

/** Each option does instead of all of the original entries. */
const alternativesOf = ({ original_entries, options }: AlternativeAnswer): Alternative[] =>
  options.map(({ entries }) => ({
    insteadOf: original_entries.map(({ description }) => description),
    provide: entries.map(({ description }) => description),
  }))

/** v2's times are RFC 3339 texts. */
function instant(time: string | null | undefined): Date | undefined {
  const at = new Date(time ?? Number.NaN)
  return Number.isNaN(at.getTime()) ? undefined : at
}
