// What the jobs in the queues contain: ids alone, because everything else may have changed when a job runs.
import type { AlertMessage } from '../../domain/alert.ts'
import type { JobEmailKind } from '../../domain/onboarding-event.ts'
import type { AlertChannelName } from '../../ports/alert-book.ts'

/** Every job names its platform. One that an earlier version has queued names none: there was one platform. */
export interface OfPlatform {
  readonly platform: string
}

export interface EventJob extends OfPlatform {
  readonly eventId: string
}

export interface EmailJob extends OfPlatform {
  readonly kind: JobEmailKind
  readonly tokenId: string
}

/** Contains no address: only the clients that it was found for. `requestId`: of the request that typed it. */
export interface LinkRequestJob extends OfPlatform {
  readonly clientIds: readonly string[]
  readonly requestId: string
}

export interface WarmUpJob extends OfPlatform {
  readonly tokenId: string
}

/** Its causes are ids, codes, and what a check of the set-up says; names of clients are added when it is sent. */
export interface AlertJob extends OfPlatform {
  readonly channel: AlertChannelName
  readonly message: AlertMessage
}

/** A job that was given up and queued again says what it was at first. */
export interface Replayed {
  readonly origin?: { readonly id: string; readonly at: string }
}
