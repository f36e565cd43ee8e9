import type { Readiness } from './account.ts'
import type { Finding } from './diagnosis.ts'
import type { WebhookEndpoint } from './webhook-endpoint.ts'
import type { DeadJobGroup } from './dead-job-group.ts'

/** What operators are told of by themselves. The first three are about one client each. */
export const ALERT_KINDS = [
  'account_rejected',
  'account_disconnected',
  'deadline_missed',
  'webhooks_silent',
  'jobs_dead',
  'endpoint_off',
  'setup_faulty',
  'digest',
] as const

export type AlertKind = (typeof ALERT_KINDS)[number]

/** Which clients are a cause of this kind: those with one of these readinesses and, if so said, whose deadline has passed. */
export interface ClientRule {
  readonly kind: AlertKind
  readonly readiness: readonly Readiness[]
  readonly isOverdue: boolean
}

export const CLIENT_RULES: readonly ClientRule[] = [
  { kind: 'account_rejected', readiness: ['rejected'], isOverdue: false },
  { kind: 'account_disconnected', readiness: ['disconnected'], isOverdue: false },
  {
    kind: 'deadline_missed',
    readiness: ['onboarding', 'active_due', 'active', 'action_required', 'under_review', 'paused'],
    isOverdue: true,
  },
]

/** The kinds that are judged from what is stored. The set-up is judged by asking the provider, so less often. */
export const STORED_KINDS: readonly AlertKind[] = ALERT_KINDS.filter((kind) => kind !== 'setup_faulty')

/** Whether an alert of this kind is about one client, whose id is its subject. */
export const isAboutClient = (kind: AlertKind): boolean => CLIENT_RULES.some((rule) => rule.kind === kind)

/** Something that is wrong, and lasts. `subject`: what distinguishes it from the others of its kind. */
export interface AlertCause {
  readonly kind: AlertKind
  readonly subject: string
  /** What is wrong, in words; absent if it is about a client or the digest, whose words are made when it is sent. */
  readonly words?: string
  /** It could not be found out: what was told before goes on, and nothing new is told. */
  readonly isUnsure?: boolean
}

/** A cause that operators were told of. `endedAt`: since when it is no more. */
export interface StoredAlert {
  readonly kind: AlertKind
  readonly subject: string
  readonly toldAt: Date
  readonly endedAt?: Date
}

/** One message to operators: the causes of one kind that are told at the same time. */
export interface AlertMessage {
  readonly kind: AlertKind
  readonly causes: readonly Pick<AlertCause, 'subject' | 'words'>[]
  /** How many causes the message does not name. */
  readonly more: number
}

/** How many causes a message names. */
const NAMED = 10

/** How long after a message the next one of its kind is sent at the earliest, in milliseconds. */
const SPACING_MS = 5 * 60_000

/** A cause that comes back within this time, in milliseconds, is the same one. */
const SAME_CAUSE_MS = 3_600_000

/** After this time, in milliseconds, a fault of the service that lasts is told again. Clients are in the daily digest. */
const REPEAT_MS = 24 * 3_600_000

const REPEATED: readonly AlertKind[] = ['webhooks_silent', 'jobs_dead', 'endpoint_off', 'setup_faulty']

/** From this hour of the day on, in UTC, the digest of the day is sent. */
const DIGEST_HOUR = 7

export interface AlertsDecided {
  /** Causes that are told now; `toldBefore`: when the stored one was told. */
  readonly told: readonly (Pick<AlertCause, 'kind' | 'subject'> & { readonly toldBefore?: Date })[]
  /** Stored causes that go on after a short end. */
  readonly revived: readonly StoredAlert[]
  /** Stored causes that have just ended. */
  readonly ended: readonly StoredAlert[]
  readonly messages: readonly AlertMessage[]
  readonly now: Date
}

/** What is known of the alerts of some kinds. `lastToldAt`: when a message of the kind was last sent. */
export interface AlertState {
  readonly causes: readonly AlertCause[]
  readonly stored: readonly StoredAlert[]
  readonly lastToldAt: Readonly<Partial<Record<AlertKind, Date>>>
  readonly now: Date
}

