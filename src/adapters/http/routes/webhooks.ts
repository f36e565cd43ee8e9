import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import * as operations from '../../../api/operations/webhooks.ts'
import { ProblemError } from '../../../api/problem.ts'
import type { UseCases } from '../../../usecases/all.ts'
import { atMost } from '../overload.ts'

/** In bytes. Stripe's largest events are far smaller. */
const BODY_LIMIT = 256 * 1024

/** Concurrent deliveries. Stripe retries a refused one. */
const CONCURRENCY = { most: 20, retryAfterSeconds: 1 }

/** Receives Stripe's webhooks. Only this plugin reads raw bodies, because the signature covers their bytes. */
export const webhookRoutes: FastifyPluginAsyncTypebox<Pick<UseCases, 'receiveEvent'>> = async (
  app,
  { receiveEvent },
) => {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: BODY_LIMIT }, (_request, body, done) =>
    done(null, body),
  )
  const receive = atMost(CONCURRENCY)(receiveEvent)
  const route = { ...operations.receiveEvent, bodyLimit: BODY_LIMIT, validatorCompiler: () => () => true }

  app.post('/webhooks/stripe', route, async (request) => {
    // Node joins repeated headers into one, which a lenient parser might accept as one valid signature.
    const [signature, second] = request.raw.headersDistinct['stripe-signature'] ?? []
    if (signature === undefined || second !== undefined || !Buffer.isBuffer(request.body)) {
      throw new ProblemError('SIGNATURE_INVALID')
    }
    const result = await receive(request.body, signature)
    if (result === 'not_signed') throw new ProblemError('SIGNATURE_INVALID')
    return { received: true }
  })
}
