import { fastify, type FastifyInstance } from 'fastify'
import { registerAccessLog } from './adapters/http/access-log.ts'
import { guardAdminRoutes, staffPlaces } from './adapters/http/admin-guard.ts'
import { registerErrors } from './adapters/http/errors.ts'
import { healthRoutes } from './adapters/http/routes/health.ts'
import { metricsRoutes } from './adapters/http/routes/metrics.ts'
import { registerSecurity } from './adapters/http/security.ts'
import { serverOptions } from './adapters/http/server-options.ts'
import { registerValidation } from './adapters/http/validation.ts'
import { COMPONENTS } from './api/schemas/components.ts'
import type { AppOptions } from './app.ts'

/** What a worker serves if it has a port: its health and its metrics. */
export async function buildMetricsApp(options: AppOptions): Promise<FastifyInstance> {
  const { log, settings } = options
  const { platforms } = settings
  const app: FastifyInstance = fastify(serverOptions({ log, ...settings }))
  await registerSecurity(app, { isHttps: false, corsOrigins: () => [] })
  registerAccessLog(app)
  registerErrors(app, platforms)
  registerValidation(app)
  for (const schema of COMPONENTS) app.addSchema(schema)
  await app.register(healthRoutes, options)
  await app.register(async (admin) => {
    guardAdminRoutes(admin, { ...options, platforms, place: staffPlaces(platforms, 1) })
    await admin.register(metricsRoutes, options)
  })
  return app
}
