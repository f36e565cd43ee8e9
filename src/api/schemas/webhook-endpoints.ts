import { Type, type Static } from '@sinclair/typebox'
import { OUTGOING_EVENT_TYPES } from '../../domain/outgoing-event.ts'
import { LONGEST_URL } from '../../domain/webhook-endpoint.ts'
import { GivenInstant, Id, Instant, Matching, Nullable, OneOf, ref, strict } from './common.ts'
import { pageOf, pageQuery } from './page.ts'

const Url = (description: string) =>
  Matching('^https?://\\S+$', 'must be an http or https URL', { maxLength: LONGEST_URL, description })

const EventTypes = Type.Array(OneOf(OUTGOING_EVENT_TYPES), {
  uniqueItems: true,
  maxItems: OUTGOING_EVENT_TYPES.length,
  description: 'The types that it gets. If omitted or empty: all, those of later versions too.',
})

export const NewWebhookEndpoint = Type.Object(
  { url: Url('Where the events are sent; in live mode by https only.'), eventTypes: Type.Optional(EventTypes) },
  { ...strict, examples: [{ url: 'https://app.example.com/hooks/onboarding', eventTypes: ['account.ready'] }] },
)

export const WebhookEndpointChange = Type.Object(
  {
    url: Type.Optional(Url('Where the events are sent from now on.')),
    eventTypes: Type.Optional(EventTypes),
    enabled: Type.Optional(
      Type.Boolean({
        description: 'Whether events are sent. Those of an endpoint that is off wait until it is on again.',
      }),
    ),
  },
  { ...strict, minProperties: 1, examples: [{ enabled: true }] },
)

export const EndpointParams = Type.Object({ endpointId: Id('The id of the endpoint.') })

const DELIVERY_ID = '^[1-9][0-9]{0,17}$'

export const DeliveryParams = Type.Object({
  endpointId: Id('The id of the endpoint.'),
  deliveryId: Matching(DELIVERY_ID, 'must be the id of a delivery, from the list', {
    description: 'The id of the delivery.',
  }),
})

const STATUSES = ['waiting', 'delivered', 'given_up'] as const

export const DeliveriesQuery = Type.Object(
  { status: Type.Optional(OneOf(STATUSES)), ...pageQuery('deliveries', DELIVERY_ID) },
  strict,
)

export const RedeliverBody = Type.Object(
  { since: GivenInstant('The events that happened at this instant or later.') },
  { ...strict, examples: [{ since: '2026-11-25T10:00:00Z' }] },
)

const endpoint = {
  id: Id('The id of the endpoint.'),
  url: Type.String({ description: 'Where the events are sent.' }),
  eventTypes: Type.Array(Type.String(), { description: 'The types that it gets; empty: all.' }),
  enabled: Type.Boolean({ description: 'Whether events are sent.' }),
  offReason: Nullable(OneOf(['staff', 'failing']), {
    description: 'Why no events are sent: staff switched it off, or it had failed for five days.',
  }),
  failingSince: Nullable(Instant('The first failure since the last success.'), {
    description: 'The first failure since the last success; null if the last attempt succeeded.',
  }),
  previousSecretUntil: Nullable(Instant('Until when the secret before the last rotation signs as well.'), {
    description: 'Until when the secret before the last rotation signs as well; null if there is none.',
  }),
  createdAt: Instant('When it was created.'),
}

export const WebhookEndpoint = Type.Object(endpoint, {
  $id: 'WebhookEndpoint',
  description: 'A URL that outgoing events are sent to.',
})

export const WebhookEndpointList = Type.Object(
  { data: Type.Array(ref(WebhookEndpoint)) },
  { $id: 'WebhookEndpoints', description: 'The endpoints of the platform, oldest first.' },
)

export const WebhookEndpointWithSecret = Type.Object(
  {
    ...endpoint,
    secret: Type.String({ description: 'Signs the events. It is shown only now.', pattern: '^whsec_' }),
  },
  { $id: 'WebhookEndpointWithSecret', description: 'An endpoint and its new secret.' },
)

export const DeliveryRecord = Type.Object(
  {
    id: Type.String({ description: 'The id of the delivery.' }),
    eventId: Id('The id of the event: the header `webhook-id`.'),
    type: Type.String({ description: 'The type of the event.' }),
    clientId: Id('The client that it is about.'),
    status: OneOf(STATUSES, { description: '`given_up`: the last attempt failed as well. It can be redelivered.' }),
    attempts: Type.Integer({ description: 'How often it was tried since it was requested.' }),
    nextAttemptAt: Nullable(Instant('When it is tried again.')),
    attemptedAt: Nullable(Instant('When it was last tried.')),
    answerStatus: Nullable(Type.Integer(), { description: 'The HTTP status of the last answer.' }),
    answerBody: Nullable(Type.String(), { description: 'The beginning of the last answer.' }),
    failure: Nullable(Type.String(), { description: 'Why there was no answer, as a code such as `timeout`.' }),
    body: Type.Unknown({ description: 'The event as it is sent.' }),
  },
  { $id: 'Delivery', description: 'An event on its way to an endpoint.' },
)

export const DeliveryPage = Type.Object(pageOf(ref(DeliveryRecord)), {
  $id: 'Deliveries',
  description: 'A page of the deliveries to an endpoint, newest first.',
})

export const Redelivered = Type.Object(
  { redelivered: Type.Integer({ minimum: 0, description: 'How many events are sent again.' }) },
  { $id: 'Redelivered', description: 'Events that are sent again.' },
)

export const endpointExample = {
  id: '0198c5a2-7b1c-7c3e-9a41-6b1f0a6f3c21',
  url: 'https://app.example.com/hooks/onboarding',
  eventTypes: ['account.ready'],
  enabled: true,
  offReason: null,
  failingSince: null,
  previousSecretUntil: null,
  createdAt: '2026-11-25T10:00:00.000Z',
} satisfies Static<typeof WebhookEndpoint>

export const endpointWithSecretExample = {
  ...endpointExample,
  secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwX0w5bW9zQkE=',
} satisfies Static<typeof WebhookEndpointWithSecret>
