import type { PgBoss, QueueOptions } from 'pg-boss'
import { QUEUES } from './queues.ts'

type Options = QueueOptions & { readonly policy?: 'exclusive'; readonly deadLetter?: string }

/** The defaults of pg-boss: what an option goes back to that a queue no longer has. */
const DEFAULTS = {
  retryLimit: 2,
  retryDelay: 0,
  retryBackoff: false,
  retryDelayMax: null,
  expireInSeconds: 900,
  retentionSeconds: 14 * 24 * 3600,
  deleteAfterSeconds: 7 * 24 * 3600,
  heartbeatSeconds: null,
  deadLetter: null,
} satisfies Record<keyof QueueOptions | 'deadLetter', number | boolean | null>

/**
 * Creates the queues, and gives those of an earlier version the options of this one. Jobs that are queued already keep
 * theirs. A queue that has them all is not touched.
 */
export async function makeQueues(boss: PgBoss): Promise<void> {
  const present = new Map((await boss.getQueues()).map((queue) => [queue.name, queue]))
  for (const [name, { policy = 'standard', ...options }] of Object.entries<Options>(QUEUES)) {
    const queue = present.get(name)
    if (queue === undefined) {
      await boss.createQueue(name, { policy, ...options })
      continue
    }
    if (queue.policy !== policy) {
      throw new Error(`The policy of the queue "${name}" is ${queue.policy}, and cannot become ${policy}: rename it`)
    }
    const wanted = { ...DEFAULTS, ...options }
    const stored = new Map<string, unknown>(Object.entries(queue))
    const isAsWanted = Object.entries(wanted).every(([option, value]) => stored.get(option) === value)
    if (!isAsWanted) await boss.updateQueue(name, wanted)
  }
}
