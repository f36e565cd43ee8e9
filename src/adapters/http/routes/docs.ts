import swaggerUi from '@fastify/swagger-ui'
import type { FastifyPluginAsync, FastifyReply } from 'fastify'
import { ProblemError } from '../../../api/problem.ts'
import { sendProblem, toProblemError } from '../errors.ts'
import { PAGE_POLICY_HEADER } from '../security.ts'

/** The OpenAPI document, and a page to read it and to try requests. */
export const docsRoutes: FastifyPluginAsync = async (app) => {
  // The library that sends the files refuses some paths with an error of its own, which is not a bug of ours.
  app.setErrorHandler((error, request, reply) => {
    const isRefused = error instanceof Error && 'statusCode' in error && error.statusCode === 403
    return sendProblem(isRefused ? new ProblemError('NOT_FOUND') : toProblemError(error, request), request, reply)
  })
  // The library's page has none, and a phone would show it 980 pixels wide.
  app.addHook('onSend', async (_request, reply, payload) =>
    isHtml(reply) && typeof payload === 'string' ? payload.replace('<head>', `<head>${VIEWPORT}`) : payload,
  )
  app.get('/openapi.json', { schema: { hide: true }, exposeHeadRoute: true }, async () => app.swagger())
  await app.register(swaggerUi, {
    routePrefix: '/docs',
    staticCSP: PAGE_POLICY_HEADER,
    theme: { title: 'connect-onboarding API' },
    // Without the top bar, which loads other documents.
    uiConfig: { layout: 'BaseLayout' },
  })
}

const VIEWPORT = '<meta name="viewport" content="width=device-width, initial-scale=1">'

const isHtml = (reply: FastifyReply): boolean => String(reply.getHeader('content-type')).startsWith('text/html')
