import t from 'tap'
import type { AccountSnapshot, Readiness } from '../../src/domain/account.ts'
import type { EventOf, OnboardingEvent, OnboardingEventType } from '../../src/domain/onboarding-event.ts'
import {
  isOutgoingEventType,
  messageOf,
  OUTGOING_EVENT_TYPES,
  type OutgoingData,
  type OutgoingEventType,
  outgoingOf,
  sequenceOf,
} from '../../src/domain/outgoing-event.ts'
import { evolve, type Onboarding } from '../../src/domain/onboarding.ts'
import {
  after,
  CLIENT,
  EMPTY_ACCOUNT,
  ERASED,
  EXPIRES_AT,
  FAILURE,
  hash,
  INTENTS,
  ISSUED_AT,
  keysOf,
  onboardingWith,
  snapshotWith,
  tokenIn,
  UNPAID,
} from '../support/onboardings.ts'
import { faults } from '../support/published-document.ts'
import { TERMS } from '../support/terms.ts'

const tokenId = 'token-1'
const snapshot = snapshotWith({ submitted: false, capabilities: UNPAID })
const ids = { clientId: CLIENT.id, externalId: 'crm-1', readiness: 'none', nextAction: 'client' } as const
const withAccount = { ...ids, accountId: 'acct_1', readiness: 'onboarding' } as const

const UUID = '00000000-0000-4000-8000-000000000000'

/** Where the OpenAPI document describes the body of an event of this type. */
const bodyOf = (type: OutgoingEventType) => [
  ...['webhooks', type, 'post', 'requestBody', 'content', 'application/json', 'schema'],
]

type Told = readonly [type: string, data: object] | undefined

/** What the platform is told of each event; a new event without its case fails tsc. */
const TOLD: { readonly [T in OnboardingEventType]: readonly [event: Omit<EventOf<T>, 'type'>, told: Told] } = {
  client_invited: [{ platform: 'default', client: CLIENT }, ['client.invited', ids]],
  client_changed: [
    { fields: ['email'], changes: { email: 'secret@example.com' } },
    ['client.changed', { ...ids, fields: ['email'] }],
  ],
  reminders_stopped: [{}, ['client.changed', { ...ids, fields: ['reminders'] }]],
  reminders_resumed: [{}, ['client.changed', { ...ids, fields: ['reminders'] }]],
  client_erased: [{}, ['client.erased', { clientId: CLIENT.id, readiness: 'none', nextAction: 'none' }]],
  token_issued: [{ tokenId, purpose: 'onboarding', lifetimeMs: 1, issuedBy: 'staff' }, undefined],
  secret_added: [{ tokenId, secretHash: hash(1) }, undefined],
  stop_secret_added: [{ tokenId, secretHash: hash(1) }, undefined],
  terms_accepted: [{ tokenId, version: '2' }, undefined],
  link_created: [
    {
      ...{ tokenId, accountId: 'acct_1', stateHash: hash(1), refreshHash: hash(2) },
      ...{ refreshUntil: EXPIRES_AT, linkExpiresAt: EXPIRES_AT },
    },
    ['link.opened', { ...ids, tokenId }],
  ],
  session_created: [
    { tokenId, accountId: 'acct_1', sessionExpiresAt: EXPIRES_AT },
    ['link.opened', { ...ids, tokenId }],
  ],
  provider_failed: [{ tokenId, failure: FAILURE }, undefined],
  code_sent: [{ tokenId, hash: 'ab' }, undefined],
  code_not_sent: [{ tokenId }, undefined],
  code_refused: [{ tokenId }, undefined],
  code_confirmed: [{ tokenId }, undefined],
  token_completed: [{ tokenId }, ['onboarding.completed', { ...ids, tokenId, purpose: 'onboarding' }]],
  token_extended: [{ tokenId, lifetimeMs: 1 }, undefined],
  token_revoked: [
    { tokenId, reason: 'replaced' },
    ['token.revoked', { ...ids, nextAction: 'operator', tokenId, reason: 'replaced' }],
  ],
  refresh_used: [{ refreshHash: hash(2) }, undefined],
  refresh_restored: [{ refreshHash: hash(2) }, undefined],
  intent_opened: [{ parameters: { email: '', name: '' }, terms: TERMS }, undefined],
  intent_tried: [{}, undefined],
  intent_settling: [{}, undefined],
  intent_closed: [{}, undefined],
  intent_barred: [{}, undefined],
  account_stored: [{ snapshot, generation: 1, terms: TERMS, adopted: false }, ['account.created', withAccount]],
  account_detached: [{ accountId: 'acct_0' }, ['account.reset', { ...ids, accountId: 'acct_0' }]],
  account_managed: [{ accountId: 'acct_1', act: 'close' }, undefined],
  account_refreshed: [{ snapshot }, undefined],
  readiness_changed: [{ from: 'none', to: 'onboarding' }, undefined],
  new_link_requested: [{ tokenId, answer: 'issued' }, undefined],
  link_sent_again: [{ tokenId }, undefined],
  email_requested: [{ tokenId, kind: 'link' }, undefined],
  warm_up_requested: [{ tokenId }, undefined],
  follow_up_requested: [{ tokenId, kind: 'reminder' }, undefined],
  emails_planned: [{}, undefined],
  tokens_forgotten: [{ tokenIds: ['token-1'] }, undefined],
  email_sent: [{ tokenId, kind: 'link', emailId: 'email-1' }, undefined],
  email_refused: [
    { tokenId, kind: 'link', code: '550' },
    ['email.refused', { ...ids, nextAction: 'operator', tokenId }],
  ],
}

