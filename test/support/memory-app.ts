import type { InjectOptions } from 'fastify'
import { cryptoSecrets } from '../../src/adapters/crypto/secrets.ts'
import { authenticator } from '../../src/adapters/http/authenticator.ts'
import { limitsOf } from '../../src/adapters/http/limits.ts'
import { memoryPaymentProvider } from '../../src/adapters/memory/payment-provider.ts'
import { memoryMailer } from '../../src/adapters/memory/mailer.ts'
import { memoryStore } from '../../src/adapters/memory/store.ts'
import { memoryRepositories } from '../../src/adapters/memory/repositories.ts'
import type { PlatformSettings } from '../../src/adapters/http/platform-settings.ts'
import { localRateLimit } from '../../src/adapters/rate-limit/rate-limits.ts'
import { stripeAskWords } from '../../src/adapters/stripe/ask-words.ts'
import { buildApp, type AppOptions } from '../../src/app.ts'
import { isNotice } from '../../src/domain/onboarding-event.ts'
import type { Scope } from '../../src/domain/scope.ts'
import { DEFAULT_PLATFORM } from '../../src/ports/actor.ts'
import { serviceMetrics, type ServiceFigures } from '../../src/observability/service-metrics.ts'
import type { DeadJob } from '../../src/ports/dead-jobs.ts'
import type { Mailer } from '../../src/ports/mailer.ts'
import type { EventVerifier } from '../../src/ports/event-verifier.ts'
import type { AccountControl } from '../../src/ports/account-control.ts'
import type { AccountSessions } from '../../src/ports/account-sessions.ts'
import type { PaymentProvider } from '../../src/ports/payment-provider.ts'
import { useCasesOver } from './use-cases.ts'
import { capturedLog } from './captured-log.ts'
import { mustBePublished } from './published-document.ts'

export const ADMIN_KEY = 'test-admin-key-test-admin-key-test-admin-key'
export const asAdmin = { authorization: `Bearer ${ADMIN_KEY}` }

const perMinuteLimit = (name: string, times = 1000) => localRateLimit({ name, times, seconds: 60 })

interface Test {
  teardown(handler: () => Promise<void>): unknown
}

