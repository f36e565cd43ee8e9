/** Jobs that were given up for the same reason. */
export interface DeadJobGroup {
  readonly kind: 'provider_event' | 'email'
  readonly reason: string
  readonly jobs: number
  /** Whether these are all that there are. */
  readonly isAll: boolean
}

/** The groups of a list of jobs, which may not be all. */
export const groupsOfDeadJobs = (
  jobs: readonly Pick<DeadJobGroup, 'kind' | 'reason'>[],
  isAll: boolean,
): DeadJobGroup[] =>
  [...Map.groupBy(jobs, ({ kind, reason }) => `${kind} ${reason}`).values()].flatMap((alike) =>
    alike.slice(0, 1).map(({ kind, reason }) => ({ kind, reason, jobs: alike.length, isAll })),
  )
