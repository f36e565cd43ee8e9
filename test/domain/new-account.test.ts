import t from 'tap'
import type { NewAccounts } from '../../src/domain/account-profile.ts'
import { auditOf } from '../../src/domain/audit.ts'
import { decideIntent } from '../../src/domain/decide-account.ts'
import { decideIntentChange } from '../../src/domain/decide-link.ts'
import { BEFORE_EXPIRY, CLIENT, INTENTS, onboardingWith } from '../support/onboardings.ts'
import { NEW_ACCOUNTS, PROFILES, TERMS } from '../support/terms.ts'

const { country: _country, ...NOWHERE } = CLIENT
const needsCountry: NewAccounts = { ...NEW_ACCOUNTS, needsCountry: true }

/** What the opening of a client's link comes to. */
const opening = (client: object, newAccounts: NewAccounts, parts: object = {}) =>
  decideIntent(onboardingWith({ client: { ...NOWHERE, ...client }, ...parts }), BEFORE_EXPIRY, {
    newAccounts,
    tokenId: 'token-1',
  })

t.test('no account is begun for a client whose profile is not configured any more', async (t) => {
  t.strictSame(opening({ profile: 'former' }, NEW_ACCOUNTS), { events: [], result: 'profile_unknown' })
  t.match(opening({ profile: 'default' }, NEW_ACCOUNTS), { result: 'asked' })
})

t.test('no account is begun without a country if the provider needs one', async (t) => {
  t.strictSame(opening({}, needsCountry), { events: [], result: 'country_required' })
  t.match(opening({}, NEW_ACCOUNTS), { result: 'asked' })
  t.match(opening({ country: 'DE' }, needsCountry), { events: [{ parameters: { country: 'DE' } }], result: 'asked' })

  const standard = { ...TERMS.shape, country: 'FR' }
  const profiles = { ...PROFILES, byName: { default: standard } }
  t.match(
    opening({}, { ...needsCountry, profiles }),
    { events: [{ parameters: { country: 'FR' } }], result: 'asked' },
    'the profile may name one',
  )
})

t.test('what is known of the client is frozen with the intent', async (t) => {
  const prefill = { businessType: 'company', mcc: '5734' } as const
  const { email, name } = CLIENT
  t.match(opening({ country: 'DE', profile: 'default', prefill }, NEW_ACCOUNTS), {
    events: [
      {
        type: 'intent_opened',
        parameters: { email, name, country: 'DE', prefill },
        terms: { shape: { profile: 'default' } },
      },
    ],
  })
})

t.test('an intent of another platform, sandbox or mode is left alone', async (t) => {
  for (const other of [{ platformId: 'acct_other' }, { livemode: true }]) {
    const newAccounts = { ...NEW_ACCOUNTS, reference: { ...NEW_ACCOUNTS.reference, ...other } }
    for (const intent of [INTENTS.open, INTENTS.settling]) {
      t.strictSame(opening({}, newAccounts, { intent }), { events: [], result: 'other_platform' })
    }
  }
})

t.test('a refusal that other terms cure closes the intent, and the audit trail says which terms', async (t) => {
  const state = onboardingWith({ intent: INTENTS.open })
  const cure = { profile: 'default', country: 'BR', cure: { agreement: 'recipient' } } as const
  const { events } = decideIntentChange(state, { intent: INTENTS.open, to: 'close', cure })
  t.strictSame(events, [{ type: 'intent_closed', cure }])
  t.strictSame(
    events.map((event) => auditOf(event, state)),
    [{ type: 'account_terms_changed', facts: { profile: 'default', country: 'BR', agreement: 'recipient' } }],
  )
  const anywhere = { ...cure, country: undefined }
  t.match(auditOf({ type: 'intent_closed', cure: anywhere }, state), { facts: { country: null } })
  t.equal(auditOf({ type: 'intent_closed' }, state), undefined)
})
