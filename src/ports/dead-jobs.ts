import type { Actor } from './actor.ts'
import type { Page, PageRequest } from './onboarding-queries.ts'

/** What a job does that is kept when it is given up. */
export const JOB_KINDS = ['provider_event', 'email'] as const

export type JobKind = (typeof JOB_KINDS)[number]

/** A job that was given up after its retries. */
export interface DeadJob {
  readonly id: string
  readonly kind: JobKind
  /** The ids of what it is about, and which email. */
  readonly subject: Readonly<Record<string, string>>
  /** Why its last attempt failed, as a code. */
  readonly reason: string
  readonly attempts: number
  readonly queuedAt: Date
  readonly givenUpAt: Date
}

/** A job must match all that are given. */
export interface DeadJobFilter {
  readonly kind?: JobKind | undefined
  readonly reason?: string | undefined
  /** The provider event that it processes. */
  readonly eventId?: string | undefined
}

/** The jobs of a platform that were given up. */
export interface DeadJobs {
  /** Those that match, the last one that was given up first. */
  list(platform: string, filter: DeadJobFilter, page: PageRequest): Promise<Page<DeadJob>>

  /**
   * Queues those with these ids again, of the actor's platform, and records that, in one transaction. Returns how many:
   * one that is not given up any more is left alone.
   */
  replay(ids: readonly string[], actor: Actor): Promise<number>
}
