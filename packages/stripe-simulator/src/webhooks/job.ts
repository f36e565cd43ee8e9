import type { DeliveryRecord } from './schemas.ts'

/** A delivery that is to be sent. */
export interface Job {
  readonly delivery: DeliveryRecord
  /** A duplicate: sent besides the first, and only once. */
  readonly copy: boolean
}
