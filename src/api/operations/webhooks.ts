import { Type } from '@sinclair/typebox'
import { answer } from '../schemas/common.ts'
import { BODY, problems } from '../schemas/problems.ts'
import type { Operation } from './operation.ts'

/** For the OpenAPI document only: the signature over the bytes decides, not their content. */
const SignedEvent = {
  headers: Type.Object({
    'stripe-signature': Type.String({ description: "Stripe's signature of the body, at most five minutes old." }),
  }),
  body: Type.Object(
    {
      id: Type.String({ description: "Stripe's id of the event." }),
      type: Type.String({ description: 'The type of the event.' }),
    },
    { examples: [{ id: 'evt_1PExample', type: 'account.updated' }] },
  ),
}

const Received = Type.Object({ received: Type.Boolean({ description: 'Always true.' }) })

export const receiveEvent = {
  schema: {
    operationId: 'receiveEvent',
    summary: 'Receive an event from Stripe',
    description:
      'For Stripe only: the body is an event, v1 or v2, signed in `Stripe-Signature`. It is stored once, and a ' +
      'background job processes it.',
    tags: ['stripe'],
    'x-safe-to-repeat': true,
    ...SignedEvent,
    response: {
      200: answer('The event is stored, now or since earlier.', Received, { received: true }),
      ...problems(...BODY, 'SIGNATURE_INVALID', 'PLATFORM_NOT_FOUND'),
    },
  },
} satisfies Operation

export const receiveEventOf = {
  schema: {
    ...receiveEvent.schema,
    operationId: 'receiveEventOf',
    summary: 'Receive an event from Stripe for one of several platforms',
    params: Type.Object({ platformId: Type.String({ description: 'The id of the platform.', examples: ['acme'] }) }),
  },
} satisfies Operation
