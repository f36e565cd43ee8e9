import { fastify, type FastifyBaseLogger, type FastifyInstance } from 'fastify'
import { registerAccessLog } from './adapters/http/access-log.ts'
import { registerApiVersion } from './adapters/http/api-version.ts'
import { describeApi } from './adapters/http/api-description.ts'
import { warnOfUntrustedProxies } from './adapters/http/caller-address.ts'
import { limitConnections } from './adapters/http/connections.ts'
import { registerErrors } from './adapters/http/errors.ts'
import { registerHandlerTimeout } from './adapters/http/handler-timeout.ts'
import { registerRoutes, type RouteOptions, type RouteSettings } from './adapters/http/routes.ts'
import { registerSecurity } from './adapters/http/security.ts'
import { serverOptions } from './adapters/http/server-options.ts'
import { registerStrictHttp } from './adapters/http/strict-http.ts'
import { registerShutdown } from './adapters/http/shutdown.ts'
import { registerValidation } from './adapters/http/validation.ts'
import { COMPONENTS } from './api/schemas/components.ts'

export interface AppOptions extends RouteOptions {
  readonly log: FastifyBaseLogger
  readonly settings: RouteSettings & {
    readonly apiBaseUrl: string
    /** How long opening a link may take, in milliseconds. */
    readonly openingDeadlineMs: number
    /** The proxies whose statement of the caller's address is trusted: their addresses, or their number. */
    readonly trustProxy: readonly string[] | number
  }
}

/** Builds the HTTP side of the service. Listens to nothing: call `listen` or `inject` on it, and `close` in the end. */
export async function buildApp(options: AppOptions): Promise<FastifyInstance> {
  const { log, settings } = options
  const app: FastifyInstance = fastify(serverOptions({ log, ...settings }))
  // Opening a link takes longest; its database statements come on top of the calls to the provider.
  registerHandlerTimeout(app, settings.openingDeadlineMs + 10_000)
  await registerSecurity(app, {
    isHttps: settings.apiBaseUrl.startsWith('https:'),
    corsOrigins: () => settings.platforms.all().flatMap(({ corsOrigins }) => corsOrigins),
  })
  limitConnections(app)
  if (settings.trustProxy === 0 || (Array.isArray(settings.trustProxy) && settings.trustProxy.length === 0)) {
    warnOfUntrustedProxies(app, log)
  }
  registerStrictHttp(app)
  registerShutdown(app)
  registerAccessLog(app)
  registerErrors(app, settings.platforms)
  registerApiVersion(app)
  registerValidation(app)
  for (const schema of COMPONENTS) app.addSchema(schema)
  if (settings.docs) await describeApi(app)
  await registerRoutes(app, options)
  return app
}
