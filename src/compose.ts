import type { FastifyInstance } from 'fastify'
import type { Logger } from 'pino'
import { cryptoSecrets } from './adapters/crypto/secrets.ts'
import { authenticator } from './adapters/http/authenticator.ts'
import { limitsOf } from './adapters/http/limits.ts'
import { jobSender, migrateJobs, startWorker } from './adapters/jobs/boss.ts'
import { smtpMailer } from './adapters/mail/smtp-mailer.ts'
import { postgresAccountRepository } from './adapters/postgres/account-repository.ts'
import { postgresApiKeyRepository } from './adapters/postgres/api-key-repository.ts'
import { postgresAuditTrail } from './adapters/postgres/audit-trail.ts'
import { postgresClientRepository } from './adapters/postgres/client-repository.ts'
import { databaseOn, isReachable, openPool } from './adapters/postgres/database.ts'
import { postgresEventInbox } from './adapters/postgres/event-inbox.ts'
import { postgresLinkMailRepository } from './adapters/postgres/link-mail-repository.ts'
import { migrate } from './adapters/postgres/migrate.ts'
import { postgresNoticeRepository } from './adapters/postgres/notice-repository.ts'
import { postgresTokenRepository } from './adapters/postgres/token-repository.ts'
import { sharedRateLimit, type Limit, type RateLimit } from './adapters/rate-limit.ts'
import { stripeClient, stripePaymentProvider } from './adapters/stripe/payment-provider.ts'
import { buildApp, type AppOptions } from './app.ts'
import { isLiveKey, type Config } from './config.ts'
import type { AccountRepository } from './ports/account-repository.ts'
import type { ApiKeyRepository } from './ports/api-key-repository.ts'
import type { AuditTrail } from './ports/audit-trail.ts'
import type { ClientRepository } from './ports/client-repository.ts'
import type { EventInbox } from './ports/event-inbox.ts'
import type { LinkMailRepository } from './ports/link-mail-repository.ts'
import type { Mailer } from './ports/mailer.ts'
import type { PaymentProvider } from './ports/payment-provider.ts'
import type { Secrets } from './ports/secrets.ts'
import type { NoticeRepository } from './ports/notice-repository.ts'
import type { TokenRepository } from './ports/token-repository.ts'
import { allUseCases, type UseCases } from './usecases/all.ts'

/** What the service needs of the world, each behind its port. */
export interface Ports {
  readonly clients: ClientRepository
  readonly tokens: TokenRepository
  readonly accounts: AccountRepository
  readonly inbox: EventInbox
  readonly linkMails: LinkMailRepository
  readonly notices: NoticeRepository
  readonly auditTrail: AuditTrail
  readonly apiKeys: ApiKeyRepository
  readonly provider: PaymentProvider
  readonly secrets: Secrets
  /** Absent where no mails are sent. */
  readonly mailer?: Mailer | undefined
  readonly rateLimit: (limit: Limit) => RateLimit
  readonly isReady: () => Promise<boolean>
  /** Starts doing the jobs that the service has put off. */
  readonly startWorker: (handlers: Parameters<typeof startWorker>[2]) => ReturnType<typeof startWorker>
  readonly close: () => Promise<void>
}

/** Brings the database to the newest schema, the job queue's too; says which migrations ran. See `migrate`. */
export async function migrateDatabase(databaseUrl: string, log: Logger): Promise<string[]> {
  const stillAt = (migration: string) => log.info({ migration }, 'still migrating the database')
  const migrations = await migrate(databaseUrl, { stillAt })
  await migrateJobs(databaseUrl, log)
  return migrations
}

/** Chooses the adapters. Connects to nothing yet. */
export function openPorts(
  config: Config,
  log: Logger,
  { mailer = config.mail && smtpMailer(config.mail) }: { mailer?: Mailer | undefined } = {},
): Ports {
  const pool = openPool({ databaseUrl: config.databaseUrl, maxConnections: config.databasePoolSize, log })
  const db = databaseOn(pool)
  const jobs = jobSender(pool, log)
  // Where no emails are sent there is nothing to put off.
  const enqueueNotice: typeof jobs.enqueueNotice = mailer === undefined ? async () => {} : jobs.enqueueNotice
  return {
    clients: postgresClientRepository(db, jobs.enqueueLinkMail),
    tokens: postgresTokenRepository(db, { enqueueLinkMail: jobs.enqueueLinkMail, enqueueNotice }),
    accounts: postgresAccountRepository(db, enqueueNotice),
    notices: postgresNoticeRepository(db),
    inbox: postgresEventInbox(db, jobs.enqueueEvent),
    linkMails: postgresLinkMailRepository(db),
    auditTrail: postgresAuditTrail(db),
    apiKeys: postgresApiKeyRepository(db),
    provider: stripePaymentProvider({
      stripe: stripeClient(config.stripe),
      perSecond: config.stripe.requestsPerSecond,
      livemode: isLiveKey(config.stripe.secretKey),
      capabilities: config.stripe.capabilities,
      linkHosts: config.stripe.linkHosts,
      simulator: config.stripe.apiBase,
      webhookSecrets: config.stripe.webhookSecrets,
    }),
    secrets: cryptoSecrets(),
    mailer,
    rateLimit: (limit) => sharedRateLimit(db, limit),
    isReady: () => isReachable(db),
    startWorker: (handlers) => startWorker(pool, log, handlers),
    close: async () => {
      await jobs.close()
      await db.destroy()
    },
  }
}

