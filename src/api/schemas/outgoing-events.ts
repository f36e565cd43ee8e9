import { Type, type Static } from '@sinclair/typebox'
import { OUTGOING_EVENT_TYPES, type OutgoingEventType } from '../../domain/outgoing-event.ts'
import { NextActionWord, ReadinessWord } from './client-record.ts'
import { Id, Instant, OneOf, ref } from './common.ts'

/** When an event of each type is sent, and what its receiver does. */
export const OUTGOING_EVENT_WORDS: Readonly<
  Record<OutgoingEventType, { readonly when: string; readonly todo: string }>
> = {
  'client.invited': {
    when: 'A client was entered.',
    todo: 'Show that it was invited; nothing else is due before it opens its link.',
  },
  'client.changed': {
    when: 'Staff changed what is stored of a client, or it stopped or resumed reminders; `fields` names what.',
    todo: 'Fetch the client if you keep one of these fields.',
  },
  'client.erased': {
    when: "A client's personal data was erased. From now on its events have no `externalId` and no `metadata`.",
    todo: 'Delete what you keep of it by `clientId`.',
  },
  'link.opened': {
    when: "The client opened its link, and went on to Stripe's pages or form.",
    todo: 'Show that it has begun. It may open its link many times.',
  },
  'token.revoked': {
    when: 'The token of a link was revoked; `reason` says why.',
    todo: 'Do not offer this link any more. If the client still has to act, issue a new one.',
  },
  'email.refused': {
    when: "The mail server refused the client's address.",
    todo: 'Have the address corrected: no emails are sent to it until then.',
  },
  'onboarding.completed': {
    when: 'The client has submitted what Stripe asked for. `purpose` is `update` if it was asked for more.',
    todo: 'Stop asking the client. Wait for `account.ready` before you pay it.',
  },
  'account.created': {
    when: 'The client has an account at Stripe, `accountId`.',
    todo: 'Store `accountId` if you call Stripe yourself. The account cannot be paid yet.',
  },
  'account.ready': {
    when: 'The client can be paid. With `readiness` `active_due`, Stripe needs more until `deadline`.',
    todo: 'Begin to pay the client, to `accountId`. Show it the `asks` if there are some.',
  },
  'account.action_required': {
    when: 'Stripe needs something of the client, or more, or earlier than before: `asks` says what, and `deadline` by when.',
    todo: 'Show the client the `asks`, and send it a link. Pay it only while `readiness` is `active_due`.',
  },
  'account.under_review': {
    when: 'The client has done its part, and Stripe checks it.',
    todo: 'Tell the client to wait. Do not pay it yet.',
  },
  'account.restricted': {
    when: 'The client cannot be paid any more, or not without staff.',
    todo: "Hold its payments. Staff see the reason in the client's record, as `holdReason`.",
  },
  'account.rejected': {
    when: 'Stripe or the platform has rejected the account.',
    todo: 'Stop its payments for good, and have staff look at it.',
  },
  'account.disconnected': {
    when: 'The account is closed, or no longer connected to the platform.',
    todo: 'Stop its payments. Staff can reset the account, so that the client onboards again.',
  },
  'account.reset': {
    when: 'Staff detached the account `accountId`; the next opening creates another one.',
    todo: 'Forget this account id, and wait for `account.created`.',
  },
}

export const OutgoingData = Type.Object(
  {
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
    termsVersion: Type.Optional(
      Type.String({
        description: "With `link.opened`: the version of the platform's own terms that the client has accepted.",
      }),
    ),
    fields: Type.Optional(Type.Array(Type.String(), { description: 'The names of what changed.' })),
    asks: Type.Optional(
      Type.Array(
        Type.Object({
          what: Type.String({ description: 'What is needed, in words.' }),
          due: OneOf(['later', 'now', 'overdue']),
          by: Type.Optional(Instant('Until when.')),
        }),
        {
          description: 'What the client has to provide, the most urgent first: `what`, in words, `due`, and `by` when.',
        },
      ),
    ),
    deadline: Type.Optional(Instant('The earliest date of the asks.')),
  },
  { $id: 'OutgoingEventData', description: 'What an event says of a client. Each type always has some of its fields.' },
)

