import type { AlertJob, EmailJob, EventJob, LinkRequestJob, WarmUpJob } from './job-data.ts'

/** The handlers of the jobs. A handler throws if its job must be retried. */
export interface Handlers {
  readonly processEvent: (event: EventJob, jobId: string) => Promise<void>
  /**
   * `at`: when the email was requested; `isRepeated`: an earlier attempt was begun, maybe by a job that was given up and
   * replayed, whose id it then keeps. Absent if this worker sends no
   * emails; another worker processes those jobs.
   */
  readonly sendEmail:
    | ((email: EmailJob & { readonly at: Date; readonly isRepeated: boolean }, jobId: string) => Promise<void>)
    | undefined
  /** Absent if this worker sends no emails. */
  readonly sendFollowUps: ((jobId: string) => Promise<void>) | undefined
  /** Absent if this worker sends no emails; another worker processes those jobs. */
  readonly sendRequestedLinks: ((request: LinkRequestJob, jobId: string) => Promise<void>) | undefined
  readonly warmUpAccount: (warmUp: WarmUpJob, jobId: string) => Promise<void>
  readonly refreshStaleAccounts: (jobId: string) => Promise<void>
  /** `signal`: aborts when the job has expired, or the worker stops. */
  readonly fetchMissedEvents: (jobId: string, signal: AbortSignal) => Promise<void>
  /** Deletes what no rule needs any more. */
  readonly applyRetention: (jobId: string) => Promise<void>
  readonly pingReceivers: (jobId: string, signal: AbortSignal) => Promise<void>
  /** Tells operators of what is wrong: what is stored, or what a check of the set-up finds. */
  readonly raiseAlerts: (scope: 'stored' | 'setup', jobId: string, signal: AbortSignal) => Promise<void>
  readonly sendAlert: (alert: AlertJob, jobId: string) => Promise<void>
}
