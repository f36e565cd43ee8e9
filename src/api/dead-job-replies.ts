import type { DeadJob } from '../ports/dead-jobs.ts'
import type { ListedEvent } from '../ports/event-inbox.ts'

/** A job that was given up, as the API shows it. */
export const deadJobReply = ({ queuedAt, givenUpAt, subject, ...job }: DeadJob) => ({
  ...job,
  subject: { ...subject },
  queuedAt: queuedAt.toISOString(),
  givenUpAt: givenUpAt.toISOString(),
})

/** An event of the provider, as the API shows it. */
export const providerEventReply = ({ id, type, accountId, state, reason, ...at }: ListedEvent) => ({
  ...{ id, type, state },
  accountId: accountId ?? null,
  reason: reason ?? null,
  createdAt: at.createdAt.toISOString(),
  receivedAt: at.receivedAt.toISOString(),
  processedAt: at.processedAt?.toISOString() ?? null,
})
