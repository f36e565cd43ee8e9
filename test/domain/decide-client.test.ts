import t from 'tap'
import { decideChange, decideErasure, decideInvitation, decideNamedCountry } from '../../src/domain/decide-client.ts'
import type { ClientChange } from '../../src/domain/client.ts'
import { evolve } from '../../src/domain/onboarding.ts'
import {
  BEFORE_EXPIRY,
  CLIENT,
  ERASED,
  evolveAll,
  hash,
  INTENTS,
  ISSUED_AT,
  onboardingWith,
  PAST_EXPIRY,
  tokenIn,
} from '../support/onboardings.ts'

t.test('an invitation enters the client and issues a token for onboarding', async (t) => {
  const client = { id: 'client-1', name: 'Ada', email: 'ada@example.com' }
  const token = { tokenId: 'token-1', lifetimeMs: 3_600_000, secretHash: hash(9), sendsEmail: true }
  const events = decideInvitation('acme', client, token)
  t.strictSame(events, [
    { type: 'client_invited', platform: 'acme', client },
    { type: 'token_issued', tokenId: 'token-1', purpose: 'onboarding', lifetimeMs: 3_600_000, issuedBy: 'staff' },
    { type: 'secret_added', tokenId: 'token-1', secretHash: hash(9) },
    { type: 'email_requested', tokenId: 'token-1', kind: 'link' },
  ])
  t.strictSame(evolveAll(undefined, events, ISSUED_AT), {
    platform: 'acme',
    client: { ...client, createdAt: ISSUED_AT },
    tokens: [tokenIn('pending')],
    since: ISSUED_AT,
  })
})

t.test('a client that had stopped reminders elsewhere is entered with that', async (t) => {
  const client = { id: 'client-1', name: 'Ada', email: 'ada@example.com' }
  const token = { tokenId: 'token-1', lifetimeMs: 3_600_000, secretHash: hash(9) }
  const stopped = (reminders?: 'on' | 'off') =>
    evolveAll(undefined, decideInvitation('acme', client, token, { reminders }), ISSUED_AT)?.client.remindersStoppedAt
  t.strictSame(stopped('off'), ISSUED_AT)
  t.equal(stopped('on'), undefined)
  t.equal(stopped(), undefined)
})

t.test('an account is warmed up only if that is wanted and the country is known', async (t) => {
  const client = { id: 'client-1', name: 'Ada', email: 'ada@example.com' }
  const token = { tokenId: 'token-1', lifetimeMs: 3_600_000, secretHash: hash(9) }
  const asked = (country?: string, warmsUp?: boolean) =>
    decideInvitation(
      'acme',
      { ...client, ...(country && { country }) },
      token,
      warmsUp === undefined ? {} : { warmsUp },
    ).filter(({ type }) => type === 'warm_up_requested')
  t.strictSame(asked('DE', true), [{ type: 'warm_up_requested', tokenId: 'token-1' }])
  for (const other of [asked('DE', false), asked('DE'), asked(undefined, true)]) t.strictSame(other, [])
  const ofProfile = decideInvitation('acme', client, token, { warmsUp: true, country: 'FR' })
  t.match(ofProfile.at(-1), { type: 'warm_up_requested' }, 'the profile may name the country')
})

