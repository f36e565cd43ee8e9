import type pg from 'pg'
import { queueOfDead } from './queues.ts'

interface QueueFigures {
  readonly queue: string
  readonly jobs: number
  readonly oldestSeconds: number
}

/**
 * The jobs of each queue that wait or run, and those that were given up. Only live jobs are read, through the queue's
 * partial indexes, so finished ones cost nothing.
 */
export async function jobFigures(pool: pg.Pool): Promise<{
  readonly queues: readonly QueueFigures[]
  readonly deadJobs: readonly { readonly queue: string; readonly jobs: number }[]
}> {
  const { rows } = await pool.query<QueueFigures>(`
    select q.name as queue, coalesce(j.jobs, 0)::int as jobs, coalesce(j.age, 0)::float8 as "oldestSeconds"
    from pgboss.queue q
    left join lateral (
      select count(*) as jobs,
             greatest(extract(epoch from now() - min(created_on)), 0) as age
      from pgboss.job where name = q.name and state < 'completed'
    ) j on true
    where q.name not like '\\_\\_pgboss%'`)
  return {
    queues: rows.filter(({ queue }) => queueOfDead(queue) === undefined),
    deadJobs: rows.flatMap(({ queue, jobs }) => {
      const of = queueOfDead(queue)
      return of === undefined ? [] : [{ queue: of, jobs }]
    }),
  }
}
