import { answer, ref } from '../schemas/common.ts'
import { Replayed, replayedExample } from '../schemas/dead-jobs.ts'
import { ADMIN, BODY, INPUT, problems } from '../schemas/problems.ts'
import {
  ProviderEventParams,
  ProviderEvents,
  providerEventsExample,
  ProviderEventsQuery,
} from '../schemas/provider-events.ts'
import type { Operation } from './operation.ts'

export const listProviderEvents = {
  config: { scope: 'read' },
  schema: {
    operationId: 'listProviderEvents',
    summary: 'List events of Stripe',
    description: 'The events that arrived from Stripe, and what became of them; the last one that arrived first.',
    tags: ['operations'],
    querystring: ProviderEventsQuery,
    response: {
      200: answer('A page of events.', ref(ProviderEvents), providerEventsExample),
      ...problems(...ADMIN, ...INPUT),
    },
  },
} satisfies Operation

export const replayProviderEvent = {
  config: { scope: 'clients:write' },
  schema: {
    operationId: 'replayProviderEvent',
    summary: 'Replay an event of Stripe',
    description: 'Queues an event again whose processing was given up after its retries.',
    tags: ['operations'],
    'x-safe-to-repeat': false,
    params: ProviderEventParams,
    response: {
      200: answer('It is queued; a worker processes it within seconds.', ref(Replayed), replayedExample),
      ...problems(...ADMIN, ...BODY, 'EVENT_NOT_FOUND'),
    },
  },
} satisfies Operation