t.test('a change of a client', async (t) => {
  const change = (change: ClientChange) => decideChange(onboardingWith(), change)

  t.test('holds the new values of the fields that differ, and of no other', async (t) => {
    t.strictSame(change({ name: 'Grace', email: 'ada@example.com' }).events, [
      { type: 'client_changed', fields: ['name'], changes: { name: 'Grace' } },
    ])
    t.strictSame(change({ name: 'Grace', country: 'FR' }).events, [
      { type: 'client_changed', fields: ['name', 'country'], changes: { name: 'Grace', country: 'FR' } },
    ])
  })

  t.test('distinguishes a country that is removed from one that stays', async (t) => {
    const { events } = change({ country: null })
    t.strictSame(events, [{ type: 'client_changed', fields: ['country'], changes: { country: null } }])
    const [event] = events
    const after = event && evolve(onboardingWith(), event, BEFORE_EXPIRY)
    t.notOk(after && 'country' in after.client)
  })

  t.test('that changes nothing is done without an event', async (t) => {
    const same: ClientChange[] = [{}, { name: 'Ada', email: 'ada@example.com', country: 'DE' }]
    for (const each of same) t.strictSame(change(each), { events: [], result: 'changed' })
  })

  t.test('revokes the open token if the email is another one', async (t) => {
    const revoked = { type: 'token_revoked', tokenId: 'token-1', reason: 'email_changed' }
    t.strictSame(change({ email: 'new@example.com' }).events, [
      {
        type: 'client_changed',
        fields: ['email'],
        changes: { email: 'new@example.com' },
        addressChanged: true,
      },
      revoked,
    ])
    t.equal(change({ email: 'ADA@example.com' }).events.length, 1, 'and not if it is only written otherwise')
    t.equal(change({ name: 'Grace', country: 'FR' }).events.length, 1)
  })

  t.test('stops reminders and resumes them, once, alone and with the rest of it', async (t) => {
    const stopped = onboardingWith({ client: { ...CLIENT, remindersStoppedAt: ISSUED_AT } })
    t.strictSame(change({ reminders: 'off' }).events, [{ type: 'reminders_stopped' }])
    t.strictSame(change({ reminders: 'on' }).events, [])
    t.strictSame(decideChange(stopped, { reminders: 'on' }).events, [{ type: 'reminders_resumed' }])
    t.strictSame(decideChange(stopped, { reminders: 'off', name: 'Ada' }).events, [])
    const both = change({ reminders: 'off', name: 'Grace' })
    t.match(both.events, [{ type: 'client_changed' }, { type: 'reminders_stopped' }])
    const moved = evolveAll(stopped, decideChange(stopped, { email: 'new@example.com' }).events, BEFORE_EXPIRY)
    t.strictSame(moved?.client.remindersStoppedAt, ISSUED_AT, 'they stay stopped at another address')
  })

  t.test('of the country is refused with all the rest of it', async (t) => {
    const asked = onboardingWith({ intent: INTENTS.open })
    const refused = { events: [], result: 'country_locked' }
    t.strictSame(decideChange(asked, { country: 'FR', name: 'Grace' }), refused)
    t.equal(decideChange(asked, { country: 'DE', name: 'Grace' }).result, 'changed', 'if it differs')
  })
})

t.test('an erased client keeps its id, the time of its invitation and the status of its tokens', async (t) => {
  const state = onboardingWith({ tokens: [{ ...tokenIn('completed'), id: 'token-0' }, tokenIn('in_progress')] })
  const { events } = decideErasure(state)
  t.strictSame(events, [
    { type: 'intent_barred' },
    { type: 'token_revoked', tokenId: 'token-1', reason: 'erased' },
    { type: 'client_erased' },
  ])
  const after = evolveAll(state, events, BEFORE_EXPIRY)
  t.strictSame(after?.client, ERASED.client)
  t.strictSame(after?.erasedAt, BEFORE_EXPIRY)
  t.match(after, { tokens: [{ status: 'completed' }, { status: 'revoked' }] })
  t.notMatch(JSON.stringify(after), new RegExp(`Ada|ada@|${CLIENT.externalId}|"DE"`))
  t.strictSame(after && decideErasure(after), { events: [], result: 'erased' }, 'and stays so')
})

t.test('a country that the holder of a link names', async (t) => {
  const { country: _known, ...client } = CLIENT
  const named = (parts: Parameters<typeof onboardingWith>[0] = {}, now = BEFORE_EXPIRY) =>
    decideNamedCountry(onboardingWith({ client, ...parts }), now, { tokenId: 'token-1', country: 'FR' }).events

  t.test('is stored', async (t) => {
    t.strictSame(named(), [{ type: 'client_changed', fields: ['country'], changes: { country: 'FR' } }])
  })

  t.test('does not replace a known one', async (t) => {
    t.strictSame(named({ client: CLIENT }), [])
  })

  t.test('is not stored through a link that cannot be opened', async (t) => {
    t.strictSame(named({}, PAST_EXPIRY), [])
    t.strictSame(named({ tokens: [tokenIn('revoked')] }), [])
  })

  t.test('is not stored if the client would get no account there', async (t) => {
    const refusal = { field: 'country', message: 'does not fit' } as const
    const decide = (parts: object) =>
      decideNamedCountry(onboardingWith(parts), BEFORE_EXPIRY, { tokenId: 'token-1', country: 'JM' }, () => refusal)
    t.strictSame(decide({ client }), { events: [], result: refusal })
    t.strictSame(decide({ client: CLIENT }), { events: [], result: undefined }, 'and is no matter if one is known')
  })

  t.test('is not stored while an account may exist', async (t) => {
    t.strictSame(named({ intent: INTENTS.open }), [])
  })
})