/** What of the deadline is left for the calls themselves when an opening has waited for its turn at Stripe. */
const CALLS_MS = 5000

/** Fresh account links for one token at Stripe's request, in an hour. */
const REFRESHES = { name: 'refresh', times: 10, seconds: 3600 }

/** Wires the use cases by hand. */
export function composeUseCases(ports: Ports, config: Config, log: Logger): UseCases {
  const { apiBaseUrl, platformName, linkLifetimeHours } = config
  const refreshes = ports.rateLimit(REFRESHES)
  return allUseCases({
    ...ports,
    log,
    waysBack: ({ toReturn, toRefresh }) => ({
      returnUrl: `${apiBaseUrl}/api/v1/connect/callback?state=${toReturn}`,
      refreshUrl: `${apiBaseUrl}/api/v1/connect/refresh?state=${toRefresh}`,
    }),
    deadline: () => AbortSignal.timeout(config.openingDeadlineMs),
    isRefreshedTooOften: async (tokenId) => (await refreshes.count(tokenId)) !== undefined,
    refreshMode: config.refreshMode,
    livemode: isLiveKey(config.stripe.secretKey),
    capabilities: config.stripe.capabilities,
    mailing: ports.mailer && { mailer: ports.mailer, platformName, linkFor: linkFor(config), linkLifetimeHours },
  })
}

/** The link that a client gets, for a link secret. */
export const linkFor =
  ({ onboardingUrlTemplate }: Config) =>
  (linkSecret: string): string =>
    onboardingUrlTemplate.replace('{token}', linkSecret)

/** The HTTP side over the use cases. Listens to nothing yet. The ports stay open when it is closed. */
export async function compose(
  ports: Ports,
  config: Config,
  log: Logger,
  devInbox?: AppOptions['devInbox'],
): Promise<FastifyInstance> {
  const { limitsPerMinute, openingDeadlineMs } = config
  // As many as get their turn at Stripe before their deadline.
  const queueSeconds = Math.max(1, (openingDeadlineMs - CALLS_MS) / 1000)
  // A first opening creates an account and a link. In a sandbox the two share one budget (see `pacers`).
  const callsPerTurn = isLiveKey(config.stripe.secretKey) ? 1 : 2
  const useCases = composeUseCases(ports, config, log)
  return buildApp({
    useCases,
    auditTrail: ports.auditTrail,
    authenticate: authenticator(config.adminApiKey, useCases.authenticate),
    limits: limitsOf({
      tokens: ports.rateLimit({ name: 'token', times: limitsPerMinute.token, seconds: 60 }),
      strangers: ports.rateLimit({ name: 'stranger', times: limitsPerMinute.stranger, seconds: 60 }),
      keyOf: (linkSecret) => {
        const hash = ports.secrets.hashLinkSecret(linkSecret)
        return hash && Buffer.from(hash).toString('base64url')
      },
    }),
    isReady: ports.isReady,
    devInbox,
    log,
    settings: {
      apiBaseUrl: config.apiBaseUrl,
      corsOrigins: config.frontendOrigins,
      landingOrigin: config.frontendOrigins[0],
      linkFor: linkFor(config),
      linkLifetimeHours: config.linkLifetimeHours,
      platformName: config.platformName,
      openByGet: config.openByGet,
      docs: config.docs,
      openings: {
        most: Math.ceil((queueSeconds * config.stripe.requestsPerSecond) / callsPerTurn),
        retryAfterSeconds: Math.ceil(queueSeconds),
      },
      openingDeadlineMs,
      trustProxy: config.trustProxy,
    },
  })
}

/** Does the jobs that the service has put off, until it is closed. */
export async function work(ports: Ports, config: Config, log: Logger): Promise<{ close: () => Promise<void> }> {
  const { processEvent, lookAtQuietAccounts, sendLinkMail, sendNotice } = composeUseCases(ports, config, log)
  return ports.startWorker({
    async processEvent(eventId, jobId) {
      const act = { actor: 'job:provider-event', requestId: jobId }
      const result = await processEvent(eventId, act, AbortSignal.timeout(config.openingDeadlineMs))
      // The queue tries a job again that throws.
      if (result.outcome === 'again') throw new Error(result.reason)
    },
    async lookAtQuietAccounts(jobId) {
      const counts = await lookAtQuietAccounts({ actor: 'job:quiet-accounts', requestId: jobId })
      log.info({ ...counts, jobId }, 'looked at quiet accounts')
    },
    sendLinkMail:
      sendLinkMail &&
      (async (tokenId, jobId) => {
        const outcome = await sendLinkMail(tokenId, jobId, { actor: 'job:link-mail', requestId: jobId })
        log.info({ tokenId, jobId, outcome }, 'a link was to be mailed')
      }),
    sendNotice:
      sendNotice &&
      (async (notice, jobId) => {
        const outcome = await sendNotice({ ...notice, mailId: jobId }, { actor: 'job:notice', requestId: jobId })
        log.info({ ...notice, jobId, outcome }, 'a client was to be told about its link')
      }),
  })
}
