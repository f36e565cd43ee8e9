import type { JobKind } from '../../ports/dead-jobs.ts'

export const PROVIDER_EVENT = 'provider-event'
export const EMAIL = 'email'
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
  // Retried for a few minutes only: the opening creates the account as well.
  [WARM_UP]: { retryLimit: 4, retryDelay: 15, retryBackoff: true, expireInSeconds: 120, heartbeatSeconds: 10 },
  // One at a time: the next run continues where this one stops.
  [STALE_ACCOUNTS]: { policy: 'exclusive', retryLimit: 0, expireInSeconds: 3600, heartbeatSeconds: 10 },
  [MISSED_EVENTS]: { policy: 'exclusive', retryLimit: 0, expireInSeconds: 3600, heartbeatSeconds: 10 },
  [FOLLOW_UPS]: { policy: 'exclusive', retryLimit: 0, expireInSeconds: 3600, heartbeatSeconds: 10 },
  [ALERTS]: { policy: 'exclusive', retryLimit: 0, expireInSeconds: 600, heartbeatSeconds: 10 },
  [SETUP_CHECK]: { policy: 'exclusive', retryLimit: 0, expireInSeconds: 600, heartbeatSeconds: 10 },
  // Retried every five minutes for a day: what operators are told of is stale after that.
  [ALERT_MESSAGE]: {
    retryLimit: 290,
    retryDelay: 2,
    retryBackoff: true,
    retryDelayMax: 300,
    heartbeatSeconds: 10,
    expireInSeconds: 120,
  },
  // As long as a great backlog takes. A run that expires goes on, and does no harm beside the next one.
  [RETENTION]: { policy: 'exclusive', retryLimit: 3, retryDelay: 60, expireInSeconds: 3600, heartbeatSeconds: 10 },
  [RECEIVER_PING]: { policy: 'exclusive', retryLimit: 0, expireInSeconds: 600, heartbeatSeconds: 10 },
} as const
