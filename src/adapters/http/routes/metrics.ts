import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import * as operations from '../../../api/operations/metrics.ts'

/** The metrics of this process and of the service. */
export interface Metrics {
  readonly contentType: string
  readonly scrape: () => Promise<string>
}

/** Serves the metrics to a scraper. */
export const metricsRoutes: FastifyPluginAsyncTypebox<{ readonly metrics: Metrics }> = async (app, { metrics }) => {
  app.get('/metrics', { ...operations.readMetrics, logLevel: 'warn' }, async (_request, reply) => {
    reply.type(metrics.contentType)
    return metrics.scrape()
  })
}
