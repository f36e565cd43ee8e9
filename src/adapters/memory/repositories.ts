import type { ApiKeyRepository } from '../../ports/api-key-repository.ts'
import type { AuditTrail } from '../../ports/audit-trail.ts'
import type { DeadJobs } from '../../ports/dead-jobs.ts'
import type { DeliverySigns } from '../../ports/delivery-signs.ts'
import type { FeedCursor } from '../../ports/event-feed.ts'
import type { RulesOf } from '../../domain/follow-up.ts'
import type { EmailPlan } from '../../ports/email-plan.ts'
import type { EventInbox } from '../../ports/event-inbox.ts'
import type { LinkRequests } from '../../ports/link-requests.ts'
import type { OnboardingQueries } from '../../ports/onboarding-queries.ts'
import type { OutgoingEvents } from '../../ports/outgoing-events.ts'
import type { Retention } from '../../ports/retention.ts'
import type { TokenRepository } from '../../ports/token-repository.ts'
import { memoryAlertBook } from './alert-book.ts'
import { memoryApiKeyRepository } from './api-key-repository.ts'
import type { WebhookEndpoints } from '../../ports/webhook-endpoints.ts'
import { memoryAuditTrail } from './audit-trail.ts'
import { memoryDeadJobs } from './dead-jobs.ts'
import { memoryDeliverySigns } from './delivery-signs.ts'
import { memoryFeedCursor } from './event-feed.ts'
import { memoryEmailPlan } from './email-plan.ts'
import { memoryEventInbox } from './event-inbox.ts'
import { memoryLinkRequests } from './link-requests.ts'
import { memoryOnboardingQueries } from './onboarding-queries.ts'
import { memoryOutgoingEvents } from './outgoing-events.ts'
import { memoryRetention } from './retention.ts'
import { memoryStore } from './store.ts'
import { memoryTokenRepository } from './token-repository.ts'
import { memoryWebhookEndpoints } from './webhook-endpoints.ts'

interface MemoryRepositories {
  readonly tokens: TokenRepository
  readonly queries: OnboardingQueries
  readonly emailPlan: EmailPlan
  readonly linkRequests: LinkRequests
  readonly inbox: EventInbox
  readonly deadJobs: DeadJobs
  readonly retention: Retention
  readonly feedCursor: FeedCursor
  readonly signs: DeliverySigns
  readonly alertBook: ReturnType<typeof memoryAlertBook>
  readonly auditTrail: AuditTrail
  readonly apiKeys: ApiKeyRepository
  readonly endpoints: WebhookEndpoints
  readonly outgoing: OutgoingEvents
}

/**
 * All repositories in memory, for tests and for running the use cases without a database. `now` is the database's
 * clock. Pass a `store` to inspect what is stored.
 */
export function memoryRepositories(
  clock: { now: () => Date },
  store = memoryStore(clock),
  rulesOf: RulesOf = () => undefined,
): MemoryRepositories {
  return {
    tokens: memoryTokenRepository(store),
    queries: memoryOnboardingQueries(store),
    emailPlan: memoryEmailPlan(store, rulesOf),
    linkRequests: memoryLinkRequests(store),
    inbox: memoryEventInbox(store),
    deadJobs: memoryDeadJobs(store),
    retention: memoryRetention(store),
    feedCursor: memoryFeedCursor(store),
    signs: memoryDeliverySigns(store),
    alertBook: memoryAlertBook(store),
    auditTrail: memoryAuditTrail(store),
    apiKeys: memoryApiKeyRepository(store),
    endpoints: memoryWebhookEndpoints(store),
    outgoing: memoryOutgoingEvents(store),
  }
}
