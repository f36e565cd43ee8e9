import { setTimeout as sleep } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import type { Logger } from 'pino'
import { derivedEndpointSecrets } from './adapters/crypto/endpoint-secrets.ts'
import { signedNoticeTokens } from './adapters/crypto/notice-tokens.ts'
import { cryptoSecrets } from './adapters/crypto/secrets.ts'
import { authenticator } from './adapters/http/authenticator.ts'
import { jobSender, migrateJobs, startWorker } from './adapters/jobs/boss.ts'
import { jobFigures } from './adapters/jobs/job-figures.ts'
import { deadQueueOf, KEPT } from './adapters/jobs/queues.ts'
import { httpReceivers } from './adapters/outgoing/http-receivers.ts'
import { postgresAlertBook } from './adapters/postgres/alert-book.ts'
import { postgresApiKeyRepository } from './adapters/postgres/api-key-repository.ts'
import { postgresAuditTrail } from './adapters/postgres/audit-trail.ts'
import { clientFigures } from './adapters/postgres/client-figures.ts'
import { postgresCountryCures } from './adapters/postgres/country-cures.ts'
import { databaseFindings } from './adapters/postgres/check-database.ts'
import { databaseOn, isReachable, openPool } from './adapters/postgres/database.ts'
import { postgresDeadJobs } from './adapters/postgres/dead-jobs.ts'
import { postgresEmailPlan } from './adapters/postgres/email-plan.ts'
import { sparingDeliverySigns } from './adapters/postgres/sparing-signs.ts'
import { postgresEventInbox } from './adapters/postgres/event-inbox.ts'
import { postgresFeedCursor } from './adapters/postgres/feed-cursor.ts'
import { migrate } from './adapters/postgres/migrate.ts'
import { postgresLinkRequests } from './adapters/postgres/link-requests.ts'
import { postgresProviderBudget } from './adapters/postgres/provider-budget.ts'
import { postgresOutgoingEvents } from './adapters/postgres/outgoing-events.ts'
import { postgresOnboardingQueries } from './adapters/postgres/onboarding-queries.ts'
import { postgresRetention } from './adapters/postgres/retention.ts'
import { runPreparedText } from './adapters/postgres/prepared.ts'
import { postgresTokenRepository, type EnqueueJob } from './adapters/postgres/token-repository.ts'
import { postgresWebhookEndpoints } from './adapters/postgres/webhook-endpoints.ts'
import { sharedRateLimit } from './adapters/rate-limit/rate-limits.ts'
import { stripeAskWords } from './adapters/stripe/ask-words.ts'
import { inAppWords } from './emails/in-app-words.ts'
import { httpReachability } from './adapters/reachability/reachability.ts'
import { registeredPlatforms } from './adapters/postgres/registered-platforms.ts'
import { atMost } from './adapters/http/overload.ts'
import { buildApp, type AppOptions } from './app.ts'
import type { Config, PlatformConfig } from './config/config.ts'
import { linkFor } from './config/links.ts'
import { httpSettingsOf } from './http-settings.ts'
import { isLiveKey } from './config/stripe.ts'
import { livePlatforms, madeFor, madeOnce } from './live-platforms.ts'
import { limitsOfCallers, limitsOfUse, openingsAtOnce, openingsOfAll, staffAtOnce } from './limits.ts'
import { serviceMetrics } from './observability/service-metrics.ts'
import type { Mailer } from './ports/mailer.ts'
import { platformSetup } from './platform-setup.ts'
import type { Ports } from './service-ports.ts'
import { coarseDeadlines } from './shared/deadlines.ts'
import { platformPorts } from './platform-ports.ts'
import { allUseCases, type UseCases } from './usecases/all.ts'
import { useCasesByPlatform, type ServiceUseCases } from './usecases/by-platform.ts'

