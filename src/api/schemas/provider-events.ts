import { Type, type Static } from '@sinclair/typebox'
import { PROVIDER_EVENT_STATES } from '../../domain/provider-event.ts'
import { Instant, Matching, Nullable, OneOf, ref, strict } from './common.ts'
import { pageOf, pageQuery } from './page.ts'

/** An instant in microseconds since 1970, and the id of the event. */
const CURSOR = '^[0-9]{1,17}_[!-~]{1,255}$'

const State = OneOf(PROVIDER_EVENT_STATES, {
  description:
    '`waiting`: not processed yet. `failed`: tried in vain, and tried again unless it was given up. `processed`. ' +
    '`ignored`: about no client.',
})

export const ProviderEventsQuery = Type.Object({ state: Type.Optional(State), ...pageQuery('events', CURSOR) }, strict)

export const ProviderEventParams = Type.Object({
  eventId: Matching('^[!-~]{1,255}$', 'must be the id of an event, such as evt_1Q2w3E', {
    description: 'The id of the event at Stripe.',
    examples: ['evt_1Q2w3E'],
  }),
})

export const ProviderEvent = Type.Object(
  {
    id: Type.String({ description: 'Its id at Stripe.' }),
    type: Type.String({ description: 'Its type at Stripe, e.g. `account.updated`.' }),
    accountId: Nullable(Type.String(), { description: 'The account that it is about, if the event says so.' }),
    state: State,
    reason: Nullable(Type.String(), { description: 'Why the last attempt failed, as a code.' }),
    createdAt: Instant('When Stripe created it.'),
    receivedAt: Instant('When it arrived.'),
    processedAt: Nullable(Type.String({ format: 'date-time' }), { description: 'When it was processed or ignored.' }),
  },
  { $id: 'ProviderEvent', description: 'An event of Stripe. Its payload is not stored.' },
)

export const ProviderEvents = Type.Object(pageOf(ref(ProviderEvent)), {
  $id: 'ProviderEvents',
  description: "A page of Stripe's events.",
})

export const providerEventsExample = {
  data: [
    {
      id: 'evt_1Q2w3E',
      type: 'account.updated',
      accountId: 'acct_1Nv0FGQ9RKHgCVdK',
      state: 'failed',
      reason: 'timeout',
      createdAt: '2026-11-25T10:00:00.000Z',
      receivedAt: '2026-11-25T10:00:01.000Z',
      processedAt: null,
    },
  ],
  nextCursor: null,
} satisfies Static<typeof ProviderEvents>
