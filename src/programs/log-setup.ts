import type { Logger } from 'pino'
import { summaryOf } from '../api/setup-summary.ts'
import type { UseCases } from '../usecases/all.ts'

/** How long the check of the set-up may take, in milliseconds. */
const CHECK_MS = 30_000

/** Checks the set-up in the background, and logs one line if it is healthy, and else one for each fault. */
export async function logSetup(
  { diagnose }: Pick<UseCases, 'diagnose'>,
  log: Logger,
  closing: AbortSignal,
): Promise<void> {
  try {
    const checks = await diagnose(AbortSignal.any([closing, AbortSignal.timeout(CHECK_MS)]))
    if (closing.aborted) return
    const { line, open } = summaryOf(checks)
    if (open.length === 0) log.info(`the set-up was checked. ${line}`)
    for (const { id, outcome, sentence, remedy, page } of open) {
      log.warn({ check: id, outcome, remedy, page }, `the set-up was checked. ${sentence}`)
    }
  } catch (error) {
    if (!closing.aborted) log.warn({ err: error }, 'the set-up could not be checked')
  }
}
