import { setTimeout as sleep } from 'node:timers/promises'
import type { Log } from './ports/log.ts'
import type { Platforms } from './ports/platforms.ts'

/** How long the platforms wait for the slowest of them, in milliseconds: shorter than any schedule. */
const PATIENCE_MS = 4 * 60_000

/**
 * Runs a scheduled job for all platforms at the same time. A failure of one is logged, and stops no other; nor does a slow
 * one: the job ends without it, and the next runs leave it out until it is through. A single platform is waited for.
 */
export function forEachPlatform(
  platforms: Platforms<{ readonly id: string }>,
  { log, patienceMs = PATIENCE_MS }: { readonly log: Log; readonly patienceMs?: number },
) {
  const running = new Map<string, Promise<void>>()

  async function runOn(platform: string, run: (platform: string) => Promise<void>): Promise<void> {
    try {
      await run(platform)
    } catch (error) {
      log.error({ platform, err: error }, 'a scheduled job failed for a platform')
    } finally {
      running.delete(platform)
    }
  }

  return {
    async run(run: (platform: string) => Promise<void>): Promise<void> {
      const all = platforms.all()
      const [only, ...others] = all
      if (only !== undefined && others.length === 0) return run(only.id)
      const started = all
        .filter(({ id }) => !running.has(id))
        .map(({ id }) => {
          const mine = runOn(id, run)
          running.set(id, mine)
          return mine
        })
      await Promise.race([Promise.all(started), sleep(patienceMs, undefined, { ref: false })])
    },

    /** Resolves when nothing runs. */
    idle: async (): Promise<void> => void (await Promise.all(running.values())),
  }
}