export type { Ports } from './service-ports.ts'

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
export function openPorts(config: Config, log: Logger, { mailer }: { mailer?: Mailer | undefined } = {}): Ports {
  const pool = openPool({ databaseUrl: config.databaseUrl, maxConnections: config.databasePoolSize, log })
  const db = databaseOn(pool, { isPrepared: config.isDatabasePrepared })
  const jobs = jobSender(openPool({ databaseUrl: config.databaseUrl, maxConnections: 1, log }), log, runPreparedText)
  // A link email was explicitly requested, so its job waits for a worker that sends emails. Notices are dropped
  // instead.
  const enqueue: EnqueueJob = async (trx, request) => {
    if (request.type === 'warm_up_requested') await jobs.enqueueWarmUp(trx, request)
    else if (mailer !== undefined || config.mail !== undefined || request.kind === 'link')
      await jobs.enqueueEmail(trx, request)
  }
  const platforms = livePlatforms(config.platforms)
  const budget = postgresProviderBudget(db)
  const of = madeOnce((platform: PlatformConfig) => platformPorts(platform, { budget, log, mailer }))
  return {
    platforms,
    of,
    ...of(config.platforms[0]),
    registerPlatforms: registeredPlatforms(db),
    tokens: postgresTokenRepository(db, enqueue, () => (mailer ?? config.mail) && config.followUps),
    emailPlan: postgresEmailPlan(db),
    queries: postgresOnboardingQueries(db),
    linkRequests: postgresLinkRequests(db, jobs.enqueueLinkRequest),
    inbox: postgresEventInbox(db, jobs.enqueueEvents),
    retention: postgresRetention(db),
    deadJobs: postgresDeadJobs(db, { deadQueueOf: (kind) => deadQueueOf(KEPT[kind]), enqueueAgain: jobs.enqueueAgain }),
    feedCursor: postgresFeedCursor(db),
    auditTrail: postgresAuditTrail(db),
    apiKeys: postgresApiKeyRepository(db),
    reachability: httpReachability(),
    signs: sparingDeliverySigns(db),
    alertBook: postgresAlertBook(db, jobs.enqueueAlerts),
    endpoints: postgresWebhookEndpoints(db),
    outgoing: postgresOutgoingEvents(db),
    receivers: httpReceivers(config.outgoing),
    endpointSecrets: endpointSecretsOf(config),
    cures: postgresCountryCures(db),
    secrets: cryptoSecrets(),
    rateLimit: (limit) => sharedRateLimit((text, values) => runPreparedText(db, text, values), limit),
    isReady: () => isReachable(db),
    figures: async () => ({ ...(await clientFigures(db)), ...(await jobFigures(pool)) }),
    poolFigures: () => ({ used: pool.totalCount - pool.idleCount, idle: pool.idleCount, waiting: pool.waitingCount }),
    databaseFindings: () => databaseFindings(db),
    // Reading the file again may add platforms to a single one.
    startWorker: (handlers) =>
      startWorker(pool, log, handlers, {
        platforms: config.hasPlatformsFile ? Math.max(2, config.platforms.length) : 1,
      }),
    close: async () => {
      await jobs.close()
      await db.destroy()
    },
  }
}

const endpointSecretsOf = ({ outgoing: { masterKey } }: Config) =>
  masterKey === undefined ? undefined : derivedEndpointSecrets(masterKey)

interface Wiring {
  /** Whether no client waits: then calls to the provider go when no opening needs a turn. */
  readonly isBackground?: boolean
  /** Changes the use cases of a platform. */
  readonly wrap?: (useCases: UseCases, platform: PlatformConfig) => UseCases
}

