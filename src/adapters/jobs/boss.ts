import type pg from 'pg'
import { PgBoss, type JobResult, type JobWithMetadata } from 'pg-boss'
import { DEFAULT_PLATFORM } from '../../ports/actor.ts'
import type { Log } from '../../ports/log.ts'
import type { JobKind } from '../../ports/dead-jobs.ts'
import type { AlertJob, EmailJob, EventJob, LinkRequestJob, OfPlatform, Replayed, WarmUpJob } from './job-data.ts'
import type { Handlers } from './handlers.ts'
import { reasonOf } from './job-failure.ts'
import { makeQueues } from './make-queues.ts'
import {
  ALERT_MESSAGE,
  ALERTS,
  DAILY,
  EMAIL,
  FOLLOW_UPS,
  HOURLY,
  KEPT,
  LINK_REQUEST,
  MISSED_EVENTS,
  NIGHTLY,
  PROVIDER_EVENT,
  RECEIVER_PING,
  RETENTION,
  SETUP_CHECK,
  STALE_ACCOUNTS,
  WARM_UP,
} from './queues.ts'
import { reporter } from './reporter.ts'
import { sharesOf } from './shares.ts'

/** Runs a statement in a transaction; its text is one of few. */
type RunIn<Transaction> = (
  trx: Transaction,
  text: string,
  values?: readonly unknown[],
) => Promise<{ readonly rows: readonly Record<string, unknown>[] }>

/** Interval of the check for jobs of crashed workers, in seconds. */
const SUPERVISE_SECONDS = 15

/** Number of jobs of a batch that run concurrently. */
const LANES = 4

/**
 * Batch size. Later events of an account find that it has just been refreshed. Even if every Stripe call takes its full
 * time, a batch ends before its jobs expire.
 */
const EVENTS_AT_ONCE = 20

/** Batch size. A batch is settled as a whole; if the worker crashes before, the emails that are recorded are not sent again. */
const EMAILS_AT_ONCE = LANES

/** Batch size. One after the other, so that an import of many clients leaves Stripe's limit to the openings. */
const WARM_UPS_AT_ONCE = 1

/** Batch size. As with emails: a crash repeats those of the batch that were sent. */
const ALERTS_AT_ONCE = LANES

/** What a job is queued with. */
type Queued = Partial<OfPlatform | EventJob | EmailJob | LinkRequestJob | WarmUpJob | AlertJob>

/**
 * Creates or updates the tables of pg-boss and the queues. Needs DDL rights unless everything is there already;
 * concurrent calls are safe. An existing schema `pgboss` is used, so that a role without the right to create schemas can
 * do it.
 */
export async function migrateJobs(pool: pg.Pool, log: Log): Promise<void> {
  const { rows } = await pool.query<{ exists: boolean }>(`select to_regnamespace('pgboss') is not null as exists`)
  const createSchema = rows[0]?.exists !== true
  const boss = bossOn(pool, log, { migrate: true, createSchema, supervise: false, schedule: false })
  try {
    await boss.start()
    await makeQueues(boss)
  } finally {
    await boss.stop({ graceful: false, close: false })
  }
}

/**
 * Enqueues jobs in the transaction of the change that causes them. The sender starts with the first job and needs a
 * connection. `pool` must be a separate pool, because the waiting transactions may hold all connections of the service.
 */
export function jobSender<Transaction>(
  pool: pg.Pool,
  log: Log,
  runIn: RunIn<Transaction>,
): {
  enqueueEvents: (trx: Transaction, events: readonly EventJob[]) => Promise<void>
  enqueueEmail: (trx: Transaction, email: EmailJob) => Promise<void>
  enqueueLinkRequest: (trx: Transaction, request: LinkRequestJob) => Promise<void>
  enqueueWarmUp: (trx: Transaction, warmUp: WarmUpJob) => Promise<void>
  enqueueAlerts: (trx: Transaction, alerts: readonly AlertJob[]) => Promise<void>
  /** Queues jobs again that were given up, as they were. */
  enqueueAgain: (trx: Transaction, kind: JobKind, jobs: readonly Queued[]) => Promise<void>
  close: () => Promise<void>
} {
  const boss = bossOn(pool, log, { migrate: false, supervise: false, schedule: false })
  let started: Promise<unknown> | undefined
  async function send(trx: Transaction, queue: string, ...jobs: readonly Queued[]): Promise<void> {
    started ??= boss.start().catch((error: unknown) => {
      started = undefined
      throw error
    })
    await started
    const db = {
      executeSql: async (text: string, values?: unknown[]) => ({ rows: [...(await runIn(trx, text, values)).rows] }),
    }
    await boss.insert(
      queue,
      jobs.map((data) => ({ data, group: { id: data.platform ?? DEFAULT_PLATFORM } })),
      { db },
    )
  }
  return {
    enqueueEvents: (trx, events) =>
      send(trx, PROVIDER_EVENT, ...events.map(({ platform, eventId }) => ({ platform, eventId }))),
    enqueueEmail: (trx, { platform, kind, tokenId }) => send(trx, EMAIL, { platform, kind, tokenId }),
    enqueueLinkRequest: (trx, request) => send(trx, LINK_REQUEST, request),
    enqueueWarmUp: (trx, { platform, tokenId }) => send(trx, WARM_UP, { platform, tokenId }),
    enqueueAlerts: (trx, alerts) => send(trx, ALERT_MESSAGE, ...alerts),
    enqueueAgain: (trx, kind, jobs) => send(trx, KEPT[kind], ...jobs),
    close: async () => {
      await boss.stop({ graceful: false, close: false })
      await pool.end()
    },
  }
}