export const OutgoingEvent = Type.Object(
  {
    type: OneOf(OUTGOING_EVENT_TYPES),
    timestamp: Instant('When it happened.'),
    sequence: Type.Integer({ description: 'Grows with each event of a client. A gap means nothing.' }),
    platform: Type.String({ description: 'The id of the platform.' }),
    data: ref(OutgoingData),
  },
  {
    $id: 'OutgoingEvent',
    description: 'An event that is sent to webhook endpoints. Later versions may add fields.',
  },
)

/** What the data of a type always has, besides what the data of all types has. */
const ALWAYS: Readonly<Record<OutgoingEventType, readonly (keyof Static<typeof OutgoingData>)[]>> = {
  'client.invited': [],
  'client.changed': ['fields'],
  'client.erased': [],
  'link.opened': ['tokenId'],
  'token.revoked': ['tokenId', 'reason'],
  'email.refused': ['tokenId'],
  'onboarding.completed': ['tokenId', 'purpose'],
  'account.created': ['accountId'],
  'account.ready': ['accountId'],
  'account.action_required': ['accountId', 'asks'],
  'account.under_review': ['accountId'],
  'account.restricted': ['accountId'],
  'account.rejected': ['accountId'],
  'account.disconnected': ['accountId'],
  'account.reset': ['accountId'],
}

/** What the data of a type has if there is some, besides what the data of all types may have. */
const SOMETIMES: Partial<Record<OutgoingEventType, readonly (keyof Static<typeof OutgoingData>)[]>> = {
  'link.opened': ['termsVersion'],
  'account.ready': ['asks', 'deadline'],
  'account.action_required': ['deadline'],
}

/** The fields of the data of a type, the ones that it always has first. */
export function fieldsOfType(type: OutgoingEventType) {
  const always = new Set<string>([...(OutgoingData.required ?? []), ...ALWAYS[type]])
  const may = ['externalId', 'metadata', 'accountId', ...(SOMETIMES[type] ?? [])].filter((name) => !always.has(name))
  return { always: [...always], sometimes: type === 'client.erased' ? ['accountId'] : may }
}

/** An event of one type: typed clients tell events apart by `type`, and know what its data always has. */
export function schemaOfType(type: OutgoingEventType): object {
  const always = ALWAYS[type]
  const data = {
    allOf: [{ $ref: '#/components/schemas/OutgoingEventData' }, Type.Required(Type.Pick(OutgoingData, always))],
  }
  const ofType = { type: Type.Literal(type), ...(always.length > 0 && { data: Type.Unsafe(data) }) }
  return { allOf: [{ $ref: '#/components/schemas/OutgoingEvent' }, Type.Object(ofType)] }
}

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

const standing = (readiness: Static<typeof ReadinessWord>, nextAction: Static<typeof NextActionWord>) => ({
  readiness,
  nextAction,
})

/** How the client of an example stands; else it has not submitted its details yet. */
const STANDINGS: Partial<Record<OutgoingEventType, ReturnType<typeof standing>>> = {
  'client.erased': standing('none', 'none'),
  'token.revoked': standing('onboarding', 'operator'),
  'email.refused': standing('none', 'operator'),
  'onboarding.completed': standing('under_review', 'provider'),
  'account.ready': standing('active', 'none'),
  'account.action_required': standing('action_required', 'client'),
  'account.under_review': standing('under_review', 'provider'),
  'account.restricted': standing('paused', 'operator'),
  'account.rejected': standing('rejected', 'operator'),
  'account.disconnected': standing('disconnected', 'operator'),
  'account.reset': standing('none', 'client'),
}

const EXAMPLES = {
  ...{ accountId: 'acct_1Nv0FGQ9RKHgCVdK', tokenId: '0198a6c2-53f1-7d3a-9f0e-2b6c1d4e8f70', purpose: 'onboarding' },
  ...{ reason: 'replaced', fields: ['email'], asks: outgoingEventExample.data.asks },
}

/** An example of an event of one type. */
export function exampleOfType(type: OutgoingEventType): Static<typeof OutgoingEvent> {
  if (type === 'account.action_required') return outgoingEventExample
  const { clientId, externalId } = outgoingEventExample.data
  const ids = { clientId, ...(type !== 'client.erased' && { externalId }) }
  const details = Object.fromEntries(Object.entries(EXAMPLES).filter(([name]) => ALWAYS[type].some((n) => n === name)))
  const data = { ...ids, ...(STANDINGS[type] ?? standing('onboarding', 'client')), ...details }
  return { ...outgoingEventExample, type, data }
}