/** Wires the use cases by hand: a set for each platform, which knows no other. */
export function composeUseCases(
  ports: Ports,
  config: Config,
  log: Logger,
  { isBackground = false, wrap = (useCases) => useCases }: Wiring = {},
): ServiceUseCases {
  const { isReturnedTooOften, isRefreshedTooOften, isRepeatedTooOften, pauseBetweenReturns } = limitsOfUse(
    ports.rateLimit,
  )
  const shared = { log, isReturnedTooOften, isRefreshedTooOften, isRepeatedTooOften }
  const useCasesOf = (platform: PlatformConfig): UseCases => {
    const own: Ports = { ...ports, ...(platform === config.platforms[0] ? {} : ports.of(platform)) }
    const { stripe, apiBaseUrl, platformName, refreshMode, locale } = platform
    const { linkLifetimeHours } = config
    return allUseCases({
      ...own,
      ...(isBackground && { providers: own.backgroundProviders }),
      ...shared,
      platform: platform.id,
      platformName,
      noticeTokens: signedNoticeTokens(stripe.secretKey),
      notices: { words: inAppWords, askWords: stripeAskWords, locale },
      returnUrls: ({ toReturn, toRefresh }) => ({
        returnUrl: `${apiBaseUrl}/api/v1/connect/callback?state=${toReturn}`,
        refreshUrl: `${apiBaseUrl}/api/v1/connect/refresh?state=${toRefresh}`,
      }),
      deadline: coarseDeadlines(config.openingDeadlineMs),
      refreshMode,
      livemode: isLiveKey(stripe.secretKey),
      pause: (ms) => sleep(ms),
      setup: platformSetup(platform, { isAlone: config.platforms.length === 1 }),
      profiles: stripe.profiles,
      retentionRules: config.retention,
      returnOrigins: platform.returnOrigins,
      warmsUpAccounts: stripe.warmsUpAccounts,
      admission: { asksForCode: platform.confirmsByEmail, terms: platform.terms?.version },
      mailing: own.mailer && {
        ...{ mailer: own.mailer, platformName, linkLifetimeHours, locale, askWords: stripeAskWords },
        branding: { logo: platform.logo, color: platform.color, supportEmail: platform.supportEmail },
        linkFor: linkFor(platform),
        stopLinkFor: (stopSecret) => `${apiBaseUrl}/stop-reminders?token=${stopSecret}`,
        followUps: () => config.followUps,
      },
    })
  }
  const platforms = madeFor(ports.platforms, (platform) => wrap(useCasesOf(platform), platform))
  return useCasesByPlatform({ ...ports, platforms, log, pauseBetweenReturns })
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
  // Each platform has a budget of its own at Stripe, so its openings wait for no other's.
  const wrap = (own: UseCases, platform: PlatformConfig): UseCases => {
    const limited = atMost(openingsAtOnce(config, platform))
    const returns = atMost(openingsAtOnce(config, platform))
    return {
      ...own,
      openLink: limited(own.openLink),
      openSession: limited(own.openSession),
      refreshLink: limited(own.refreshLink),
      returnFromProvider: returns(own.returnFromProvider),
      leaveSession: returns(own.leaveSession),
    }
  }
  const useCases = composeUseCases(ports, config, log, { wrap })
  return {
    useCases,
    authenticate: authenticator(config.adminApiKey, useCases.authenticate),
    limits: limitsOfCallers(ports.rateLimit, config, ports.secrets),
    isReady: ports.isReady,
    metrics: serviceMetrics({ figures: ports.figures, pool: ports.poolFigures }),
    devInbox,
    log,
    settings: {
      platforms: madeFor(ports.platforms, (platform) =>
        httpSettingsOf(platform, { sendsEmails: ports.of(platform).mailer !== undefined }),
      ),
      apiBaseUrl: config.apiBaseUrl,
      linkLifetimeHours: config.linkLifetimeHours,
      askWords: stripeAskWords,
      openByGet: config.openByGet,
      docs: config.docs,
      consoleKeys: config.consoleKeys,
      openings: openingsOfAll(config),
      staffAtOnce: staffAtOnce(config),
      openingDeadlineMs: config.openingDeadlineMs,
      trustProxy: config.trustProxy,
    },
  }
}
