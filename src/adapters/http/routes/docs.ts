import swaggerUi from '@fastify/swagger-ui'
import type { FastifyPluginAsync } from 'fastify'
import { sendProblem, toProblemError } from '../errors.ts'
import { ProblemError } from '../problem.ts'

/** The page loads its own scripts, styles and pictures, and asks our own API, nothing else. */
const DOCS_POLICY = {
  'default-src': "'none'",
  'script-src': "'self'",
  'style-src': "'self'",
  'img-src': "'self' data:",
  'connect-src': "'self'",
  'form-action': "'none'",
  'base-uri': "'none'",
  'frame-ancestors': "'none'",
}

/** The OpenAPI document, and a page to read it and to try requests. */
export const docsRoutes: FastifyPluginAsync = async (app) => {
  // The library that sends the files refuses some paths with an error of its own, which is no bug of ours.
  app.setErrorHandler((error, request, reply) => {
    const isRefused = error instanceof Error && 'statusCode' in error && error.statusCode === 403
    return sendProblem(isRefused ? new ProblemError('NOT_FOUND') : toProblemError(error, request), request, reply)
  })
  app.get('/openapi.json', { schema: { hide: true } }, async () => app.swagger())
  await app.register(swaggerUi, {
    routePrefix: '/docs',
    staticCSP: DOCS_POLICY,
    theme: { title: 'connect-onboarding API' },
    // Without the bar on top, which asks for other documents.
    uiConfig: { layout: 'BaseLayout' },
  })
}
