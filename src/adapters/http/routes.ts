// To add a route: describe it in `src/api/operations`, write its handler in a plugin in `routes/`, register that here.
import type { FastifyInstance } from 'fastify'
import type { AskWords } from '../../ports/ask-words.ts'
import type { Platforms } from '../../ports/platforms.ts'
import type { ServiceUseCases } from '../../usecases/by-platform.ts'
import { guardAdminRoutes, staffPlaces, type StaffPlaces } from './admin-guard.ts'
import type { Authenticate } from './authenticator.ts'
import { consoleRoutes } from './console/console.ts'
import type { Limits } from './limits.ts'
import { atMost } from './overload.ts'
import type { PlatformSettings } from './platform-settings.ts'
import { auditEventRoutes } from './routes/audit-events.ts'
import { clientAccountRoutes } from './routes/client-accounts.ts'
import { clientBulkRoutes } from './routes/client-bulk.ts'
import { clientByExternalIdRoutes } from './routes/client-by-external-id.ts'
import { clientEventRoutes } from './routes/client-events.ts'
import { clientExportRoutes } from './routes/client-export.ts'
import { clientImportRoutes } from './routes/client-import.ts'
import { clientRoutes } from './routes/clients.ts'
import { connectRoutes } from './routes/connect.ts'
import { deadJobRoutes } from './routes/dead-jobs.ts'
import { diagnosticsRoutes } from './routes/diagnostics.ts'
import { devInboxRoutes, type DevInbox } from './routes/dev-inbox.ts'
import { docsRoutes } from './routes/docs.ts'
import { embeddedPageRoutes } from './routes/embedded-page.ts'
import { healthRoutes } from './routes/health.ts'
import { linkCodeRoutes } from './routes/link-codes.ts'
import { linkRoutes } from './routes/links.ts'
import { metricsRoutes, type Metrics } from './routes/metrics.ts'
import { managedAccountRoutes } from './routes/managed-accounts.ts'
import { noticeRoutes, publicNoticeRoutes } from './routes/notices.ts'
import { onboardingTokenRoutes } from './routes/onboarding-tokens.ts'
import { pageRoutes } from './routes/pages.ts'
import { startRoutes } from './routes/start.ts'
import { stopReminderRoutes } from './routes/stop-reminders.ts'
import { webhookEndpointRoutes } from './routes/webhook-endpoints.ts'
import { webhookRoutes } from './routes/webhooks.ts'
import { fileSender } from './send-file.ts'

export interface RouteOptions {
  readonly useCases: ServiceUseCases
  readonly authenticate: Authenticate
  readonly limits: Limits
  readonly isReady: () => Promise<boolean>
  readonly metrics: Metrics
  /** The emails to show at `/dev/inbox`, for the demo, which sends none. */
  readonly devInbox?: DevInbox | undefined
  readonly settings: RouteSettings
  /** Waits for so many milliseconds, so that an answer tells nothing by its time; default: by the clock. */
  readonly pause?: (ms: number) => Promise<unknown>
}

export interface RouteSettings {
  readonly platforms: Platforms<PlatformSettings>
  readonly linkLifetimeHours: number
  /** The words for what the provider asks of a client. */
  readonly askWords: AskWords
  /** Whether a link can be opened by GET. */
  readonly openByGet: boolean
  /** Whether the OpenAPI document and its page are served. */
  readonly docs: boolean
  /** The keys that seal the sessions of the console, the first one those that begin now. None: there is no console. */
  readonly consoleKeys: readonly string[]
  /** How many requests of staff may run at the same time. */
  readonly staffAtOnce: number
  /** How many openings may run at the same time, and when to retry above that. */
  readonly openings: { readonly most: number; readonly retryAfterSeconds: number }
}

/** Registers all routes. */
export async function registerRoutes(app: FastifyInstance, options: RouteOptions): Promise<void> {
  const { useCases, limits, devInbox, settings } = options
  await app.register(healthRoutes, options)
  await app.register(pageRoutes, settings)
  await app.register(embeddedPageRoutes, settings)
  await app.register(stopReminderRoutes, { limits, ...useCases, ...settings })
  await app.register(startRoutes, { ...options, ...useCases, ...settings })
  if (settings.docs) await app.register(docsRoutes)
  if (devInbox !== undefined) await app.register(devInboxRoutes, devInbox)

  const prefix = '/api/v1'
  const limited = atMost(settings.openings)
  const openLink = limited(useCases.openLink)
  const refreshLink = limited(useCases.refreshLink)
  const openSession = limited(useCases.openSession)
  // Places of their own: returns must keep no opening out, nor openings a return.
  const returns = atMost(settings.openings)
  const leaveSession = returns(useCases.leaveSession)
  await app.register(linkRoutes, { ...options, prefix, ...useCases, ...settings, openLink, openSession, leaveSession })
  await app.register(linkCodeRoutes, { prefix, limits, ...useCases })
  const returnFromProvider = returns(useCases.returnFromProvider)
  await app.register(connectRoutes, { prefix, limits, ...useCases, ...settings, refreshLink, returnFromProvider })
  await app.register(publicNoticeRoutes, { prefix, limits, ...useCases })
  await app.register(webhookRoutes, { prefix, useCases, platforms: settings.platforms })
  const { platforms } = settings
  const place = staffPlaces(platforms, settings.staffAtOnce)
  await app.register(async (admin) => registerAdminRoutes(admin, { ...options, place }), { prefix })
  if (settings.consoleKeys.length > 0) await app.register(consoleRoutes, { ...options, ...settings, place })
  await app.register(async (admin) => {
    guardAdminRoutes(admin, { ...options, platforms, place: staffPlaces(platforms, SCRAPES_AT_ONCE) })
    await admin.register(metricsRoutes, options)
  })
}

/** Scrapes that run at the same time. They read the database once in a while, and have no place among the staff's. */
const SCRAPES_AT_ONCE = 2

async function registerAdminRoutes(
  app: FastifyInstance,
  { useCases, authenticate, limits, settings, place }: RouteOptions & { readonly place: StaffPlaces },
): Promise<void> {
  guardAdminRoutes(app, { authenticate, limits, platforms: settings.platforms, place })
  // The exports share their places.
  const sendFile = fileSender()
  await app.register(clientRoutes, { ...useCases, ...settings })
  await app.register(clientExportRoutes, { ...useCases, sendFile })
  await app.register(clientBulkRoutes, { ...useCases, ...settings })
  await app.register(clientByExternalIdRoutes, { ...useCases, ...settings })
  await app.register(clientAccountRoutes, { ...useCases, ...settings })
  await app.register(managedAccountRoutes, useCases)
  await app.register(noticeRoutes, useCases)
  await app.register(clientEventRoutes, useCases)
  await app.register(auditEventRoutes, { ...useCases, sendFile })
  await app.register(deadJobRoutes, useCases)
  await app.register(webhookEndpointRoutes, useCases)
  await app.register(diagnosticsRoutes, { useCases })
  await app.register(clientImportRoutes, { ...useCases, ...settings })
  await app.register(onboardingTokenRoutes, { ...useCases, ...settings })
}
