import Fastify, { type FastifyError, type FastifyInstance, type FastifyRequest } from 'fastify'
import { createSimulator } from './control/simulator.ts'
import { errorAnswer, invalidRequest, unknownUrl } from './http/errors.ts'
import { randomId } from './support/random-id.ts'
import { createParts, snapshotOf } from './state/parts.ts'
import { accountLinkRoutes } from './api/account-links.ts'
import { accountRoutes } from './api/accounts.ts'
import { controlRoutes } from './control/control-routes.ts'
import { webhookControlRoutes } from './control/webhook-routes.ts'
import { hostedPageRoutes } from './page/hosted-pages.ts'
import { overviewForms } from './page/overview-forms.ts'
import { overviewRoutes } from './page/overview-page.ts'
import { commonHeaders } from './http/stripe-endpoint.ts'
import { keepState, loadState } from './state/state-file.ts'
import type { WebhookEndpoint } from './webhooks/schemas.ts'
import type { Simulator } from './control/types.ts'

export interface BuildOptions {
  readonly publicUrl: () => string
  readonly logger?: boolean
  readonly now?: () => number
  readonly stateFile?: string
  readonly webhooks?: readonly WebhookEndpoint[]
}

/** Builds the simulator without listening to anything. */
export async function buildSimulator({
  publicUrl,
  logger = false,
  now = Date.now,
  stateFile,
  webhooks,
}: BuildOptions): Promise<{
  app: FastifyInstance
  simulator: Simulator
}> {
  const closing = new AbortController()
  const saved = stateFile === undefined ? undefined : await loadState(stateFile)
  // The file is written later than this, so that `parts` is there by then.
  const keeper = stateFile === undefined ? undefined : keepState({ path: stateFile, snapshot: () => snapshotOf(parts) })
  const parts = createParts({
    now,
    realNow: Date.now,
    webhookEndpoints: webhooks,
    publicUrl,
    closing: closing.signal,
    saved,
    changed: () => keeper?.changed(),
  })
  const simulator = createSimulator(parts)

  const app = Fastify({
    logger,
    // A HEAD would do what the GET does: use a link up, count as a call.
    exposeHeadRoutes: false,
    // Requests that a fault holds open must not keep the simulator from closing.
    forceCloseConnections: true,
    // Wrong control requests are told so, rather than bent into shape.
    ajv: { customOptions: { coerceTypes: false, removeAdditional: false } },
  })
  // What was left over is done once the address is ours: not by a second simulator that fails to start.
  app.addHook('onListen', async () => {
    parts.schedule.applyDue()
    parts.webhooks.start()
  })
  app.addHook('preClose', async () => closing.abort())
  app.addHook('onClose', async () => keeper?.close())
  app.addHook('onRequest', async (request) => {
    if (isControl(request) && request.headers['sec-fetch-site'] === 'cross-site') throw crossSite
  })
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    async (_request: FastifyRequest, body: string) => Object.fromEntries(new URLSearchParams(body)),
  )
  stripeAnswers(app, publicUrl)

  await app.register(async (stripe) => {
    // Stripe takes forms only, whatever the content type says.
    stripe.removeAllContentTypeParsers()
    stripe.addContentTypeParser('*', { parseAs: 'string' }, async (_request: FastifyRequest, body: string) => body)
    accountRoutes(stripe, parts)
    accountLinkRoutes(stripe, parts)
  })
  await app.register(
    async (control) => {
      controlRoutes(control, simulator)
      webhookControlRoutes(control, simulator)
      overviewForms(control, simulator)
    },
    { prefix: '/_simulator' },
  )
  hostedPageRoutes(app, parts)
  overviewRoutes(app, simulator)
  return { app, simulator }
}

// A page that somebody has open elsewhere must not be able to work the simulator on their machine.
const isControl = (request: FastifyRequest): boolean =>
  request.method !== 'GET' && (request.routeOptions.url?.startsWith('/_simulator') ?? false)
const crossSite = Object.assign(new Error('other sites may not control the simulator'), { statusCode: 403 })

// What no endpoint answers is answered as Stripe would.
function stripeAnswers(app: FastifyInstance, publicUrl: () => string): void {
  app.setNotFoundHandler((request, reply) => {
    const requestId = `req_${randomId(14)}`
    const { details } = unknownUrl(request.method, request.url.split('?')[0] ?? '')
    const answer = errorAnswer(details, requestId, `${publicUrl()}/#${requestId}`)
    return reply
      .code(answer.status)
      .headers({ ...commonHeaders(request), 'request-id': requestId })
      .type('application/json')
      .send(answer.body)
  })

  app.setErrorHandler<FastifyError>((error, request, reply) => {
    const requestId = `req_${randomId(14)}`
    const status = error.statusCode ?? 500
    if (status >= 500) request.log.error(error)
    const message = status >= 500 ? 'The simulator failed: this is a bug in it.' : error.message
    const details = { ...invalidRequest(message, { status }).details, ...(status >= 500 && { type: 'api_error' }) }
    const answer = errorAnswer(details, requestId, `${publicUrl()}/#${requestId}`)
    return reply
      .code(status)
      .headers({ ...commonHeaders(request), 'request-id': requestId })
      .type('application/json')
      .send(answer.body)
  })
}
