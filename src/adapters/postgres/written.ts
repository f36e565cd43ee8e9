import { sql } from 'kysely'
import type { OnboardingEvent } from '../../domain/onboarding-event.ts'
import type { Onboarding } from '../../domain/onboarding.ts'

/** An event, and the onboarding after it. */
export interface Written<Event = OnboardingEvent> {
  readonly event: Event
  readonly after: Onboarding
}

// Columns of `saved`, which every writer reads.
export const CLIENT_ID = sql`saved.client_id`
export const PLATFORM = sql`saved.platform_id`
