// What the jobs in the queues contain: ids alone, because everything else may have changed when a job runs.
import type { EmailKind } from '../../domain/onboarding-event.ts'

/** Every job names its platform. One that an earlier version has queued names none: there was one platform. */
export interface OfPlatform {
  readonly platform: string
}

export interface EventJob extends OfPlatform {
  readonly eventId: string
}

export interface EmailJob extends OfPlatform {
  readonly kind: EmailKind
  readonly tokenId: string
}

export interface WarmUpJob extends OfPlatform {
  readonly tokenId: string
}

/** A job that was given up and queued again says what it was at first. */
export interface Replayed {
  readonly origin?: { readonly id: string; readonly at: string }
}
