import type { DeliveryRecord, DeliverySign } from '../domain/delivery-signs.ts'

/** Counts signs of how the provider's events arrive, for each platform. */
export interface DeliverySigns {
  /** Counts a sign that was seen now. */
  count(platform: string, sign: DeliverySign, times?: number): Promise<void>

  /** Everything that was counted. `now`: the clock of the counts. */
  load(platform: string): Promise<{ readonly record: DeliveryRecord; readonly now: Date }>
}
