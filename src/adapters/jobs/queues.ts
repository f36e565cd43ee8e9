import type { JobKind } from '../../ports/dead-jobs.ts'

export const PROVIDER_EVENT = 'provider-event'
export const EMAIL = 'email'
export const LINK_REQUEST = 'link-request'
export const WARM_UP = 'account-warm-up'
export const STALE_ACCOUNTS = 'stale-accounts'
export const MISSED_EVENTS = 'missed-events'
export const FOLLOW_UPS = 'follow-ups'
export const RECEIVER_PING = 'receiver-ping'
export const ALERTS = 'alerts'
export const SETUP_CHECK = 'setup-check'
export const ALERT_MESSAGE = 'alert-message'

/** Once an hour, not on the hour. */
export const HOURLY = '23 * * * *'
export const RETENTION = 'retention'

/** Once a day, not on the hour. */
export const DAILY = '17 4 * * *'

/** Once a day, apart from the others. */
export const NIGHTLY = '41 3 * * *'

/** The queues whose jobs are kept when they are given up, so that staff can replay them, by what their jobs do. */
export const KEPT: Readonly<Record<JobKind, string>> = { provider_event: PROVIDER_EVENT, email: EMAIL }

const DEAD = '-dead'

/** The queue in which the jobs of a queue are kept that were given up. */
export const deadQueueOf = <Queue extends string>(queue: Queue) => `${queue}${DEAD}` as const

/** The queue whose jobs are kept in this one; `undefined` if it keeps none. */
export const queueOfDead = (queue: string): string | undefined =>
  queue.endsWith(DEAD) ? queue.slice(0, -DEAD.length) : undefined

/**
 * Events and emails are retried for about a day with growing delays; Stripe itself redelivers for three days. A missing
 * heartbeat reveals a crashed worker, and another worker takes over the job within a minute.
 */
const RETRIED_FOR_A_DAY = {
  retryLimit: 20,
  retryDelay: 2,
  retryBackoff: true,
  retryDelayMax: 7200,
  heartbeatSeconds: 10,
}

/**
 * One at a time: the next run continues where this one stops. The next one may be a day away, so a run that fails, or
 * whose worker dies, is repeated after seconds, and for about two minutes. A run that expires does no harm beside the
 * next one.
 */
const SCHEDULED = {
  policy: 'exclusive',
  retryLimit: 5,
  retryDelay: 2,
  retryBackoff: true,
  retryDelayMax: 60,
  heartbeatSeconds: 10,
} as const

/** Jobs that were given up are kept for 30 days, as long as provider events. */
const KEPT_FOR_STAFF = { retentionSeconds: 30 * 24 * 3600 }

/** All queues. The one for the jobs that were given up stands before its own, which refers to it. */
export const QUEUES = {
  [deadQueueOf(PROVIDER_EVENT)]: KEPT_FOR_STAFF,
  [PROVIDER_EVENT]: { ...RETRIED_FOR_A_DAY, expireInSeconds: 120, deadLetter: deadQueueOf(PROVIDER_EVENT) },
  [deadQueueOf(EMAIL)]: KEPT_FOR_STAFF,
  // Longer than the timeouts of the mail server: if a job expired while its email is being sent, it would be sent
  // twice.
  [EMAIL]: { ...RETRIED_FOR_A_DAY, expireInSeconds: 900, deadLetter: deadQueueOf(EMAIL) },
  // Retried for an hour or so: after that the client has asked again, or given up.
  [LINK_REQUEST]: {
    retryLimit: 12,
    retryDelay: 2,
    retryBackoff: true,
    retryDelayMax: 600,
    expireInSeconds: 120,
    heartbeatSeconds: 10,
  },
  // Retried for a few minutes only: the opening creates the account as well.
  [WARM_UP]: { retryLimit: 6, retryDelay: 5, retryBackoff: true, expireInSeconds: 120, heartbeatSeconds: 10 },
  [STALE_ACCOUNTS]: { ...SCHEDULED, expireInSeconds: 3600 },
  [MISSED_EVENTS]: { ...SCHEDULED, expireInSeconds: 3600 },
  [FOLLOW_UPS]: { ...SCHEDULED, expireInSeconds: 3600 },
  [ALERTS]: { ...SCHEDULED, expireInSeconds: 600 },
  [SETUP_CHECK]: { ...SCHEDULED, expireInSeconds: 600 },
  // Retried every five minutes for a day: what operators are told of is stale after that.
  [ALERT_MESSAGE]: {
    retryLimit: 290,
    retryDelay: 2,
    retryBackoff: true,
    retryDelayMax: 300,
    heartbeatSeconds: 10,
    expireInSeconds: 120,
  },
  // As long as a great backlog takes.
  [RETENTION]: { ...SCHEDULED, expireInSeconds: 3600 },
  [RECEIVER_PING]: { ...SCHEDULED, expireInSeconds: 600 },
} as const
