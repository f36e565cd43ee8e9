import type pg from 'pg'
import { fromKysely, PgBoss, type JobResult, type JobWithMetadata } from 'pg-boss'
import type { Log } from '../../ports/log.ts'
import { openPool } from '../postgres/database.ts'
import type { EnqueueEvent } from '../postgres/event-inbox.ts'
import type { NoticeKind } from '../../ports/notice-repository.ts'
import type { EnqueueLinkMail, EnqueueNotice, Trx } from '../postgres/transaction.ts'

const PROVIDER_EVENT = 'provider-event'
const LINK_MAIL = 'link-mail'
const NOTICES = { second_browser: 'notice-second-browser', completed: 'notice-completed' } as const satisfies Record<
  NoticeKind,
  string
>
const QUIET_ACCOUNTS = 'quiet-accounts'

/**
 * The queues. A worker that dies is noticed by its missing heartbeat, and another one does the job within a minute.
 * Events and mails are tried for about a day, longer and longer apart; Stripe itself redelivers for three days.
 */
const TRIED_FOR_A_DAY = { retryLimit: 20, retryDelay: 2, retryBackoff: true, retryDelayMax: 7200, heartbeatSeconds: 10 }

const QUEUES = {
  'provider-event-dead': {},
  [PROVIDER_EVENT]: {
    ...TRIED_FOR_A_DAY,
    expireInSeconds: 120,
    deadLetter: 'provider-event-dead',
  },
  'link-mail-dead': {},
  [LINK_MAIL]: {
    ...TRIED_FOR_A_DAY,
    // Longer than a slow mail server is waited for: a job that is taken away too early sends its mail twice.
    expireInSeconds: 900,
    deadLetter: 'link-mail-dead',
  },
  'notice-dead': {},
  [NOTICES.second_browser]: { ...TRIED_FOR_A_DAY, expireInSeconds: 900, deadLetter: 'notice-dead' },
  [NOTICES.completed]: { ...TRIED_FOR_A_DAY, expireInSeconds: 900, deadLetter: 'notice-dead' },
  // One at a time: the next run goes on where this one stops.
  [QUIET_ACCOUNTS]: { policy: 'exclusive', retryLimit: 0, expireInSeconds: 3600, heartbeatSeconds: 10 },
} as const

/** How often somebody looks for jobs whose worker has died, in seconds. */
const SUPERVISE_SECONDS = 15

/** Jobs are fetched in batches and done in so many lanes. */
const LANES = 4

/**
 * Later events of an account find that it has just been looked at. Even if Stripe takes its full time for each, a batch
 * ends before its jobs expire.
 */
const EVENTS_AT_ONCE = 20

/** A batch is settled when all of it is done, so this many mails are sent twice if the worker dies just before. */
const MAILS_AT_ONCE = LANES

interface Handlers {
  /** Throws when the job should be tried again. */
  readonly processEvent: (eventId: string, jobId: string) => Promise<void>
  readonly lookAtQuietAccounts: (jobId: string) => Promise<void>
  /** Throws when the job should be tried again; absent where no mails are sent, and another worker does these jobs. */
  readonly sendLinkMail: ((tokenId: string, jobId: string) => Promise<void>) | undefined
  /** As `sendLinkMail`. */
  readonly sendNotice:
    | ((notice: { kind: NoticeKind; tokenId: string; at: Date }, jobId: string) => Promise<void>)
    | undefined
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
export function jobSender(
  pool: pg.Pool,
  log: Log,
): {
  enqueueEvent: EnqueueEvent
  enqueueLinkMail: EnqueueLinkMail
  enqueueNotice: EnqueueNotice
  close: () => Promise<void>
} {
  const boss = bossOn(pool, log, { migrate: false, supervise: false, schedule: false })
  let started: Promise<unknown> | undefined
  async function send(trx: Trx, queue: string, data: object): Promise<void> {
    started ??= boss.start().catch((error: unknown) => {
      started = undefined
      throw error
    })
    await started
    await boss.send(queue, data, { db: fromKysely(trx) })
  }
  return {
    enqueueEvent: (trx, eventId) => send(trx, PROVIDER_EVENT, { eventId }),
    enqueueLinkMail: (trx, tokenId) => send(trx, LINK_MAIL, { tokenId }),
    enqueueNotice: (trx, kind, tokenId) => send(trx, NOTICES[kind], { tokenId }),
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

  /** `names`: the field of the jobs' data that says what they are about. */
  function inBatches(
    { queue, batchSize, names }: { queue: string; batchSize: number; names: 'eventId' | 'tokenId' },
    handle: (id: string, jobId: string, enqueuedAt: Date) => Promise<void>,
  ) {
    return boss.work(
      queue,
      { pollingIntervalSeconds: 0.5, batchSize, burstWhenBatchFull: true, perJobResults: true, includeMetadata: true },
      async (jobs: JobWithMetadata<Record<typeof names, string>>[]) => {
        const results: JobResult[] = []
        const rest = jobs.values()
        const lane = async () => {
          for (const { id, data, createdOn } of rest) {
            try {
              await handle(data[names], id, createdOn)
              results.push({ id, status: 'completed' })
            } catch (error) {
              log.warn({ queue, jobId: id, [names]: data[names], err: error }, 'a job is tried again later')
              results.push({ id, status: 'failed' })
            }
          }
        }
        await Promise.all(Array.from({ length: LANES }, lane))
        return results
      },
    )
  }

  await inBatches({ queue: PROVIDER_EVENT, batchSize: EVENTS_AT_ONCE, names: 'eventId' }, handlers.processEvent)
  if (handlers.sendLinkMail !== undefined) {
    await inBatches({ queue: LINK_MAIL, batchSize: MAILS_AT_ONCE, names: 'tokenId' }, handlers.sendLinkMail)
  }
  const { sendNotice } = handlers
  if (sendNotice !== undefined) {
    for (const kind of ['second_browser', 'completed'] satisfies NoticeKind[]) {
      const queue = { queue: NOTICES[kind], batchSize: MAILS_AT_ONCE, names: 'tokenId' } as const
      await inBatches(queue, (tokenId, jobId, at) => sendNotice({ kind, tokenId, at }, jobId))
    }
  }
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
