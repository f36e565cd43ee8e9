import { sql } from 'kysely'
import { jobsReplayed } from '../../domain/service-audit.ts'
import { DEFAULT_PLATFORM, type Actor } from '../../ports/actor.ts'
import { JOB_KINDS, type DeadJob, type DeadJobs, type JobKind } from '../../ports/dead-jobs.ts'
import { pageOf } from '../../shared/page.ts'
import { auditRow } from './audit-row.ts'
import type { Database, Trx } from './database.ts'
import { cursorOf, placeAfter } from './instant-cursor.ts'

interface Queues {
  /** The queue in which jobs of a kind are kept that were given up. */
  readonly deadQueueOf: (kind: JobKind) => string
  /** Queues jobs again, in the transaction that removes them from the others. */
  readonly enqueueAgain: (trx: Trx, kind: JobKind, jobs: readonly object[]) => Promise<void>
}

interface JobRow {
  readonly id: string
  readonly kind: JobKind
  /** Ids alone, and what was added when it was replayed. */
  readonly data: Readonly<Record<string, string>>
  readonly source_id: string | null
  readonly source_created_on: Date | null
  readonly created_on: Date
}

interface ListedRow extends JobRow {
  readonly reason: string
  readonly source_retry_count: number | null
  readonly client_id: string | null
  readonly cursor: string
}

/** The jobs that were given up, in the queue's own tables. */
export function postgresDeadJobs(db: Database, queues: Queues): DeadJobs {
  return {
    list: (...query) => list(db, queues, query),
    replay: (ids, actor) => db.transaction().execute((trx) => replay(trx, queues, { ids, actor })),
  }
}

async function list(
  db: Database,
  queues: Queues,
  [platform, { kind, reason, eventId }, { limit, after }]: Parameters<DeadJobs['list']>,
) {
  const { rows } = await sql<ListedRow>`
    select j.*, t.client_id, ${cursorOf('j.created_on', 'j.id')} as cursor
    from ${queuesOf(queues, kind)} cross join lateral (
      select id, q.kind, data, source_id, source_created_on, source_retry_count, created_on, ${REASON} as reason
      from pgboss.job
      where name = q.name and state < 'active' and ${OF_PLATFORM} = ${platform}
        ${reason === undefined ? sql`` : sql`and ${REASON} = ${reason}`}
        ${eventId === undefined ? sql`` : sql`and data ->> 'eventId' = ${eventId}`}
        ${placeAfter('created_on', 'id::text', after)}
      order by created_on desc, id::text desc limit ${limit + 1}
    ) j
    left join onboarding_tokens t on t.id = (j.data ->> 'tokenId')::uuid
    order by j.created_on desc, j.id::text desc limit ${limit + 1}`.execute(db)
  const { items, ...page } = pageOf(rows, limit, ({ cursor }) => cursor)
  return { items: items.map(toDeadJob), ...page }
}

const queuesOf = ({ deadQueueOf }: Queues, kind?: JobKind) => {
  const kinds = kind === undefined ? [...JOB_KINDS] : [kind]
  return sql`unnest(${kinds}::text[], ${kinds.map(deadQueueOf)}::text[]) q (kind, name)`
}

/** The queue has words of its own for a job whose worker died. */
const REASON = sql`coalesce(source_output ->> 'reason', source_output -> 'value' ->> 'message', 'unknown')`

const OF_PLATFORM = sql`coalesce(data ->> 'platform', ${DEFAULT_PLATFORM})`

function toDeadJob(row: ListedRow): DeadJob {
  const { platform: _platform, origin: _origin, ...ids } = row.data
  return {
    id: row.id,
    kind: row.kind,
    subject: { ...ids, ...(row.client_id !== null && { clientId: row.client_id }) },
    reason: row.reason,
    attempts: (row.source_retry_count ?? 0) + 1,
    queuedAt: row.source_created_on ?? row.created_on,
    givenUpAt: row.created_on,
  }
}

/** A job is queued as it was, with the id and the instant that it had at first: an email keeps its `Message-ID`. */
async function replay(
  trx: Trx,
  queues: Queues,
  { ids, actor }: { readonly ids: readonly string[]; readonly actor: Actor },
): Promise<number> {
  const { rows } = await sql<JobRow>`
    with chosen as (
      select j.name, j.id, q.kind
      from ${queuesOf(queues)} join pgboss.job j on j.name = q.name
      where j.id = any(${[...ids]}::uuid[]) and j.state < 'active' and ${OF_PLATFORM} = ${actor.platform}
      for update of j skip locked
    )
    delete from pgboss.job using chosen where job.name = chosen.name and job.id = chosen.id
    returning job.id, chosen.kind, job.data, job.source_id, job.source_created_on, job.created_on`.execute(trx)
  for (const [kind, jobs] of Map.groupBy(rows, (row) => row.kind)) {
    await queues.enqueueAgain(
      trx,
      kind,
      jobs.map(({ data, ...job }) => ({ origin: originOf(job), ...data })),
    )
    const entry = jobsReplayed({ kind, jobs: jobs.map(({ id }) => id) })
    await trx.insertInto('audit_events').values(auditRow(entry, actor)).execute()
  }
  return rows.length
}

const originOf = ({ id, source_id, source_created_on, created_on }: Omit<JobRow, 'data'>) => ({
  id: source_id ?? id,
  at: source_created_on ?? created_on,
})
