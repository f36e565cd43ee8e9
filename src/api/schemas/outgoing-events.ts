import { Type, type Static } from '@sinclair/typebox'
import { OUTGOING_EVENT_TYPES, type OutgoingEventType } from '../../domain/outgoing-event.ts'
import { NextActionWord, ReadinessWord } from './client-record.ts'
import { Id, Instant, OneOf, ref } from './common.ts'

/** What each type means, for the document. */
export const OUTGOING_EVENT_WORDS: Readonly<Record<OutgoingEventType, string>> = {
  'client.invited': 'A client was entered.',
  'client.changed': 'Staff changed what is stored of a client; `fields` names what.',
  'client.erased': "A client's personal data was erased. From now on its events have no `externalId`.",
  'link.opened': "The client opened its link, and went on to Stripe's pages.",
  'token.revoked': 'The token of a link was revoked; `reason` says why.',
  'email.refused': "The mail server refused the client's address: staff have to correct it.",
  'onboarding.completed':
    'The client has submitted what Stripe asked for. `purpose` is `update` if it was asked for more.',
  'account.created': 'The client has an account at Stripe, `accountId`.',
  'account.ready': 'The client can be paid. With `readiness` `active_due`, Stripe needs more until `deadline`.',
  'account.action_required': 'Stripe needs something of the client: `asks` says what, and `deadline` by when.',
  'account.under_review': 'The client has done its part, and Stripe checks it.',
  'account.restricted': 'The client cannot be paid any more, or not without staff.',
  'account.rejected': 'Stripe has rejected the account.',
  'account.disconnected': 'The account is closed, or no longer connected to the platform.',
  'account.reset': 'Staff detached the account `accountId`; the next opening creates another one.',
}

const OutgoingData = Type.Object({
  clientId: Id('The id of the client.'),
  externalId: Type.Optional(Type.String({ description: "The platform's own id of the client." })),
  metadata: Type.Optional(
    Type.Record(Type.String(), Type.String(), { description: "The platform's own values of the client." }),
  ),
  accountId: Type.Optional(Type.String({ description: 'The account at Stripe.' })),
  readiness: ref(ReadinessWord),
  nextAction: ref(NextActionWord),
  tokenId: Type.Optional(Id('The token that it is about.')),
  purpose: Type.Optional(Type.String({ description: '`onboarding` or `update`.' })),
  reason: Type.Optional(Type.String({ description: 'Why a token was revoked.' })),
  fields: Type.Optional(Type.Array(Type.String(), { description: 'The names of what changed.' })),
  asks: Type.Optional(
    Type.Array(
      Type.Object({
        what: Type.String({ description: 'What is needed, in words.' }),
        due: OneOf(['later', 'now', 'overdue']),
        by: Type.Optional(Instant('Until when.')),
      }),
      { description: 'What the client has to provide, the most urgent first.' },
    ),
  ),
  deadline: Type.Optional(Instant('The earliest date of the asks.')),
})

export const OutgoingEvent = Type.Object(
  {
    type: OneOf(OUTGOING_EVENT_TYPES),
    timestamp: Instant('When it happened.'),
    sequence: Type.Integer({ description: 'Grows with each event of a client. A gap means nothing.' }),
    platform: Type.String({ description: 'The id of the platform.' }),
    data: OutgoingData,
  },
  {
    $id: 'OutgoingEvent',
    description: 'An event that is sent to webhook endpoints. Later versions may add fields.',
  },
)

export const outgoingEventExample = {
  type: 'account.action_required',
  timestamp: '2026-11-25T10:00:00.000Z',
  sequence: 1201,
  platform: 'default',
  data: {
    clientId: '3fa85f64-5717-4562-b3fc-2c963f66afa6',
    externalId: 'crm-1',
    accountId: 'acct_1Nv0FGQ9RKHgCVdK',
    readiness: 'action_required',
    nextAction: 'client',
    asks: [{ what: 'A bank account that payouts can go to', due: 'now', by: '2026-12-10T00:00:00.000Z' }],
    deadline: '2026-12-10T00:00:00.000Z',
  },
} satisfies Static<typeof OutgoingEvent>
