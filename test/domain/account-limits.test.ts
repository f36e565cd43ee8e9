import t from 'tap'
import { unfitFor, type AccountLimits } from '../../src/domain/account-limits.ts'
import type { AccountProfile } from '../../src/domain/account-profile.ts'
import { decideChange } from '../../src/domain/decide-client.ts'
import { onboardingWith } from '../support/onboardings.ts'

const LIMITS: AccountLimits = { countriesWithout: { cards: ['JM'] }, businessTypes: { government_entity: ['US'] } }
const profile = (differs: Partial<AccountProfile>): AccountProfile => ({
  dashboard: 'express',
  fees: 'platform',
  losses: 'platform',
  capabilities: ['cards'],
  added: [],
  agreement: 'full',
  upFront: 'due',
  ...differs,
})
const profiles = {
  defaultName: 'sellers',
  byName: {
    sellers: profile({ countries: { FR: { added: ['cards'] } } }),
    jamaicans: profile({ country: 'JM' }),
    recipients: profile({ capabilities: ['transfers'] }),
    local: profile({ countries: { JM: { capabilities: ['transfers'] } } }),
  },
}
const unfit = (client: Parameters<typeof unfitFor>[0]) => unfitFor(client, profiles, LIMITS)

t.test('a country in which the profile has a capability that no account can have there does not fit', async (t) => {
  t.match(unfit({ country: 'JM' }), { field: 'country', message: /cannot have cards.*"sellers" requires/ })
  t.match(unfit({ profile: 'jamaicans' }), { field: 'country' }, 'the country of the profile')
  t.equal(unfit({ country: 'DE' }), undefined)
  t.equal(unfit({ country: 'DE', profile: 'jamaicans' }), undefined)
  t.equal(unfit({ country: 'JM', profile: 'recipients' }), undefined)
  t.equal(unfit({ country: 'JM', profile: 'local' }), undefined, 'what the profile requires there is what counts')
})

t.test(
  'what a provider adds to an account of its own accord counts unless another agreement makes it superfluous',
  async (t) => {
    const adding = { defaultName: 'p', byName: { p: profile({ capabilities: ['transfers'], added: ['cards'] }) } }
    const client = { country: 'JM' }
    t.match(unfitFor(client, adding, LIMITS), { field: 'country' })
    t.equal(unfitFor(client, adding, { ...LIMITS, curesByAgreement: true }), undefined)
    t.match(unfitFor(client, profiles, { ...LIMITS, curesByAgreement: true }), { field: 'country' }, 'what it requires')
    const { countriesWithout } = LIMITS
    const town = { country: 'DE', prefill: { businessType: 'government_entity' } } as const
    t.equal(unfitFor(town, profiles, { countriesWithout }), undefined, 'no limit of legal forms is known')
  },
)

t.test('a legal form that is possible in some countries only fits there', async (t) => {
  const prefill = { businessType: 'government_entity' } as const
  t.match(unfit({ country: 'DE', prefill }), { field: 'prefill.businessType', message: /only in US.* is DE$/ })
  t.equal(unfit({ country: 'US', prefill }), undefined)
  t.equal(unfit({ country: 'DE', prefill: { businessType: 'company' } }), undefined)
  t.equal(unfit({ country: 'DE', prefill: { mcc: '5734' } }), undefined)
})

t.test('without a country, or without the profile, nothing is known', async (t) => {
  t.equal(unfit({ prefill: { businessType: 'government_entity' } }), undefined)
  t.equal(unfit({ country: 'JM', profile: 'gone' }), undefined)
})

t.test('a change to a country that does not fit changes nothing, and other changes are no matter', async (t) => {
  const refusal = { field: 'country', message: 'does not fit' } as const
  const change = (wanted: object) => decideChange(onboardingWith(), wanted, () => refusal)
  t.strictSame(change({ country: 'JM', name: 'Grace' }), { events: [], result: refusal })
  t.equal(change({ name: 'Grace' }).result, 'changed')
})
