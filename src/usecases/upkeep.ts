import { listDeadJobs } from './dead-jobs/list-dead-jobs.ts'
import { replayDeadJobs } from './dead-jobs/replay-dead-jobs.ts'
import { exportAuditEvents } from './export-audit-events.ts'
import { listAuditEvents } from './list-audit-events.ts'
import { listProviderEvents } from './provider-events/list-provider-events.ts'
import { applyRetention } from './retention/apply-retention.ts'

type Dependencies = Parameters<typeof listProviderEvents>[0] &
  Parameters<typeof listDeadJobs>[0] &
  Parameters<typeof listAuditEvents>[0] &
  Parameters<typeof applyRetention>[0]

/** What operators look back on, and keep in order. */
export const upkeepUseCases = (dependencies: Dependencies) => ({
  listProviderEvents: listProviderEvents(dependencies),
  listDeadJobs: listDeadJobs(dependencies),
  replayDeadJobs: replayDeadJobs(dependencies),
  applyRetention: applyRetention(dependencies),
  listAuditEvents: listAuditEvents(dependencies),
  exportAuditEvents: exportAuditEvents(dependencies),
})
