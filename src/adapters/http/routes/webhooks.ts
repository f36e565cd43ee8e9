import { Type, type FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { receiveEvent } from '../../../usecases/receive-event.ts'
import { atMost } from '../overload.ts'
import { ProblemError } from '../problem.ts'
import { answer } from '../schemas/common.ts'
import { BODY, problems } from '../schemas/problems.ts'

interface Options {
  readonly receiveEvent: ReturnType<typeof receiveEvent>
}

/** Stripe's largest events are far smaller. */
const BODY_LIMIT = 256 * 1024

/** Events that are taken in at once; Stripe sends a refused one again. */
const AT_ONCE = { most: 20, retryAfterSeconds: 1 }

const Received = Type.Object({ received: Type.Boolean({ description: 'Always true.' }) })

/** Where Stripe's webhooks arrive. The raw body is kept for this plugin alone: the signature is over its bytes. */
export const webhookRoutes: FastifyPluginAsyncTypebox<Options> = async (app, options) => {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: BODY_LIMIT }, (_request, body, done) =>
    done(null, body),
  )
  const receive = atMost(AT_ONCE)(options.receiveEvent)

  app.post(
    '/webhooks/stripe',
    {
      bodyLimit: BODY_LIMIT,
      schema: {
        operationId: 'receiveEvent',
        summary: 'Take in an event of Stripe',
        description:
          'For Stripe alone: the body is one of its events, v1 or v2, signed in `Stripe-Signature`. It is stored once, ' +
          'and worked on later.',
        tags: ['stripe'],
        response: {
          200: answer('It is stored, now or since earlier.', Received, { received: true }),
          ...problems(...BODY, 'SIGNATURE_INVALID'),
        },
      },
    },
    async (request) => {
      // Node joins repeated headers into one, which a lenient parser might read as one good signature.
      const [signature, second] = request.raw.headersDistinct['stripe-signature'] ?? []
      if (signature === undefined || second !== undefined || !Buffer.isBuffer(request.body)) {
        throw new ProblemError('SIGNATURE_INVALID')
      }
      const result = await receive(request.body, signature)
      if (result === 'not_signed') throw new ProblemError('SIGNATURE_INVALID')
      return { received: true }
    },
  )
}
