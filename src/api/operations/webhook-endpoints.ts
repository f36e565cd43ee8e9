import { answer, ref } from '../schemas/common.ts'
import { outgoingEventExample } from '../schemas/outgoing-events.ts'
import { ADMIN, BODY, INPUT, problems } from '../schemas/problems.ts'
import {
  DeliveriesQuery,
  DeliveryPage,
  DeliveryParams,
  EndpointParams,
  endpointExample,
  endpointWithSecretExample,
  NewWebhookEndpoint,
  Redelivered,
  RedeliverBody,
  WebhookEndpoint,
  WebhookEndpointChange,
  WebhookEndpointList,
  WebhookEndpointWithSecret,
} from '../schemas/webhook-endpoints.ts'
import type { Operation } from './operation.ts'

const config = { scope: 'webhooks:manage' } as const
const withSecret = (words: string) => answer(words, ref(WebhookEndpointWithSecret), endpointWithSecretExample)

export const createWebhookEndpoint = {
  config,
  schema: {
    operationId: 'createWebhookEndpoint',
    summary: 'Create a webhook endpoint',
    description:
      'Sends events about clients to a URL of the platform, signed by Standard Webhooks with the `secret` of the reply. ' +
      'The host must have a public address, and redirects are not followed.',
    tags: ['events'],
    'x-safe-to-repeat': false,
    body: NewWebhookEndpoint,
    response: {
      201: withSecret('The endpoint, and its secret, which is shown only now.'),
      ...problems(...ADMIN, ...BODY, 'RECEIVER_NOT_ALLOWED', 'TOO_MANY_ENDPOINTS', 'SIGNING_KEY_MISSING'),
    },
  },
} satisfies Operation

export const listWebhookEndpoints = {
  config,
  schema: {
    operationId: 'listWebhookEndpoints',
    summary: 'List webhook endpoints',
    description: 'The endpoints of the platform, without their secrets.',
    tags: ['events'],
    response: {
      200: answer('The endpoints.', ref(WebhookEndpointList), { data: [endpointExample] }),
      ...problems(...ADMIN),
    },
  },
} satisfies Operation

export const changeWebhookEndpoint = {
  config,
  schema: {
    operationId: 'changeWebhookEndpoint',
    summary: 'Change a webhook endpoint',
    description: 'Changes what the body names. An endpoint that is switched on gets the events that waited for it.',
    tags: ['events'],
    params: EndpointParams,
    body: WebhookEndpointChange,
    response: {
      200: answer('The endpoint.', ref(WebhookEndpoint), endpointExample),
      ...problems(...ADMIN, ...BODY, 'RECEIVER_NOT_ALLOWED', 'ENDPOINT_NOT_FOUND'),
    },
  },
} satisfies Operation

export const removeWebhookEndpoint = {
  config,
  schema: {
    operationId: 'removeWebhookEndpoint',
    summary: 'Remove a webhook endpoint',
    description: 'Removes the endpoint and its deliveries. What waits for it is not sent.',
    tags: ['events'],
    params: EndpointParams,
    response: {
      204: { description: 'It is removed.', type: 'null' },
      ...problems(...ADMIN, ...BODY, 'ENDPOINT_NOT_FOUND'),
    },
  },
} satisfies Operation

export const rotateWebhookSecret = {
  config,
  schema: {
    operationId: 'rotateWebhookSecret',
    summary: 'Rotate the secret of a webhook endpoint',
    description:
      'For 24 hours events are signed with the new secret and with the one before it; then with the new one.',
    tags: ['events'],
    'x-safe-to-repeat': false,
    params: EndpointParams,
    response: {
      200: withSecret('The endpoint, and its new secret, which is shown only now.'),
      ...problems(...ADMIN, ...BODY, 'ENDPOINT_NOT_FOUND', 'SIGNING_KEY_MISSING'),
    },
  },
} satisfies Operation

const { type, data } = outgoingEventExample

export const listDeliveries = {
  config,
  schema: {
    operationId: 'listDeliveries',
    summary: 'List the deliveries to a webhook endpoint',
    description: 'What became of the events of an endpoint, newest first, each with its body and the last answer.',
    tags: ['events'],
    params: EndpointParams,
    querystring: DeliveriesQuery,
    response: {
      200: answer('A page of deliveries.', ref(DeliveryPage), {
        data: [
          {
            id: '17',
            eventId: 'b2c0a4de-5b0c-4f2c-8f2e-0d8c4b3f7d52',
            type,
            clientId: data.clientId,
            status: 'waiting',
            attempts: 1,
            nextAttemptAt: '2026-11-25T10:00:05.120Z',
            attemptedAt: '2026-11-25T10:00:00.120Z',
            answerStatus: 503,
            answerBody: 'down for maintenance',
            failure: null,
            body: outgoingEventExample,
          },
        ],
        nextCursor: null,
      }),
      ...problems(...ADMIN, ...INPUT, 'ENDPOINT_NOT_FOUND'),
    },
  },
} satisfies Operation

const again = answer('They are sent within seconds.', ref(Redelivered), { redelivered: 1 })

export const redeliver = {
  config,
  schema: {
    operationId: 'redeliver',
    summary: 'Send an event again',
    description: 'Sends an event again that was delivered or given up, with the same id.',
    tags: ['events'],
    'x-safe-to-repeat': false,
    params: DeliveryParams,
    response: { 200: again, ...problems(...ADMIN, ...BODY, 'ENDPOINT_NOT_FOUND', 'DELIVERY_NOT_FOUND') },
  },
} satisfies Operation

export const redeliverSince = {
  config,
  schema: {
    operationId: 'redeliverSince',
    summary: 'Send all events since a time again',
    description:
      'Sends all events again that happened since an instant and were delivered to the endpoint or given up, oldest first.',
    tags: ['events'],
    'x-safe-to-repeat': false,
    params: EndpointParams,
    body: RedeliverBody,
    response: { 200: again, ...problems(...ADMIN, ...BODY, 'ENDPOINT_NOT_FOUND') },
  },
} satisfies Operation