const seen = (event: OnboardingEvent, before: Onboarding | undefined, next: Onboarding) => {
  const told = outgoingOf(event, before, next)
  return told && [told.type, told.data]
}

for (const type of keysOf(TOLD)) {
  t.test(`${type}: what the platform is told`, async (t) => {
    const [given, told] = TOLD[type]
    const event = { ...given, type } as OnboardingEvent
    // Evolving some events needs an intent first, of which the platform is told nothing.
    const intent = type === 'account_detached' ? { intent: INTENTS.done } : {}
    const before = type === 'client_invited' ? undefined : onboardingWith(intent)
    const isOfIntent = type.startsWith('intent_')
    const next = isOfIntent ? onboardingWith() : evolve(before, event, after(ISSUED_AT, 1))
    t.strictSame(seen(event, before, next), told)
  })
}

const asked = { what: 'A bank account', from: 'client', due: 'now', by: EXPIRES_AT } as const
const asks = [{ what: 'A bank account', due: 'now', by: EXPIRES_AT.toISOString() }]
const deadline = EXPIRES_AT.toISOString()
const later = { what: 'Later', from: 'client', due: 'later' } as const

const accountOf = (parts: Partial<AccountSnapshot>) => {
  const account = { ...EMPTY_ACCOUNT, snapshot: snapshotWith(parts) }
  return onboardingWith({ account, tokens: [tokenIn('completed')] })
}
const HELD = { capabilities: UNPAID }

/** What is told of a change of readiness, by where it came from. */
const CHANGES: readonly (readonly [from: Readiness, to: Readiness, snapshot: Partial<AccountSnapshot>, told: Told])[] =
  [
    ['onboarding', 'active', {}, ['account.ready', {}]],
    ['action_required', 'active_due', { asks: [asked, later] }, ['account.ready', { asks, deadline }]],
    ['active', 'active_due', { asks: [asked] }, ['account.action_required', { asks, deadline }]],
    ['active', 'action_required', { ...HELD, asks: [asked] }, ['account.action_required', { asks, deadline }]],
    ['onboarding', 'under_review', { ...HELD, hold: 'provider_review' }, ['account.under_review', {}]],
    ['active', 'under_review', { ...HELD, hold: 'provider_review' }, ['account.restricted', {}]],
    ['active_due', 'under_review', { ...HELD, hold: 'provider_review' }, ['account.restricted', {}]],
    ['active', 'paused', { ...HELD, hold: 'paused' }, ['account.restricted', {}]],
    ['active', 'rejected', { hold: 'rejected' }, ['account.rejected', {}]],
    ['active', 'disconnected', { hold: 'disconnected' }, ['account.disconnected', {}]],
    [
      'disconnected',
      'onboarding',
      { submitted: false, asks: [asked] },
      ['account.action_required', { asks, deadline }],
    ],
  ]

for (const [from, to, parts, told] of CHANGES) {
  t.test(`an account that was ${from} and is ${to}: ${told?.[0]}`, async (t) => {
    const state = accountOf(parts)
    const [type, data] = seen({ type: 'readiness_changed', from, to }, undefined, state) ?? []
    t.equal(type, told?.[0])
    t.match(data, { ...told?.[1], accountId: 'acct_1', readiness: to })
    t.equal(Object.hasOwn(Object(data), 'asks'), told !== undefined && 'asks' in told[1])
  })
}

t.test('the platform is told with which terms a link was opened', async (t) => {
  const state = onboardingWith({ client: { ...CLIENT, terms: { version: '2', at: ISSUED_AT, address: '192.0.2.1' } } })
  const event = { type: 'session_created', tokenId, accountId: 'acct_1', sessionExpiresAt: EXPIRES_AT } as const
  const told = outgoingOf(event, state, state)
  t.match(told, { type: 'link.opened', data: { termsVersion: '2' } })
  t.notMatch(JSON.stringify(told), '192.0.2.1', 'but not from which address they were accepted')
})

