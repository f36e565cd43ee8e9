import type { DeliveryRecord } from './schemas.ts'

/** A delivery to be sent. */
export interface Job {
  readonly delivery: DeliveryRecord
  /** A duplicate: sent in addition to the first copy, and only once. */
  readonly copy: boolean
}
