import type { DeliverySign } from '../../domain/delivery-signs.ts'
import type { DeliverySigns } from '../../ports/delivery-signs.ts'
import type { Database } from './database.ts'
import { postgresDeliverySigns } from './delivery-signs.ts'

/** How often a process writes a sign of a platform at most, in milliseconds: anyone can send events that are refused. */
const EVERY_MS = 10_000

/** Counts at once what was not seen for a while, and the rest together with the next one after that. */
export function sparingSigns(signs: DeliverySigns, elapsedMs: () => number = () => performance.now()): DeliverySigns {
  const kept = new Map<string, { writtenAt: number; pending: number }>()
  return {
    load: (platform) => signs.load(platform),
    async count(platform, sign: DeliverySign, times = 1) {
      const key = `${platform} ${sign}`
      const before = kept.get(key)
      if (before !== undefined && elapsedMs() - before.writtenAt < EVERY_MS) {
        before.pending += times
        return
      }
      kept.set(key, { writtenAt: elapsedMs(), pending: 0 })
      await signs.count(platform, sign, times + (before?.pending ?? 0))
    },
  }
}

/** The counts in Postgres, written sparingly. */
export const sparingDeliverySigns = (db: Database): DeliverySigns => sparingSigns(postgresDeliverySigns(db))
