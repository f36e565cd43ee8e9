import type { InjectOptions } from 'fastify'
import { cryptoSecrets } from '../../src/adapters/crypto/secrets.ts'
import { authenticator } from '../../src/adapters/http/authenticator.ts'
import { limitsOf } from '../../src/adapters/http/limits.ts'
import { memoryPaymentProvider } from '../../src/adapters/memory/payment-provider.ts'
import { memoryMailer } from '../../src/adapters/memory/mailer.ts'
import { memoryRepositories } from '../../src/adapters/memory/repositories.ts'
import { localRateLimit } from '../../src/adapters/rate-limit.ts'
import { buildApp, type AppOptions } from '../../src/app.ts'
import type { PaymentProvider } from '../../src/ports/payment-provider.ts'
import { allUseCases } from '../../src/usecases/all.ts'
import { capturedLog } from './captured-log.ts'
import { mustBePublished } from './published-document.ts'

const ADMIN_KEY = 'test-admin-key-test-admin-key-test-admin-key'
export const asAdmin = { authorization: `Bearer ${ADMIN_KEY}` }

interface Test {
  teardown(handler: () => Promise<void>): unknown
}

/** The real HTTP side over memory adapters, with a clock that tests can move. */
export async function memoryApp(
  t: Test,
  overrides: Partial<AppOptions['settings']> & {
    provider?: (memory: PaymentProvider) => PaymentProvider
    isReady?: () => Promise<boolean>
    perMinute?: { token: number; stranger: number }
    /** Whether the service sends mails; it does unless said. */
    mails?: boolean
    devInbox?: AppOptions['devInbox']
  } = {},
) {
  const {
    provider: wrap = (memory) => memory,
    isReady = async () => true,
    perMinute,
    mails = true,
    devInbox,
    ...settings
  } = overrides
  let skew = 0
  const now = () => new Date(Date.now() + skew)
  const { auditTrail, linkMailsWaiting, ...repositories } = memoryRepositories({ now })
  const mailer = memoryMailer()
  const linkFor = (secret: string) => `https://app.example.com/onboard?token=${secret}`
  const memory = memoryPaymentProvider({ now })
  const secrets = cryptoSecrets()
  const captured = capturedLog()
  const useCases = allUseCases({
    ...repositories,
    provider: wrap(memory),
    secrets,
    log: captured.log,
    waysBack: ({ toReturn, toRefresh }) => ({
      returnUrl: `https://api/callback?${toReturn}`,
      refreshUrl: `https://api/refresh?${toRefresh}`,
    }),
    deadline: () => AbortSignal.timeout(5000),
    isRefreshedTooOften: async () => false,
    refreshMode: 'redirect',
    livemode: false,
    mailing: mails ? { mailer, platformName: 'Test Platform', linkFor, linkLifetimeHours: 336 } : undefined,
  })
  const app = await buildApp({
    useCases,
    auditTrail,
    authenticate: authenticator(ADMIN_KEY, useCases.authenticate),
    limits: limitsOf({
      tokens: localRateLimit({ name: 'token', times: perMinute?.token ?? 1000, seconds: 60 }),
      strangers: localRateLimit({ name: 'stranger', times: perMinute?.stranger ?? 1000, seconds: 60 }),
      keyOf: (secret) => (secret.startsWith('obt_') ? secret : undefined),
    }),
    isReady,
    devInbox,
    log: captured.log,
    settings: {
      apiBaseUrl: 'https://api.example.com',
      corsOrigins: ['https://app.example.com'],
      landingOrigin: 'https://app.example.com',
      linkFor,
      linkLifetimeHours: 336,
      platformName: 'Test Platform',
      openByGet: true,
      docs: true,
      openings: { most: 100, retryAfterSeconds: 15 },
      openingDeadlineMs: 5000,
      trustProxy: [],
      ...settings,
    },
  })
  t.teardown(() => app.close())
  const inject = app.inject.bind(app)
  // Every answer that a test gets is one that the document knows.
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

  let invited = 0
  let handled = 0
  return {
    app,
    captured,
    provider: memory,
    /** Does what a worker would: sends what waits, and gives all mails that were ever sent. */
    mails: async () => {
      const act = { actor: 'job:link-mail', requestId: 'job' }
      const waiting = linkMailsWaiting.slice(handled)
      handled += waiting.length
      for (const tokenId of waiting) await useCases.sendLinkMail?.(tokenId, tokenId, act)
      return mailer.mails()
    },
    advance: (ms: number) => {
      skew += ms
    },
    /** Invites a client over the API and gives its token and ids. */
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