/** The real HTTP side on memory adapters, with a clock that tests can move. */
export async function memoryApp(
  t: Test,
  overrides: Partial<AppOptions['settings'] & PlatformSettings> & {
    provider?: (
      memory: ReturnType<typeof memoryPaymentProvider>,
    ) => PaymentProvider & Partial<AccountControl & AccountSessions>
    /** Which events the provider has sent; default none. */
    verify?: EventVerifier['verify']
    isReady?: () => Promise<boolean>
    /** What the metrics read in the database; default nothing. */
    figures?: () => Promise<ServiceFigures>
    perMinute?: { token?: number; unknownCaller?: number; adminKey?: number; typed?: number; typedEmail?: number }
    /** Waits before an answer that tells nothing by its time; default: not at all. */
    pause?: AppOptions['pause']
    /** Whether the service sends emails; default true. */
    mails?: boolean
    /** Whether links are opened with codes; default no. `sent`: they are sent, and links are opened without them. */
    codes?: 'asked_for' | 'sent'
    /** Replaces the mailer, which stores emails. */
    mailer?: (memory: Mailer) => Mailer
    devInbox?: AppOptions['devInbox']
    isRefreshedTooOften?: () => Promise<boolean>
    /** Whether events can be signed; default true. */
    signs?: boolean
    /** Whether a form of the console was not sent before; default: as it is. */
    isFirstTime?: () => Promise<boolean>
  } = {},
) {
  const {
    figures = async () => ({ queues: [], deadJobs: [], clients: [], budgets: [] }),
    provider: wrap = (memory) => memory,
    verify = () => undefined,
    isReady = async () => true,
    perMinute = {},
    mails = true,
    codes,
    mailer: through = (own) => own,
    devInbox,
    pause = async () => {},
    isRefreshedTooOften = async () => false,
    isFirstTime,
    signs = true,
    ...settings
  } = overrides
  const linkFor = (secret: string) => `https://app.example.com/onboard?token=${secret}`
  const stopLinkFor = (secret: string) => `https://api.example.com/stop-reminders?token=${secret}`
  const platform: PlatformSettings = {
    id: DEFAULT_PLATFORM,
    apiBaseUrl: 'https://api.example.com',
    landingOrigin: 'https://app.example.com',
    corsOrigins: ['https://app.example.com'],
    returnOrigins: ['https://app.example.com'],
    linkFor,
    platformName: 'Test Platform',
    locale: 'en',
    ui: 'hosted',
    startPath: mails ? `/start?platform=${DEFAULT_PLATFORM}` : undefined,
    ...settings,
  }
  let skew = 0
  const now = () => new Date(Date.now() + skew)
  const store = memoryStore({ now })
  const repositories = memoryRepositories({ now }, store)
  const mailer = memoryMailer()
  const memory = memoryPaymentProvider({ now })
  const secrets = cryptoSecrets()
  const captured = capturedLog()
  const own: Parameters<typeof useCasesOver>[0] = {
    ...repositories,
    provider: wrap(memory),
    verifier: { verify, accountOf: async () => undefined, whyRefused: () => ({ cause: 'secret' }) },
    secrets,
    log: captured.log,
    isRefreshedTooOften,
    ...(!signs && { endpointSecrets: undefined }),
    deadline: () => AbortSignal.timeout(5000),
    mailing: mails
      ? { mailer: through(mailer), platformName: 'Test Platform', linkFor, stopLinkFor, linkLifetimeHours: 336 }
      : undefined,
  }
  const admission = {
    asksForCode: codes === 'asked_for',
    // Read each time, so that a test can change them.
    get terms() {
      return platform.terms?.version
    },
  }
  const useCases = {
    ...useCasesOver({ ...own, admission }),
    ...(codes === 'sent' && { sendCode: useCasesOver({ ...own, admission: { asksForCode: true } }).sendCode }),
  }
  const limits = limitsOf({
    tokens: perMinuteLimit('token', perMinute.token),
    unknownCallers: perMinuteLimit('unknown-caller', perMinute.unknownCaller),
    floods: perMinuteLimit('flood', (perMinute.unknownCaller ?? 1000) * 10),
    newLinks: {
      ofToken: perMinuteLimit('new-link', perMinute.token),
      ofAddress: perMinuteLimit('new-link-address', (perMinute.unknownCaller ?? 1000) * 10),
    },
    typed: {
      ofCaller: perMinuteLimit('typed-caller', perMinute.typed),
      ofEmail: perMinuteLimit('typed-email', perMinute.typedEmail),
    },
    keys: perMinuteLimit('admin-key', perMinute.adminKey ?? 1e9),
    forms: localRateLimit({ name: 'form', times: 1, seconds: 43_200 }),
    keyOf: (secret) => (/^ob[tsn]_/.test(secret) ? secret : undefined),
  })
  const app = await buildApp({
    useCases,
    authenticate: authenticator(ADMIN_KEY, useCases.authenticate),
    limits: { ...limits, ...(isFirstTime && { isFirstTime }) },
    isReady,
    metrics: serviceMetrics({ figures, pool: () => ({ used: 1, idle: 2, waiting: 0 }) }),
    devInbox,
    pause,
    log: captured.log,
    settings: {
      apiBaseUrl: 'https://api.example.com',
      platforms: { of: () => platform, all: () => [platform] },
      linkLifetimeHours: 336,
      askWords: stripeAskWords,
      openByGet: true,
      docs: true,
      openings: { most: 100, retryAfterSeconds: 15 },
      consoleKeys: [],
      staffAtOnce: 8,
      openingDeadlineMs: 5000,
      trustProxy: [],
      ...settings,
    },
  })
  t.teardown(() => app.close())
  const inject = app.inject.bind(app)
  // Checks every response against the OpenAPI document.
  app.inject = (async (request: InjectOptions | string) => {
    const response = await inject(request)
    const { method = 'GET', url = '' } = response.raw.req
    mustBePublished(
      {
        method,
        url,
        status: response.statusCode,
        contentType: response.headers['content-type']?.toString(),
        text: response.body,
      },
      settings.openByGet === false ? { without: ['openLinkByUrl'] } : {},
    )
    return response
  }) as typeof app.inject

  const operator = { platform: DEFAULT_PLATFORM, name: 'cli', requestId: 'test' }
  let invited = 0
  let handled = 0
  let added = 0
  return {
    app,
    captured,
    store,
    provider: memory,
    /** Acts as the worker: sends all pending emails, and returns all emails ever sent. */
    mails: async () => {
      const actor = { platform: DEFAULT_PLATFORM, name: 'job:email', requestId: 'job' }
      for (const { platform, requestId, clientIds } of store.linkRequests.splice(0))
        await useCases.sendRequestedLinks?.(clientIds, { platform, name: 'job:link-request', requestId })
      const waiting = store.emails.slice(handled)
      handled += waiting.length
      for (const { kind, tokenId } of waiting) {
        if (!isNotice(kind)) await useCases.sendLinkEmail?.({ kind, tokenId, emailId: secrets.newId() }, actor)
      }
      return mailer.mails()
    },
    advance: (ms: number) => {
      skew += ms
    },
    /** A job is given up after its retries. */
    giveUp: (job: Pick<DeadJob, 'id' | 'kind' | 'subject'>) => {
      const facts = { platform: DEFAULT_PLATFORM, reason: 'timeout', attempts: 9, queuedAt: now(), givenUpAt: now() }
      store.deadJobs.push({ ...job, ...facts })
    },
    /** A webhook endpoint with one event that was delivered. Takes earlier ones away, so that they are few. */
    addEndpoint: () => {
      const [oldest] = store.endpoints.size > 10 ? store.endpoints.keys() : []
      if (oldest !== undefined) store.endpoints.delete(oldest)
      const id = secrets.newId()
      const platform = DEFAULT_PLATFORM
      const url = 'https://receiver.example/hook'
      store.endpoints.set(id, { id, platform, url, eventTypes: [], secretVersion: 1, createdAt: now() })
      const deliveryId = String(1_000_000 + (added += 1))
      const data = { clientId: secrets.newId(), readiness: 'none', nextAction: 'client' } as const
      store.deliveries.push({
        delivery: { id: deliveryId, endpointId: id, status: 'delivered', attempts: 1, attemptedAt: now() },
        isSending: false,
        told: { event: { id: secrets.newId(), platform, type: 'client.invited', at: now(), sequence: 100, data } },
      })
      return { endpointId: id, deliveryId }
    },
    /** An API key of this platform, or of all. */
    createKey: async (scopes: readonly Scope[], platform?: string) => {
      const name = `key for ${scopes.join(' and ')}`
      const created = await useCases.createApiKey({ name, scopes, platform, lifetimeDays: 1 }, operator)
      if (created.outcome !== 'created') throw new Error(created.fault)
      return { id: created.key.id, secret: created.secret, name }
    },
    revokeKey: (keyId: string) => useCases.revokeApiKey(keyId, operator),
    /** Invites a client through the API and returns its token and ids. */
    invite: async (body: Record<string, unknown> = {}) => {
      invited += 1
      const response = await app.inject({
        method: 'POST',
        url: '/api/v1/clients',
        headers: asAdmin,
        payload: { name: 'Ada Lovelace', email: `ada${invited}@example.com`, ...body },
      })
      const { client, onboarding } = response.json()
      return { response, clientId: client?.id, tokenId: onboarding?.tokenId, token: onboarding?.token as string }
    },
    statusOf: async (clientId: string) => {
      const response = await app.inject({ url: `/api/v1/clients/${clientId}`, headers: asAdmin })
      return response.json().onboarding.status as string
    },
  }
}
