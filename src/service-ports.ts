import type { startWorker } from './adapters/jobs/boss.ts'
import type { DatabaseFindings } from './adapters/postgres/check-database.ts'
import type { PlatformConfig } from './config/config.ts'
import type { LivePlatforms } from './live-platforms.ts'
import type { PoolFigures, ServiceFigures } from './observability/service-metrics.ts'
import type { PlatformPorts } from './platform-ports.ts'
import type { AccountFinders } from './ports/account-finder.ts'
import type { AlertBook } from './ports/alert-book.ts'
import type { ApiKeyRepository } from './ports/api-key-repository.ts'
import type { AuditTrail } from './ports/audit-trail.ts'
import type { CountryCures } from './ports/country-cures.ts'
import type { DeadJobs } from './ports/dead-jobs.ts'
import type { DeliverySigns } from './ports/delivery-signs.ts'
import type { EmailPlan } from './ports/email-plan.ts'
import type { FeedCursor } from './ports/event-feed.ts'
import type { EndpointSecrets } from './ports/endpoint-secrets.ts'
import type { EventInbox } from './ports/event-inbox.ts'
import type { LinkRequests } from './ports/link-requests.ts'
import type { OnboardingQueries } from './ports/onboarding-queries.ts'
import type { OutgoingEvents } from './ports/outgoing-events.ts'
import type { Limit, RateLimit } from './ports/rate-limit.ts'
import type { Reachability } from './ports/reachability.ts'
import type { Receivers } from './ports/receivers.ts'
import type { Retention } from './ports/retention.ts'
import type { Secrets } from './ports/secrets.ts'
import type { TokenRepository } from './ports/token-repository.ts'
import type { WebhookEndpoints } from './ports/webhook-endpoints.ts'

/** The ports that connect the service to the outside. Those of a platform are those of the first one: see `of`. */
export interface Ports extends PlatformPorts {
  /** The platforms at present. */
  readonly platforms: LivePlatforms<PlatformConfig>
  /** All ports, as they are for this platform. */
  readonly of: (platform: PlatformConfig) => PlatformPorts
  /** Makes the platforms known to the database. */
  readonly registerPlatforms: (ids: readonly string[]) => Promise<void>
  readonly tokens: TokenRepository
  readonly queries: OnboardingQueries
  readonly emailPlan: EmailPlan
  /** Takes requests for links by address. */
  readonly linkRequests: LinkRequests
  readonly inbox: EventInbox
  readonly deadJobs: DeadJobs
  readonly retention: Retention
  readonly auditTrail: AuditTrail
  readonly apiKeys: ApiKeyRepository
  /** Find accounts that exist, and which API created them. */
  readonly finders: AccountFinders
  readonly reachability: Reachability
  readonly signs: DeliverySigns
  readonly alertBook: AlertBook
  readonly endpoints: WebhookEndpoints
  readonly outgoing: OutgoingEvents
  readonly receivers: Receivers
  /** Absent if no key is configured: then no outgoing events are sent. */
  readonly endpointSecrets: EndpointSecrets | undefined
  readonly cures: CountryCures
  readonly feedCursor: FeedCursor
  readonly secrets: Secrets
  readonly rateLimit: (limit: Limit) => RateLimit
  readonly isReady: () => Promise<boolean>
  /** What a scrape of the metrics reads. */
  readonly figures: () => Promise<ServiceFigures>
  readonly poolFigures: () => PoolFigures
  /** What about the database is not as the service needs it. */
  readonly databaseFindings: () => Promise<DatabaseFindings>
  /** Starts processing background jobs. */
  readonly startWorker: (handlers: Parameters<typeof startWorker>[2]) => ReturnType<typeof startWorker>
  readonly close: () => Promise<void>
}
