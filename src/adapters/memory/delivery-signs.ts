import type { DeliveryRecord, DeliverySign } from '../../domain/delivery-signs.ts'
import type { DeliverySigns } from '../../ports/delivery-signs.ts'

/** The counts in memory. `now` is their clock. */
export function memoryDeliverySigns({ now }: { now: () => Date }): DeliverySigns {
  const byPlatform = new Map<string, DeliveryRecord>()
  return {
    async count(platform, sign: DeliverySign, times = 1) {
      const record = byPlatform.get(platform) ?? {}
      byPlatform.set(platform, { ...record, [sign]: { count: (record[sign]?.count ?? 0) + times, lastAt: now() } })
    },
    load: async (platform) => ({ record: byPlatform.get(platform) ?? {}, now: now() }),
  }
}