t.test('every event fits what the OpenAPI document says of its type', async (t) => {
  const ofEvents = keysOf(TOLD).flatMap((type) => (TOLD[type][1] === undefined ? [] : [TOLD[type][1]]))
  const ofReadiness = CHANGES.map(([from, to, parts]) =>
    seen({ type: 'readiness_changed', from, to }, undefined, accountOf(parts)),
  )
  for (const [type, data] of [...ofEvents, ...ofReadiness] as [OutgoingEventType, OutgoingData][]) {
    const message = messageOf({ type, data, at: ISSUED_AT, sequence: 1, platform: 'default' })
    const sent = { ...message, data: { ...data, clientId: UUID, ...(data.tokenId && { tokenId: UUID }) } }
    t.equal(faults(sent, ...bodyOf(type)), '', `${type} ${data.readiness}`)
    const other = type === 'client.invited' ? 'client.erased' : 'client.invited'
    t.not(faults(sent, ...bodyOf(other)), '', `${type} is no ${other}`)
  }
})

t.test('an account that is gone tells nothing by its readiness', async (t) => {
  t.equal(seen({ type: 'readiness_changed', from: 'active', to: 'none' }, undefined, onboardingWith()), undefined)
  const back = seen({ type: 'readiness_changed', from: 'active', to: 'onboarding' }, undefined, onboardingWith())
  t.match(back, ['account.action_required', { readiness: 'none' }])
})

t.test('more that is needed, or needed earlier, is told although the readiness stays', async (t) => {
  const refreshed = (before: Onboarding, parts: Partial<AccountSnapshot>) => {
    const next = accountOf(parts)
    return seen({ type: 'account_refreshed', snapshot: snapshotWith(parts) }, before, next)
  }
  const one = accountOf({ asks: [asked] })
  const earlier = { ...asked, by: ISSUED_AT }
  t.match(refreshed(one, { asks: [earlier] }), ['account.action_required', { deadline: ISSUED_AT.toISOString() }])
  t.match(refreshed(one, { asks: [asked, { ...asked, what: 'A document' }] }), ['account.action_required', {}])
  t.equal(refreshed(one, { asks: [asked] }), undefined, 'the same')
  t.equal(refreshed(accountOf({ asks: [asked, earlier] }), { asks: [asked] }), undefined, 'less')
  t.equal(refreshed(accountOf({}), { asks: [asked] }), undefined, 'another readiness is told by its own event')
  t.equal(refreshed(accountOf({}), { asks: [later] }), undefined, 'nothing presses')
  t.equal(refreshed(onboardingWith(), { submitted: false, asks: [asked] }), undefined, 'the first onboarding')
  const held = accountOf({ ...HELD, asks: [asked] })
  t.match(refreshed(held, { ...HELD, asks: [earlier] }), ['account.action_required', { readiness: 'action_required' }])
})

t.test('a completed update says so', async (t) => {
  const state = onboardingWith({ tokens: [tokenIn('completed', 'update')] })
  t.match(seen({ type: 'token_completed', tokenId }, state, state), ['onboarding.completed', { purpose: 'update' }])
})

t.test('an event of a save that erases the client has none of its values', async (t) => {
  const [, data] = seen({ type: 'token_revoked', tokenId, reason: 'erased' }, onboardingWith(), ERASED) ?? []
  t.notOk(Object.hasOwn(Object(data), 'externalId'))
})

t.test('no event contains the name, the address or the country of a client', async (t) => {
  const text = JSON.stringify(keysOf(TOLD).map((type) => TOLD[type][1]))
  const all = CHANGES.map(([from, to, parts]) =>
    seen({ type: 'readiness_changed', from, to }, undefined, accountOf(parts)),
  )
  for (const value of [CLIENT.name, CLIENT.email, 'secret@example.com']) t.notMatch(text + JSON.stringify(all), value)
})

t.test('each type is one, and other words are none', async (t) => {
  t.ok(OUTGOING_EVENT_TYPES.every(isOutgoingEventType))
  t.notOk(isOutgoingEventType('client'))
})

t.test('the numbers of a client grow with its versions, and within one', async (t) => {
  t.ok(sequenceOf(1, 0) < sequenceOf(1, 1))
  t.ok(sequenceOf(1, 99) < sequenceOf(2, 0))
})

t.test('what is sent of an event is its type, its time, its number, its platform and its data', async (t) => {
  const stored = {
    type: 'account.created',
    at: ISSUED_AT,
    sequence: 100,
    platform: 'default',
    data: withAccount,
  } as const
  t.strictSame(messageOf({ ...stored, ...{ id: 'not this' } }), {
    type: 'account.created',
    timestamp: ISSUED_AT.toISOString(),
    sequence: 100,
    platform: 'default',
    data: withAccount,
  })
})

t.test("the platform's own values of a client are in its events", async (t) => {
  const metadata = { plan: 'pro' }
  const state = onboardingWith({ client: { ...CLIENT, metadata } })
  t.match(seen({ type: 'client_changed', fields: [], changes: {} }, state, state), ['client.changed', { metadata }])
})