/**
 * What operators are told now: each cause once until it ends, the causes of a kind in one message, and messages of a kind
 * not more often than every five minutes. What is not told because of that stays unknown, and is news to the next run.
 */
export function decideAlerts({ causes, stored, lastToldAt, now }: AlertState): AlertsDecided {
  const keyOf = ({ kind, subject }: Pick<AlertCause, 'kind' | 'subject'>) => `${kind} ${subject}`
  const known = new Map(stored.map((alert) => [keyOf(alert), alert]))
  const present = new Set(causes.map(keyOf))
  const ago = (instant: Date) => now.getTime() - instant.getTime()
  const isNews = (cause: AlertCause): boolean => {
    const before = known.get(keyOf(cause))
    if (cause.isUnsure) return false
    if (before === undefined) return true
    if (before.endedAt !== undefined && ago(before.endedAt) >= SAME_CAUSE_MS) return true
    return REPEATED.includes(cause.kind) && ago(before.toldAt) >= REPEAT_MS
  }
  const mayTell = ({ kind }: AlertCause) => {
    const last = lastToldAt[kind]
    return last === undefined || ago(last) >= SPACING_MS
  }
  const told = causes.filter((cause) => isNews(cause) && mayTell(cause))
  const goesOn = (alert: StoredAlert) =>
    alert.endedAt !== undefined && ago(alert.endedAt) < SAME_CAUSE_MS && present.has(keyOf(alert))
  const toldKeys = new Set(told.map(keyOf))
  return {
    told: told.map(({ kind, subject }) => {
      const before = known.get(keyOf({ kind, subject }))
      return { kind, subject, ...(before && { toldBefore: before.toldAt }) }
    }),
    revived: stored.filter((alert) => goesOn(alert) && !toldKeys.has(keyOf(alert))),
    ended: stored.filter((alert) => alert.endedAt === undefined && !present.has(keyOf(alert))),
    messages: [...Map.groupBy(told, ({ kind }) => kind)].map(([kind, all]) => ({
      kind,
      causes: all.slice(0, NAMED).map(({ subject, words }) => ({ subject, ...(words !== undefined && { words }) })),
      more: Math.max(0, all.length - NAMED),
    })),
    now,
  }
}

/** Whether a finding says that events do not arrive, although there are some. */
export const isSilence = ({ outcome, cause }: Finding): boolean =>
  outcome === 'fault' || cause === 'changes_unannounced'

const JOB_WORDS: Readonly<Record<DeadJobGroup['kind'], string>> = { email: 'email', provider_event: 'provider event' }

/** The jobs that were given up, as causes: one for each kind of job and reason. */
export const causesOfDeadJobs = (groups: readonly DeadJobGroup[]): AlertCause[] =>
  groups.map(({ kind, reason, jobs, isAll }) => ({
    kind: 'jobs_dead',
    subject: `${kind}:${reason}`,
    words: `${isAll ? '' : 'At least '}${jobs} ${JOB_WORDS[kind]}${jobs === 1 ? '' : 's'} (${reason})`,
  }))

/** The receivers of outgoing events that were switched off for their failures, each a cause. */
export const causesOfEndpoints = (endpoints: readonly Pick<WebhookEndpoint, 'id' | 'url' | 'off'>[]): AlertCause[] =>
  endpoints.flatMap(({ id, url, off }) => {
    if (off?.reason !== 'failing') return []
    const since = off.since.toISOString().slice(0, 10)
    // A path may hold a secret of the receiver.
    return [{ kind: 'endpoint_off', subject: id, words: `${new URL(url).host} (endpoint ${id}), since ${since}` }]
  })

/** The digest of the day, from its hour on. */
export function digestCause(now: Date): AlertCause[] {
  if (now.getUTCHours() < DIGEST_HOUR) return []
  return [{ kind: 'digest', subject: now.toISOString().slice(0, 10) }]
}
