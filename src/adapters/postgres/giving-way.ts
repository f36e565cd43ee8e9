import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { StorageUnavailableError } from '../../ports/storage-unavailable-error.ts'

/**
 * Who changes much waits this long for a lock, in milliseconds, and then gives way and begins again. Who waits for a lock
 * on a table has everybody behind him wait, too, and holds the locks that he has: those who do the daily work must not be
 * kept from it, nor killed by a deadlock.
 */
export const LOCK_WAIT_MS = 200
const BEGIN_AGAIN_MS = 300
/** For a gap between the statements of everybody else. */
const PATIENCE_MS = 300_000

/** Does the step, and does it again when it had to give way. The step changes all or nothing, or may be done twice. */
export async function givingWay<T>(step: () => Promise<T>): Promise<T> {
  for (const start = performance.now(); ; await sleep(BEGIN_AGAIN_MS)) {
    try {
      return await step()
    } catch (error) {
      if (!gaveWay(error) || performance.now() - start > PATIENCE_MS) throw error
    }
  }
}

/** Whether a lock was not to be had in time, or somebody else waited for one of ours. */
function gaveWay(error: unknown): boolean {
  const said = error instanceof StorageUnavailableError ? error.cause : error
  return said instanceof pg.DatabaseError && (said.code === '55P03' || said.code === '40P01')
}
