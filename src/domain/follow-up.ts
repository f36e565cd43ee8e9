import { readinessOf, type AccountSnapshot } from './account.ts'
import { remindersOf } from './client.ts'
import { deadlineOf } from './next-step.ts'
import { isByStaff, statusAt, type OnboardingToken } from './onboarding-token.ts'
import { latestToken, openToken, standingOf, type Onboarding } from './onboarding.ts'

const DAY_MS = 24 * 3_600_000

/** How long before the provider's deadline the client is told again, in milliseconds. */
const BEFORE_DEADLINE_MS = [7 * DAY_MS, DAY_MS]

/** How long the link of a token lives that is issued because the provider asks for more, in milliseconds. */
export const REMEDY_LIFETIME_MS = 90 * DAY_MS

/** The most reminders about one matter, those that staff ask for included. */
export const MOST_REMINDERS = 5

/** So long after an email, staff cannot remind its client, in milliseconds. */
const BETWEEN_REMINDERS_MS = DAY_MS

/** Which emails the service sends by itself, apart from notices. */
export interface FollowUpRules {
  /** How long after a token was issued its client is reminded, in milliseconds, once each. Empty: never. */
  readonly remindAfterMs: readonly number[]
  /** The emails that are sent. The provider may send emails of the same kind. */
  readonly sends: Readonly<Record<'action_required' | 'deadline' | 'done', boolean>>
}

/** The rules of a platform; `undefined` if no emails are sent. */
export type RulesOf = (platform: string) => FollowUpRules | undefined

/** An email that becomes due, and when. */
export interface DueEmail {
  readonly kind: 'reminder' | 'deadline'
  readonly at: Date
}

/**
 * When the client is told again, and of what. `undefined` while it is not the client's turn, or if nothing is left to
 * send. A client that has stopped reminders still gets the emails of a deadline. Moments count from the token that began
 * the series. One email serves all moments that have passed, so an outage does not send several at the same time.
 */
export function nextEmail(state: Onboarding, rules: FollowUpRules): DueEmail | undefined {
  const { nextAction, deadline } = standingOf(state)
  if (nextAction !== 'client') return undefined
  const series = seriesOf(state)
  const isLeft = series.reminders < rules.remindAfterMs.length && openToken(state) !== undefined
  const reminders = isLeft && remindersOf(state.client) === 'on'
  const moments: DueEmail[] = [
    ...(reminders ? rules.remindAfterMs.map((ms) => dueAt('reminder', series.since, ms)) : []),
    ...(deadline !== undefined && rules.sends.deadline
      ? BEFORE_DEADLINE_MS.map((ms) => dueAt('deadline', deadline, -ms))
      : []),
  ]
  return moments.filter(({ at }) => at > series.last).toSorted((one, other) => one.at.getTime() - other.at.getTime())[0]
}

/** The email that is due at this instant. That of a deadline goes before a reminder. */
export function dueEmail(state: Onboarding, now: Date, rules: FollowUpRules): DueEmail['kind'] | undefined {
  const next = nextEmail(state, rules)
  if (next === undefined || next.at > now) return undefined
  const { deadline } = standingOf(state)
  const last = seriesOf(state).last
  const isDeadlineNear =
    rules.sends.deadline &&
    deadline !== undefined &&
    BEFORE_DEADLINE_MS.some(
      (ms) => deadline.getTime() - ms > last.getTime() && deadline.getTime() - ms <= now.getTime(),
    )
  return isDeadlineNear ? 'deadline' : 'reminder'
}

const dueAt = (kind: DueEmail['kind'], from: Date, ms: number): DueEmail => ({
  kind,
  at: new Date(from.getTime() + ms),
})

/**
 * The emails about one matter: they began with the token that was issued `since`, and go on with those that took its
 * place only because it had expired. `last`: the last email.
 */
function seriesOf({ tokens }: Pick<Onboarding, 'tokens'>): {
  readonly since: Date
  readonly reminders: number
  readonly last: Date
} {
  const series = reminderSeries(tokens)
  const { issuedAt, remindedAt = issuedAt } = latestToken({ tokens })
  return {
    since: new Date(Math.min(...series.map((token) => token.issuedAt.getTime()))),
    reminders: series.reduce((sum, { reminders = 0 }) => sum + reminders, 0),
    last: remindedAt,
  }
}

/** Whether the client has had as many reminders about this matter as it gets. */
export const isRemindedEnough = (state: Onboarding): boolean => seriesOf(state).reminders >= MOST_REMINDERS

/**
 * Whether the client got an email about its token a short time ago. Staff may have issued a token without one, so that
 * counts only for a token that the client or the service issued.
 */
export function isToldRecently(state: Onboarding, now: Date): boolean {
  const token = latestToken(state)
  const { remindedAt = isByStaff(token) ? undefined : token.issuedAt } = token
  return remindedAt !== undefined && now.getTime() - remindedAt.getTime() < BETWEEN_REMINDERS_MS
}

/** The tokens whose reminders count together: the last one, and those that it took the place of because they expired. */
export function reminderSeries(tokens: Onboarding['tokens']): Onboarding['tokens'] {
  const first = Math.max(
    0,
    tokens.findLastIndex(({ issuedBy }) => issuedBy !== 'reminder'),
  )
  return tokens.slice(first)
}

/**
 * Whether a change of the account is news for a client that has submitted its details: it has to act and did not before,
 * its payments have stopped, it got a deadline or an earlier one, or the token by which it could act has just ended.
 */
export function isNewsForClient(
  before: AccountSnapshot | undefined,
  after: AccountSnapshot,
  { hasCompleted }: { readonly hasCompleted: boolean },
): boolean {
  const [was, is] = [readinessOf(before), readinessOf(after)]
  if (is.nextAction !== 'client') return false
  if (hasCompleted || was.nextAction !== 'client') return true
  if (is.readiness === 'action_required' && was.readiness !== 'action_required') return true
  const [earlier, later] = [deadlineOf(before), deadlineOf(after)]
  return later !== undefined && (earlier === undefined || later < earlier)
}

/**
 * When the client submitted the details after which this token was issued in the same save, because they leave something
 * to do. Its first email says both. `undefined` if the token has another reason, or its client was told again.
 */
export function submittedJustBefore({ tokens }: Pick<Onboarding, 'tokens'>, token: OnboardingToken): Date | undefined {
  const { issuedAt, issuedBy, remindedAt } = token
  const isCause = (other: OnboardingToken) =>
    other.status === 'completed' && other.completedAt.getTime() === issuedAt.getTime()
  return issuedBy === 'remedy' && remindedAt === undefined && tokens.some(isCause) ? issuedAt : undefined
}

/** Whether the account can be paid and nothing more is asked of the client, which was not so before. */
export const isDoneNow = (before: AccountSnapshot | undefined, after: AccountSnapshot): boolean =>
  readinessOf(after).readiness === 'active' && readinessOf(before).readiness !== 'active'

/** Whether the client has a token that opens. */
export function hasLink(state: Onboarding, now: Date): boolean {
  const token = openToken(state)
  return token !== undefined && statusAt(token, now) !== 'expired'
}
