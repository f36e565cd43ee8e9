import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { StorageUnavailableError } from '../../ports/storage-unavailable-error.ts'

/**
 * The lock timeout of migrations, in milliseconds. A statement queued behind a table lock blocks every statement after
 * it, so on timeout the step is rolled back and retried.
 */
export const LOCK_TIMEOUT_MS = 200
const RETRY_AFTER_MS = 300
const GIVE_UP_AFTER_MS = 300_000

/** Runs the step, again after each lock timeout or deadlock. The step must be atomic or safe to repeat. */
export async function retryOnLockTimeout<T>(step: () => Promise<T>): Promise<T> {
  for (const start = performance.now(); ; await sleep(RETRY_AFTER_MS)) {
    try {
      return await step()
    } catch (error) {
      if (!isLockTimeout(error) || performance.now() - start > GIVE_UP_AFTER_MS) throw error
    }
  }
}

function isLockTimeout(error: unknown): boolean {
  const said = error instanceof StorageUnavailableError ? error.cause : error
  return said instanceof pg.DatabaseError && (said.code === '55P03' || said.code === '40P01')
}
