import type { FastifyInstance } from 'fastify'
import type { Logger } from 'pino'
import { cryptoSecrets } from './adapters/crypto/secrets.ts'
import { authenticator } from './adapters/http/authenticator.ts'
import { jobSender, migrateJobs, startWorker } from './adapters/jobs/boss.ts'
import { jobFigures } from './adapters/jobs/job-figures.ts'
import { smtpMailer } from './adapters/mail/smtp-mailer.ts'
import { postgresApiKeyRepository } from './adapters/postgres/api-key-repository.ts'
import { postgresAuditTrail } from './adapters/postgres/audit-trail.ts'
import { clientFigures } from './adapters/postgres/client-figures.ts'
import { postgresCountryCures } from './adapters/postgres/country-cures.ts'
import { databaseFindings, type DatabaseFindings } from './adapters/postgres/check-database.ts'
import { databaseOn, isReachable, openPool } from './adapters/postgres/database.ts'
import { postgresEmailPlan } from './adapters/postgres/email-plan.ts'
import { postgresEventInbox } from './adapters/postgres/event-inbox.ts'
import { postgresFeedCursor } from './adapters/postgres/feed-cursor.ts'
import { migrate } from './adapters/postgres/migrate.ts'
import { postgresProviderBudget } from './adapters/postgres/provider-budget.ts'
import { postgresOnboardingQueries } from './adapters/postgres/onboarding-queries.ts'
import { runPreparedText } from './adapters/postgres/prepared.ts'
import { postgresTokenRepository, type EnqueueJob } from './adapters/postgres/token-repository.ts'
import { sharedRateLimit } from './adapters/rate-limit/rate-limits.ts'
import { httpReachability } from './adapters/reachability/reachability.ts'
import { pacers } from './adapters/stripe/pacer.ts'
import { stripeClient, stripeProviders } from './adapters/stripe/payment-providers.ts'
import { buildApp, type AppOptions } from './app.ts'
import type { Config } from './config/config.ts'
import { linkFor } from './config/links.ts'
import { isLiveKey, isRestrictedKey } from './config/stripe.ts'
import { limitsOfCallers, limitsOfUse, openingsAtOnce, staffAtOnce } from './limits.ts'
import { serviceMetrics, type PoolFigures, type ServiceFigures } from './observability/service-metrics.ts'
import type { AccountFinders } from './ports/account-finder.ts'
import type { ApiKeyRepository } from './ports/api-key-repository.ts'
import type { AuditTrail } from './ports/audit-trail.ts'
import { DEFAULT_PLATFORM } from './ports/actor.ts'
import type { OnboardingQueries } from './ports/onboarding-queries.ts'
import type { CountryCures } from './ports/country-cures.ts'
import type { EventFeed, FeedCursor } from './ports/event-feed.ts'
import type { EmailPlan } from './ports/email-plan.ts'
import type { EventInbox } from './ports/event-inbox.ts'
import type { Mailer } from './ports/mailer.ts'
import type { EventVerifier } from './ports/event-verifier.ts'
import type { PaymentProviders } from './ports/payment-provider.ts'
import type { ProviderDiagnostics } from './ports/provider-diagnostics.ts'
import type { Limit, RateLimit } from './ports/rate-limit.ts'
import type { Reachability } from './ports/reachability.ts'
import type { Secrets } from './ports/secrets.ts'
import type { TokenRepository } from './ports/token-repository.ts'
import { platformSetup } from './platform-setup.ts'
import { coarseDeadlines } from './shared/deadlines.ts'
import { allUseCases, type UseCases } from './usecases/all.ts'

