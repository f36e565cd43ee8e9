import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyRequest } from 'fastify'
import * as operations from '../../../api/operations/webhooks.ts'
import { ProblemError } from '../../../api/problem.ts'
import { refusedWebhooks, webhookLag, webhooks, type RefusedSignature } from '../../../observability/metrics.ts'
import { DEFAULT_PLATFORM } from '../../../ports/actor.ts'
import type { Platforms } from '../../../ports/platforms.ts'
import type { ServiceUseCases } from '../../../usecases/by-platform.ts'
import { atMost } from '../overload.ts'
import { uploads } from '../uploads.ts'

/** In bytes. Stripe's largest events are smaller. */
const BODY_LIMIT = 64 * 1024

/** Bodies that are received at the same time. Together with their size it limits the memory that strangers can take. */
const UPLOADS = { most: 100 }

/** Concurrent deliveries: they share statements, so they do not take the connections of others. Stripe retries a refused one. */
const CONCURRENCY = { most: 100, retryAfterSeconds: 1 }

/** From the first header to the answer, in milliseconds. Stripe sends a body at once, and the database has 3 s. */
const TIMEOUT_MS = 10_000

/** What Stripe's library finds in a signature: a time, and the hexadecimal SHA-256 of the time and the body. */
const PARTS = [/(?:^|,)t=\d{1,15}(?:,|$)/, /(?:^|,)v1=[0-9a-f]{64}(?:,|$)/]

/** Receives Stripe's webhooks. Only this plugin reads raw bodies, because the signature covers their bytes. */
export const webhookRoutes: FastifyPluginAsyncTypebox<{
  readonly useCases: Pick<ServiceUseCases, 'at'>
  readonly platforms: Platforms<{ readonly id: string }>
}> = async (app, { useCases, platforms }) => {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: BODY_LIMIT }, (_request, body, done) =>
    done(null, body),
  )
  const bodies = uploads(UPLOADS)
  // Before the body is read: anyone can call this route.
  app.addHook('onRequest', async ({ raw }) => {
    if (signatureOf(raw.headersDistinct) === undefined) throw refused('malformed')
    bodies.begin(raw)
  })
  /** Each platform has places of its own, so that the deliveries of one keep out no other's. */
  const receiving = new Map<string, ReturnType<typeof atMost>>()
  const receiverOf = (platform: string) => {
    const own = useCases.at(platform)
    if (own === undefined) throw new ProblemError('PLATFORM_NOT_FOUND')
    const limited = receiving.get(platform) ?? atMost(CONCURRENCY)
    receiving.set(platform, limited)
    return limited(own.receiveEvent)
  }
  const limits = { bodyLimit: BODY_LIMIT, config: { handlerTimeoutMs: TIMEOUT_MS } }
  const route = { ...operations.receiveEvent, ...limits, validatorCompiler: () => () => true }

  // Without an id: of the only platform, or of the one that the deployment had before it served several.
  app.post('/webhooks/stripe', route, (request) => {
    const [only, ...others] = platforms.all()
    return received(request, others.length === 0 && only !== undefined ? only.id : DEFAULT_PLATFORM)
  })

  app.post('/webhooks/stripe/:platformId', { ...route, ...operations.receiveEventOf }, (request) =>
    received(request, request.params.platformId),
  )

  async function received({ raw, body }: FastifyRequest, platform: string): Promise<{ received: boolean }> {
    const signature = signatureOf(raw.headersDistinct)
    if (signature === undefined || !Buffer.isBuffer(body)) throw refused('malformed')
    const result = await receiverOf(platform)(body, signature)
    if (result.outcome === 'not_signed') throw refused(result.cause)
    webhooks.inc({ result: result.outcome })
    if (result.outcome === 'new') webhookLag.observe(Math.max(0, Date.now() - result.createdAt.getTime()) / 1000)
    return { received: true }
  }
}

function refused(cause: RefusedSignature): ProblemError {
  refusedWebhooks.inc({ cause })
  return new ProblemError('SIGNATURE_INVALID')
}

/**
 * The signature, if there is exactly one, and it looks like one. Of two, which Node joins, a lenient parser might accept
 * one.
 */
function signatureOf(headers: NodeJS.Dict<string[]>): string | undefined {
  const [signature = '', second] = headers['stripe-signature'] ?? []
  const isPlausible = /^[\x20-\x7e]{1,4096}$/.test(signature) && PARTS.every((part) => part.test(signature))
  return isPlausible && second === undefined ? signature : undefined
}
