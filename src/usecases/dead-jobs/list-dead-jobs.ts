import type { Actor } from '../../ports/actor.ts'
import type { DeadJob, DeadJobFilter, DeadJobs } from '../../ports/dead-jobs.ts'
import type { Page, PageRequest } from '../../ports/onboarding-queries.ts'

/** A page of the jobs of a platform that were given up, the last one first. */
export function listDeadJobs({ deadJobs }: { readonly deadJobs: DeadJobs }) {
  return (filter: DeadJobFilter, page: PageRequest, { platform }: Actor): Promise<Page<DeadJob>> =>
    deadJobs.list(platform, filter, page)
}