/** The ports that connect the service to the outside. */
export interface Ports {
  readonly tokens: TokenRepository
  readonly queries: OnboardingQueries
  readonly emailPlan: EmailPlan
  readonly inbox: EventInbox
  readonly auditTrail: AuditTrail
  readonly apiKeys: ApiKeyRepository
  readonly providers: PaymentProviders
  /** The same, for work that no client waits for: its calls go when no opening needs a turn. */
  readonly backgroundProviders: PaymentProviders
  /** Find accounts that exist, and which API created them. */
  readonly finders: AccountFinders
  readonly verifier: EventVerifier
  readonly diagnostics: ProviderDiagnostics
  readonly reachability: Reachability
  /** What the key may not do although the service needs it. */
  readonly keyFaults: (signal: AbortSignal) => Promise<readonly string[]>
  readonly cures: CountryCures
  readonly feed: EventFeed
  readonly feedCursor: FeedCursor
  readonly secrets: Secrets
  /** Absent if no emails are sent. */
  readonly mailer?: Mailer | undefined
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

/**
 * Migrates the database and the job queue to the newest schema. Returns the names of the migrations that ran. See
 * `migrate`.
 */
export async function migrateDatabase(databaseUrl: string, log: Logger): Promise<string[]> {
  const stillAt = (migration: string) => log.info({ migration }, 'still migrating the database')
  const migrations = await migrate(databaseUrl, { stillAt })
  const pool = openPool({ databaseUrl, maxConnections: 2, log })
  try {
    await migrateJobs(pool, log)
  } finally {
    await pool.end()
  }
  return migrations
}

/** Chooses the adapters. Opens no connections yet. */
export function openPorts(
  config: Config,
  log: Logger,
  { mailer = config.mail && smtpMailer(config.mail) }: { mailer?: Mailer | undefined } = {},
): Ports {
  const pool = openPool({ databaseUrl: config.databaseUrl, maxConnections: config.databasePoolSize, log })
  const db = databaseOn(pool, { isPrepared: config.isDatabasePrepared })
  const livemode = isLiveKey(config.stripe.secretKey)
  const jobs = jobSender(openPool({ databaseUrl: config.databaseUrl, maxConnections: 1, log }), log, runPreparedText)
  // A link email was explicitly requested, so its job waits for a worker that sends emails. Notices are dropped
  // instead.
  const enqueue: EnqueueJob = async (trx, request) => {
    if (request.type === 'warm_up_requested') await jobs.enqueueWarmUp(trx, request)
    else if (mailer !== undefined || request.kind === 'link') await jobs.enqueueEmail(trx, request)
  }
  return {
    tokens: postgresTokenRepository(db, enqueue, () => mailer && config.followUps),
    emailPlan: postgresEmailPlan(db),
    queries: postgresOnboardingQueries(db),
    inbox: postgresEventInbox(db, jobs.enqueueEvents),
    feedCursor: postgresFeedCursor(db),
    auditTrail: postgresAuditTrail(db),
    apiKeys: postgresApiKeyRepository(db),
    ...stripeProviders({
      stripe: stripeClient(config.stripe),
      pace: pacers({
        platform: DEFAULT_PLATFORM,
        perSecond: config.stripe.requestsPerSecond,
        livemode,
        budget: postgresProviderBudget(db),
        log,
      }),
      livemode,
      accountsApi: config.stripe.accountsApi,
      isRestricted: isRestrictedKey(config.stripe.secretKey),
      profiles: config.stripe.profiles,
      linkHosts: config.stripe.linkHosts,
      simulator: config.stripe.apiBase,
      webhookSecrets: config.stripe.webhookSecrets,
    }),
    reachability: httpReachability(),
    cures: postgresCountryCures(db),
    secrets: cryptoSecrets(),
    mailer,
    rateLimit: (limit) => sharedRateLimit((text, values) => runPreparedText(db, text, values), limit),
    isReady: () => isReachable(db),
    figures: async () => ({ ...(await clientFigures(db)), ...(await jobFigures(pool)) }),
    poolFigures: () => ({ used: pool.totalCount - pool.idleCount, idle: pool.idleCount, waiting: pool.waitingCount }),
    databaseFindings: () => databaseFindings(db),
    startWorker: (handlers) => startWorker(pool, log, handlers),
    close: async () => {
      await jobs.close()
      await db.destroy()
    },
  }
}

/** Wires the use cases by hand. */
export function composeUseCases(ports: Ports, config: Config, log: Logger): UseCases {
  const { apiBaseUrl, platformName, linkLifetimeHours } = config
  return allUseCases({
    ...ports,
    platform: DEFAULT_PLATFORM,
    log,
    returnUrls: ({ toReturn, toRefresh }) => ({
      returnUrl: `${apiBaseUrl}/api/v1/connect/callback?state=${toReturn}`,
      refreshUrl: `${apiBaseUrl}/api/v1/connect/refresh?state=${toRefresh}`,
    }),
    deadline: coarseDeadlines(config.openingDeadlineMs),
    ...limitsOfUse(ports.rateLimit),
    refreshMode: config.refreshMode,
    livemode: isLiveKey(config.stripe.secretKey),
    setup: platformSetup(DEFAULT_PLATFORM, config),
    profiles: config.stripe.profiles,
    warmsUpAccounts: config.stripe.warmsUpAccounts,
    mailing: ports.mailer && {
      ...{ mailer: ports.mailer, platformName, linkLifetimeHours },
      linkFor: linkFor(config),
      followUps: () => config.followUps,
    },
  })
}

/** The HTTP side on top of the use cases. It does not listen yet. Closing it leaves the ports open. */
export async function compose(
  ports: Ports,
  config: Config,
  log: Logger,
  devInbox?: AppOptions['devInbox'],
): Promise<FastifyInstance> {
  return buildApp(appOptions(ports, config, log, devInbox))
}

/** What the HTTP side needs. */
export function appOptions(ports: Ports, config: Config, log: Logger, devInbox?: AppOptions['devInbox']): AppOptions {
  const { openingDeadlineMs } = config
  const useCases = composeUseCases(ports, config, log)
  return {
    useCases,
    authenticate: authenticator(config.adminApiKey, useCases.authenticate),
    limits: limitsOfCallers(ports.rateLimit, config, ports.secrets),
    isReady: ports.isReady,
    metrics: serviceMetrics({ figures: ports.figures, pool: ports.poolFigures }),
    devInbox,
    log,
    settings: {
      apiBaseUrl: config.apiBaseUrl,
      corsOrigins: config.frontendOrigins,
      landingOrigin: config.frontendOrigins[0],
      linkFor: linkFor(config),
      linkLifetimeHours: config.linkLifetimeHours,
      platformName: config.platformName,
      supportEmail: config.supportEmail,
      openByGet: config.openByGet,
      docs: config.docs,
      openings: openingsAtOnce(config),
      staffAtOnce: staffAtOnce(config),
      openingDeadlineMs,
      trustProxy: config.trustProxy,
    },
  }
}