/** Processes jobs until it is closed. Closing waits for running jobs. `platforms`: how many share the worker. */
export async function startWorker(
  pool: pg.Pool,
  log: Log,
  handlers: Handlers,
  { platforms }: { readonly platforms: number },
): Promise<{ close: () => Promise<void> }> {
  const boss = bossOn(pool, log, {
    migrate: false,
    supervise: true,
    schedule: true,
    superviseIntervalSeconds: SUPERVISE_SECONDS,
    monitorIntervalSeconds: SUPERVISE_SECONDS,
  })
  await boss.start()

  const {
    processEvent,
    sendEmail,
    sendRequestedLinks,
    sendFollowUps,
    warmUpAccount,
    refreshStaleAccounts,
    fetchMissedEvents,
  } = handlers
  const worker = { boss, log, platforms }
  const events = { queue: PROVIDER_EVENT, batchSize: EVENTS_AT_ONCE }
  await inBatches<EventJob>(worker, events, ({ data, id }) => processEvent(data, id))
  if (sendEmail !== undefined) {
    const emails = { queue: EMAIL, batchSize: EMAILS_AT_ONCE }
    await inBatches<EmailJob & Replayed>(worker, emails, ({ data, id, createdOn, retryCount }) =>
      sendEmail(
        {
          ...data,
          at: data.origin === undefined ? createdOn : new Date(data.origin.at),
          isRepeated: retryCount > 0 || data.origin !== undefined,
        },
        data.origin?.id ?? id,
      ),
    )
  }
  if (sendRequestedLinks !== undefined) {
    const requests = { queue: LINK_REQUEST, batchSize: LANES }
    await inBatches<LinkRequestJob>(worker, requests, ({ data, id }) => sendRequestedLinks(data, id))
  }
  const warmUps = { queue: WARM_UP, batchSize: WARM_UPS_AT_ONCE }
  await inBatches<WarmUpJob>(worker, warmUps, ({ data, id }) => warmUpAccount(data, id))
  await onSchedule(boss, STALE_ACCOUNTS, '*/5 * * * *', refreshStaleAccounts)
  await onSchedule(boss, MISSED_EVENTS, '*/10 * * * *', fetchMissedEvents)
  if (sendFollowUps !== undefined) await onSchedule(boss, FOLLOW_UPS, '* * * * *', sendFollowUps)
  await onSchedule(boss, RETENTION, NIGHTLY, handlers.applyRetention)
  await onSchedule(boss, RECEIVER_PING, DAILY, handlers.pingReceivers)
  const alerts = { queue: ALERT_MESSAGE, batchSize: ALERTS_AT_ONCE }
  await inBatches<AlertJob>(worker, alerts, ({ data, id }) => handlers.sendAlert(data, id))
  await onSchedule(boss, ALERTS, '* * * * *', (...job) => handlers.raiseAlerts('stored', ...job))
  await onSchedule(boss, SETUP_CHECK, HOURLY, (...job) => handlers.raiseAlerts('setup', ...job))
  return { close: () => boss.stop({ graceful: true, timeout: 10_000, close: false }) }
}

/** Processes the jobs of a queue in batches, each batch in a few lanes. */
function inBatches<Data extends OfPlatform & Replayed>(
  { boss, log, platforms }: { readonly boss: PgBoss; readonly log: Log; readonly platforms: number },
  { queue, batchSize }: { queue: string; batchSize: number },
  handle: (job: Pick<JobWithMetadata<Data>, 'id' | 'data' | 'createdOn' | 'retryCount'>) => Promise<void>,
) {
  return boss.work(
    queue,
    {
      ...sharesOf(platforms, { batchSize, lanes: LANES }),
      pollingIntervalSeconds: 0.5,
      burstWhenBatchFull: true,
      perJobResults: true,
      includeMetadata: true,
    },
    async (jobs: JobWithMetadata<Data>[]) => {
      const results: JobResult[] = []
      const rest = jobs.values()
      const lane = async () => {
        for (const job of rest) {
          const { id, createdOn, retryCount } = job
          const data = { ...job.data, platform: job.data.platform ?? DEFAULT_PLATFORM }
          try {
            await handle({ id, data, createdOn, retryCount })
            results.push({ id, status: 'completed' })
          } catch (error) {
            log.warn({ queue, jobId: id, ...data, err: error }, 'a job failed')
            results.push({ id, status: 'failed', output: { reason: reasonOf(error) } })
          }
        }
      }
      await Promise.all(Array.from({ length: LANES }, lane))
      return results
    },
  )
}

/** Runs a job whenever the schedule says so, in one worker at a time. */
async function onSchedule(
  boss: PgBoss,
  queue: string,
  cron: string,
  run: (jobId: string, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  await boss.work(queue, { pollingIntervalSeconds: 5 }, async ([job]) => {
    if (job !== undefined) await run(job.id, job.signal)
  })
  await boss.schedule(queue, cron)
}

function bossOn(pool: pg.Pool, log: Log, options: ConstructorParameters<typeof PgBoss>[0] & object): PgBoss {
  // Not through Kysely, which returns only one result of a statement that has several. The pool destroys a client whose
  // query failed.
  const db = { executeSql: (text: string, values?: unknown[]) => pool.query(text, values) }
  const boss = new PgBoss({ db, ...options })
  // Without a listener a failed poll would end the process. The next poll retries.
  boss.on('error', reporter(log))
  return boss
}
