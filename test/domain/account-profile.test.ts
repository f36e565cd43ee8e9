import t from 'tap'
import {
  countryOf,
  isProfileKnown,
  termsFor,
  type AccountProfile,
  type AccountProfiles,
} from '../../src/domain/account-profile.ts'
import { CLIENT } from '../support/onboardings.ts'
import { NEW_ACCOUNTS, PROFILES, SHAPE, TERMS } from '../support/terms.ts'

const { country: _country, ...NOWHERE } = CLIENT
const standard = PROFILES.byName['default'] as AccountProfile
const profiles: AccountProfiles = {
  defaultName: 'default',
  byName: {
    default: standard,
    payouts: {
      ...standard,
      capabilities: ['transfers'],
      country: 'US',
      countries: { BR: { agreement: 'recipient' }, GB: { added: ['card_payments'] } },
    },
  },
}
const newAccounts = { ...NEW_ACCOUNTS, profiles }
const shapeOf = (client: object, cures = newAccounts.cures) =>
  termsFor({ ...NOWHERE, ...client }, { ...newAccounts, cures })?.shape

t.test('a client without a profile gets the default one', async (t) => {
  t.strictSame(termsFor(NOWHERE, newAccounts), TERMS)
})

t.test('a profile may differ by country', async (t) => {
  const payouts = { ...SHAPE, profile: 'payouts', capabilities: ['transfers'] }
  t.strictSame(shapeOf({ profile: 'payouts' }), payouts)
  t.strictSame(shapeOf({ profile: 'payouts', country: 'BR' }), { ...payouts, agreement: 'recipient' })
  t.strictSame(shapeOf({ profile: 'payouts', country: 'GB' }), { ...payouts, added: ['card_payments'] })
  t.strictSame(shapeOf({ profile: 'payouts', country: 'toString' }), payouts)
})

t.test('a profile that is no longer configured gives no terms', async (t) => {
  t.equal(shapeOf({ profile: 'former' }), undefined)
  t.equal(shapeOf({ profile: 'toString' }), undefined)
  t.equal(countryOf({ ...NOWHERE, profile: 'former' }, profiles), undefined)
})

t.test('clients can be invited with a profile that is configured, and without one', async (t) => {
  for (const client of [{}, { profile: 'default' }, { profile: 'payouts' }]) {
    t.equal(isProfileKnown(client, profiles), true, JSON.stringify(client))
  }
  for (const profile of ['former', 'Default', 'constructor', '__proto__', '']) {
    t.equal(isProfileKnown({ profile }, profiles), false, profile)
  }
})

t.test('the country of a profile decides what differs for clients without one', async (t) => {
  const countries = { US: { capabilities: ['card_payments'] } }
  const home = { ...standard, capabilities: ['transfers'], country: 'US', countries }
  const one = { ...newAccounts, profiles: { defaultName: 'home', byName: { home } } }
  t.match(termsFor(NOWHERE, one), { shape: { profile: 'home', capabilities: ['card_payments'] } })
  t.match(termsFor({ ...NOWHERE, country: 'DE' }, one), { shape: { capabilities: ['transfers'] } })
})

t.test("the country is the client's, or that of its profile", async (t) => {
  t.equal(countryOf({ ...NOWHERE, country: 'DE', profile: 'payouts' }, profiles), 'DE')
  t.equal(countryOf({ ...NOWHERE, profile: 'payouts' }, profiles), 'US')
  t.equal(countryOf(NOWHERE, profiles), undefined)
})

t.test('what the provider demanded before applies to the same profile and country', async (t) => {
  const cures = [{ profile: 'payouts', country: 'US', cure: { add: 'card_payments' } }]
  t.match(
    shapeOf({ profile: 'payouts' }, cures),
    { added: ['card_payments'] },
    'also where the profile gives the country',
  )
  t.match(shapeOf({ profile: 'payouts', country: 'FR' }, cures), { added: [] })
  t.match(shapeOf({ country: 'US' }, cures), { added: [] })
  const everywhere = [{ profile: 'default', country: undefined, cure: { add: 'legacy_payments' } }]
  t.match(shapeOf({}, everywhere), { added: ['legacy_payments'] })
  t.match(shapeOf({}, [...everywhere, ...everywhere]), { added: ['legacy_payments'] }, 'once')
})
