import { randomUUID } from 'node:crypto'
import type pg from 'pg'
import { deadQueueOf, KEPT } from '../../src/adapters/jobs/queues.ts'
import { DEFAULT_PLATFORM } from '../../src/ports/actor.ts'
import type { DeadJob } from '../../src/ports/dead-jobs.ts'

export interface GivenUp extends Pick<DeadJob, 'kind' | 'subject' | 'reason'> {
  readonly platform?: string
  /** The id that the job had when it was queued. */
  readonly firstId?: string
}

/** Puts a job where the queue puts those that it gives up. Returns its id there. */
export async function giveUp(
  db: pg.Pool,
  { kind, subject, reason, platform = DEFAULT_PLATFORM, firstId = randomUUID() }: GivenUp,
): Promise<string> {
  const { rows } = await db.query<{ id: string }>(
    `insert into pgboss.job
       (name, data, source_name, source_id, source_created_on, source_retry_count, source_output, keep_until, created_on)
     values ($1, $2, $3, $4, clock_timestamp() - interval '1 minute', 0, $5, now() + interval '1 day', clock_timestamp())
     returning id`,
    [
      ...[deadQueueOf(KEPT[kind]), JSON.stringify({ ...subject, platform }), KEPT[kind], firstId],
      JSON.stringify({ reason }),
    ],
  )
  return rows[0]?.id ?? ''
}
