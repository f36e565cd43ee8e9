import type { FastifyInstance } from 'fastify'
import type { Logger } from 'pino'
import { cryptoSecrets } from './adapters/crypto/secrets.ts'
import { environmentKey } from './adapters/http/admin-key.ts'
import { limitsOf } from './adapters/http/limits.ts'
import { postgresClientRepository } from './adapters/postgres/client-repository.ts'
import { isReachable, openDatabase } from './adapters/postgres/database.ts'
import { postgresTokenRepository } from './adapters/postgres/token-repository.ts'
import { sharedRateLimit, type Limit, type RateLimit } from './adapters/rate-limit.ts'
import { stripeClient, stripePaymentProvider } from './adapters/stripe/payment-provider.ts'
import { buildApp } from './app.ts'
import type { Config } from './config.ts'
import type { ClientRepository } from './ports/client-repository.ts'
import type { PaymentProvider } from './ports/payment-provider.ts'
import type { Secrets } from './ports/secrets.ts'
import type { TokenRepository } from './ports/token-repository.ts'
import { inviteClient } from './usecases/invite-client.ts'
import { openLink } from './usecases/open-link.ts'
import { previewLink } from './usecases/preview-link.ts'
import { showClient } from './usecases/show-client.ts'

/** What the service needs of the world, each behind its port. */
export interface Ports {
  readonly clients: ClientRepository
  readonly tokens: TokenRepository
  readonly provider: PaymentProvider
  readonly secrets: Secrets
  readonly rateLimit: (limit: Limit) => RateLimit
  readonly isReady: () => Promise<boolean>
  readonly close: () => Promise<void>
}

/** Chooses the adapters. Connects to nothing yet. */
export function openPorts(config: Config, log: Logger): Ports {
  const db = openDatabase({ databaseUrl: config.databaseUrl, maxConnections: config.databasePoolSize, log })
  return {
    clients: postgresClientRepository(db),
    tokens: postgresTokenRepository(db),
    provider: stripePaymentProvider({
      stripe: stripeClient(config.stripe),
      perSecond: config.stripe.requestsPerSecond,
      now: () => new Date(),
    }),
    secrets: cryptoSecrets(),
    rateLimit: (limit) => sharedRateLimit(db, limit),
    isReady: () => isReachable(db),
    close: () => db.destroy(),
  }
}

/** What of the deadline is left for the calls themselves when an opening has waited for its turn at Stripe. */
const CALLS_MS = 5000

/** Wires the service by hand. The app listens to nothing yet; closing it closes the ports too. */
export async function compose(ports: Ports, config: Config, log: Logger): Promise<FastifyInstance> {
  const { clients, tokens, provider, secrets } = ports
  const { apiBaseUrl, limitsPerMinute, openingDeadlineMs } = config
  // As many as get their turn at Stripe before their deadline.
  const queueSeconds = Math.max(1, (openingDeadlineMs - CALLS_MS) / 1000)
  const openings = {
    most: Math.ceil(queueSeconds * config.stripe.requestsPerSecond),
    retryAfterSeconds: Math.ceil(queueSeconds),
  }

  const app = await buildApp({
    useCases: {
      inviteClient: inviteClient({ clients, secrets }),
      showClient: showClient({ clients }),
      previewLink: previewLink({ tokens, secrets }),
      openLink: openLink({
        tokens,
        provider,
        secrets,
        log,
        waysBack: (state) => ({
          returnUrl: `${apiBaseUrl}/api/v1/connect/callback?state=${state}`,
          refreshUrl: `${apiBaseUrl}/api/v1/connect/refresh?state=${state}`,
        }),
        deadline: () => AbortSignal.timeout(openingDeadlineMs),
      }),
    },
    authenticate: environmentKey(config.adminApiKey),
    limits: limitsOf({
      tokens: ports.rateLimit({ name: 'token', perMinute: limitsPerMinute.token }),
      strangers: ports.rateLimit({ name: 'stranger', perMinute: limitsPerMinute.stranger }),
      keyOf: (linkSecret) => {
        const hash = secrets.hashLinkSecret(linkSecret)
        return hash && Buffer.from(hash).toString('base64url')
      },
    }),
    isReady: ports.isReady,
    log,
    settings: {
      apiBaseUrl,
      corsOrigins: config.frontendOrigins,
      linkFor: (linkSecret) => config.onboardingUrlTemplate.replace('{token}', linkSecret),
      linkLifetimeHours: config.linkLifetimeHours,
      platformName: config.platformName,
      openByGet: config.openByGet,
      openings,
      openingDeadlineMs,
      trustProxy: config.trustProxy,
    },
  })
  app.addHook('onClose', () => ports.close())
  return app
}
