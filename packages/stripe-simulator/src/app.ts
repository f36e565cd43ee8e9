import Fastify, { type FastifyInstance, type FastifyRequest } from 'fastify'
import { accountActRoutes } from './api/v1/account-acts.ts'
import { accountLinkRoutes } from './api/v1/account-links.ts'
import { accountSessionRoutes } from './api/v1/account-sessions.ts'
import { accountRoutes } from './api/v1/accounts.ts'
import { webhookEndpointRoutes } from './api/v1/webhook-endpoints.ts'
import { v2AccountLinkRoutes } from './api/v2/account-links.ts'
import { v2AccountRoutes } from './api/v2/accounts.ts'
import { eventDestinationRoutes } from './api/v2/event-destinations.ts'
import { eventRoutes } from './api/v2/events.ts'
import { controlRoutes } from './control/control-routes.ts'
import { createSimulator } from './control/simulator.ts'
import type { Simulator } from './control/types.ts'
import { webhookControlRoutes } from './control/webhook-routes.ts'
import { isFromForeignSite } from './http/foreign-sites.ts'
import { stripeAnswers } from './http/stripe-answers.ts'
import { hostedPageRoutes } from './page/hosted-pages.ts'
import { overviewForms } from './page/overview-forms.ts'
import { overviewRoutes } from './page/overview-page.ts'
import { createParts, type Parts, snapshotOf } from './state/parts.ts'
import { keepState, loadState } from './state/state-file.ts'
import type { WebhookEndpoint } from './webhooks/schemas.ts'

export interface BuildOptions {
  readonly publicUrl: () => string
  readonly logger?: boolean
  readonly now?: () => number
  readonly stateFile?: string
  readonly webhooks?: readonly WebhookEndpoint[]
}

/** Builds the simulator. It does not listen yet. */
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
  // The file is written later, when `parts` exists.
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
  const app = emptyApp(logger, publicUrl)
  // Left-over work starts only once the address is bound, so that a second simulator that fails to start does none of
  // it.
  app.addHook('onListen', async () => {
    parts.schedule.applyDue()
    parts.webhooks.start()
  })
  app.addHook('preClose', async () => closing.abort())
  app.addHook('onClose', async () => keeper?.close())
  stripeAnswers(app, publicUrl)
  await addRoutes(app, parts, simulator)
  return { app, simulator }
}

function emptyApp(logger: boolean, publicUrl: () => string): FastifyInstance {
  const app = Fastify({
    logger,
    // A HEAD request would have the effects of the GET: use up a link, count as a call.
    exposeHeadRoutes: false,
    // Requests that a fault holds open must not keep the simulator from closing.
    forceCloseConnections: true,
    // Invalid control requests are rejected instead of coerced.
    ajv: { customOptions: { coerceTypes: false, removeAdditional: false } },
  })
  app.addHook('onRequest', async (request) => {
    if (isControl(request) && isFromForeignSite(request, publicUrl())) throw crossSite
  })
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    async (_request: FastifyRequest, body: string) => Object.fromEntries(new URLSearchParams(body)),
  )
  return app
}

async function addRoutes(app: FastifyInstance, parts: Parts, simulator: Simulator): Promise<void> {
  await app.register(async (stripe) => {
    // v1 takes only forms and v2 only JSON, whatever the content type says.
    stripe.removeAllContentTypeParsers()
    stripe.addContentTypeParser('*', { parseAs: 'string' }, async (_request: FastifyRequest, body: string) => body)
    accountRoutes(stripe, parts)
    accountActRoutes(stripe, parts)
    accountLinkRoutes(stripe, parts)
    accountSessionRoutes(stripe, parts)
    webhookEndpointRoutes(stripe, parts)
    v2AccountRoutes(stripe, parts)
    v2AccountLinkRoutes(stripe, parts)
    eventRoutes(stripe, parts)
    eventDestinationRoutes(stripe, parts)
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
}

// A website in the user's browser must not be able to control the simulator on that machine.
const isControl = (request: FastifyRequest): boolean =>
  request.method !== 'GET' && (request.routeOptions.url?.startsWith('/_simulator') ?? false)
const crossSite = Object.assign(new Error('other sites may not control the simulator'), { statusCode: 403 })
