import type pg from 'pg'
import { fromKysely, PgBoss, type Job, type JobResult } from 'pg-boss'
import type { Log } from '../../ports/log.ts'
import { openPool } from '../postgres/database.ts'
import type { EnqueueEvent } from '../postgres/event-inbox.ts'

const PROVIDER_EVENT = 'provider-event'
const QUIET_ACCOUNTS = 'quiet-accounts'

/**
 * The queues. A worker that dies is noticed by its missing heartbeat, and another one does the job within a minute.
 * Events are tried for about a day, longer and longer apart; Stripe itself redelivers for three days.
 */
const QUEUES = {
  'provider-event-dead': {},
  [PROVIDER_EVENT]: {
    retryLimit: 20,
    retryDelay: 2,
    retryBackoff: true,
    retryDelayMax: 7200,
    expireInSeconds: 120,
    heartbeatSeconds: 10,
    deadLetter: 'provider-event-dead',
  },
  // One at a time: the next run goes on where this one stops.
  [QUIET_ACCOUNTS]: { policy: 'exclusive', retryLimit: 0, expireInSeconds: 3600, heartbeatSeconds: 10 },
} as const

/** How often somebody looks for jobs whose worker has died, in seconds. */
const SUPERVISE_SECONDS = 15

/**
 * Events are fetched in batches and done in a few lanes: later ones of an account find that it has just been looked at.
 * Even if Stripe takes its full time for each, a batch ends before its jobs expire.
 */
const BATCH = { batchSize: 20, lanes: 4 }

interface Handlers {
  /** Throws when the job should be tried again. */
  readonly processEvent: (eventId: string, jobId: string) => Promise<void>
  readonly lookAtQuietAccounts: (jobId: string) => Promise<void>
}

/** Makes the queue's tables and the queues. Needs DDL rights; safe with several instances at once. */
export async function migrateJobs(databaseUrl: string, log: Log): Promise<void> {
  const pool = openPool({ databaseUrl, maxConnections: 2, log })
  const boss = bossOn(pool, log, { migrate: true, supervise: false, schedule: false })
  try {
    await boss.start()
    for (const [name, options] of Object.entries(QUEUES)) await boss.createQueue(name, options)
  } finally {
    await boss.stop({ graceful: false, close: false })
    await pool.end()
  }
}

/** Puts jobs into the queue in the transactions of what causes them. */
export function jobSender(pool: pg.Pool, log: Log): { enqueueEvent: EnqueueEvent; close: () => Promise<void> } {
  const boss = bossOn(pool, log, { migrate: false, supervise: false, schedule: false })
  let started: Promise<unknown> | undefined
  return {
    enqueueEvent: async (trx, eventId) => {
      started ??= boss.start().catch((error: unknown) => {
        started = undefined
        throw error
      })
      await started
      await boss.send(PROVIDER_EVENT, { eventId }, { db: fromKysely(trx) })
    },
    close: () => boss.stop({ graceful: false, close: false }),
  }
}

/** Does the jobs until it is closed; closing waits for those under way. */
export async function startWorker(
  pool: pg.Pool,
  log: Log,
  handlers: Handlers,
): Promise<{ close: () => Promise<void> }> {
  const boss = bossOn(pool, log, {
    migrate: false,
    supervise: true,
    schedule: true,
    superviseIntervalSeconds: SUPERVISE_SECONDS,
    monitorIntervalSeconds: SUPERVISE_SECONDS,
  })
  await boss.start()
  await boss.work(
    PROVIDER_EVENT,
    { pollingIntervalSeconds: 0.5, batchSize: BATCH.batchSize, burstWhenBatchFull: true, perJobResults: true },
    async (jobs: Job<{ eventId: string }>[]) => {
      const results: JobResult[] = []
      const rest = jobs.values()
      const lane = async () => {
        for (const { id, data } of rest) {
          try {
            await handlers.processEvent(data.eventId, id)
            results.push({ id, status: 'completed' })
          } catch (error) {
            log.warn({ jobId: id, eventId: data.eventId, err: error }, 'an event is tried again later')
            results.push({ id, status: 'failed' })
          }
        }
      }
      await Promise.all(Array.from({ length: BATCH.lanes }, lane))
      return results
    },
  )
  await boss.work(QUIET_ACCOUNTS, { pollingIntervalSeconds: 5 }, async ([job]) => {
    if (job !== undefined) await handlers.lookAtQuietAccounts(job.id)
  })
  await boss.schedule(QUIET_ACCOUNTS, '*/5 * * * *')
  return { close: () => boss.stop({ graceful: true, timeout: 10_000, close: false }) }
}

function bossOn(pool: pg.Pool, log: Log, options: ConstructorParameters<typeof PgBoss>[0] & object): PgBoss {
  // Not through Kysely, which keeps one result of a statement with several; the pool destroys a client whose query failed.
  const db = { executeSql: (text: string, values?: unknown[]) => pool.query(text, values) }
  const boss = new PgBoss({ db, ...options })
  // Without a listener a failing poll would end the process; the next poll tries again.
  boss.on('error', (error) => log.warn({ err: error }, 'the job queue had an error'))
  return boss
}
