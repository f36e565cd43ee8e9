import t from 'tap'
import { startSimulator } from '#stripe-simulator'
import { profileFaults } from '../../src/adapters/stripe/profile-faults.ts'
import type { AccountProfile } from '../../src/domain/account-profile.ts'
import { PaymentProviderError } from '../../src/ports/payment-provider.ts'
import { noHurry, requestOf } from '../contract/payment-provider.ts'
import { stripeProviderAt } from '../support/stripe-provider.ts'
import { TERMS } from '../support/terms.ts'

const GOOD: AccountProfile = {
  dashboard: 'express',
  fees: 'platform',
  losses: 'platform',
  capabilities: ['card_payments', 'transfers'],
  added: [],
  agreement: 'full',
  upFront: 'everything',
}

const APIS = ['v1', 'v2'] as const
type Api = (typeof APIS)[number]

const rules: Record<string, { profile: Partial<AccountProfile>; apis: readonly Api[]; at: string; reason: RegExp }> = {
  'the Express dashboard needs a platform that pays the fees': {
    profile: { fees: 'provider' },
    apis: APIS,
    at: 'fees',
    reason: /^must be "platform", because the Express dashboard/,
  },
  'the Express dashboard needs a platform that bears the losses': {
    profile: { losses: 'provider', capabilities: ['card_payments'] },
    apis: APIS,
    at: 'losses',
    reason: /^must be "platform", because the Express dashboard/,
  },
  'a platform that bears the losses pays the fees': {
    profile: { dashboard: 'full', fees: 'provider' },
    apis: APIS,
    at: 'fees',
    reason: /^must be "platform", because a platform that bears the losses/,
  },
  'without a dashboard the provider bears the losses': {
    profile: { dashboard: 'none' },
    apis: APIS,
    at: 'losses',
    reason: /^must be "provider", because without a dashboard/,
  },
  'the recipient agreement excludes card payments': {
    profile: { agreement: 'recipient' },
    apis: ['v1'],
    at: 'agreement',
    reason: /^must be "full", because the recipient agreement excludes card_payments/,
  },
  'the recipient agreement excludes card payments that are only added': {
    profile: { agreement: 'recipient', capabilities: ['transfers'], added: ['card_payments'] },
    apis: ['v1'],
    at: 'agreement',
    reason: /excludes card_payments/,
  },
  'v2 offers no recipient agreement': {
    profile: { agreement: 'recipient', capabilities: ['transfers'] },
    apis: ['v2'],
    at: 'agreement',
    reason: /^must be "full" or omitted, because only Accounts v1 \(STRIPE_ACCOUNTS_API=v1\)/,
  },
  'v2 offers transfers only where the platform bears the losses': {
    profile: { dashboard: 'full', fees: 'provider', losses: 'provider' },
    apis: ['v2'],
    at: 'capabilities',
    reason: /^must not include transfers, because Accounts v2/,
  },
  'v2 offers transfers alone only without the full dashboard': {
    profile: { dashboard: 'full', capabilities: ['transfers'] },
    apis: ['v2'],
    at: 'capabilities',
    reason: /^must include card_payments, because Accounts v2/,
  },
  'a profile has a capability': {
    profile: { capabilities: [] },
    apis: APIS,
    at: 'capabilities',
    reason: /^must name at least one capability/,
  },
  'a capability that is only added does not make an account payable': {
    profile: { capabilities: [], added: ['card_payments'] },
    apis: APIS,
    at: 'capabilities',
    reason: /^must name at least one capability/,
  },
}

for (const [name, { profile, apis, at, reason }] of Object.entries(rules)) {
  t.test(name, async (t) => {
    for (const api of APIS) {
      const faults = profileFaults({ ...GOOD, ...profile }, api)
      const found = faults.filter((fault) => fault.at === at && reason.test(fault.reason))
      t.equal(found.length, apis.includes(api) ? 1 : 0, api)
      if (apis.includes(api)) t.strictSame(faults, found, 'and nothing else')
    }
  })
}

t.test('what a country changes has the same rules, and is reported there', async (t) => {
  const countries = {
    BR: { agreement: 'recipient' },
    IN: { agreement: 'recipient', capabilities: ['transfers'] },
    US: { capabilities: [] },
  } as const
  const at = (api: Api) => profileFaults({ ...GOOD, countries }, api).map((fault) => fault.at)
  t.strictSame(at('v1'), ['countries.BR.agreement', 'countries.US.capabilities'])
  t.strictSame(at('v2'), ['countries.BR.agreement', 'countries.IN.agreement', 'countries.US.capabilities'])
})

t.test('what is wrong everywhere is reported once, not again for each country', async (t) => {
  const profile: AccountProfile = {
    ...GOOD,
    capabilities: [],
    countries: { BR: { added: [] }, US: { agreement: 'full' } },
  }
  t.match(profileFaults(profile, 'v1'), [{ at: 'capabilities' }])
  t.equal(profileFaults(profile, 'v1').length, 1)
})

/** Every combination; `upFront` is a matter of the links, and no combination depends on it. */
const combinations = APIS.flatMap((api) =>
  (['express', 'full', 'none'] as const).flatMap((dashboard) =>
    (['platform', 'provider'] as const).flatMap((fees) =>
      (['platform', 'provider'] as const).flatMap((losses) =>
        [[], ['card_payments'], ['transfers'], ['card_payments', 'transfers']].flatMap((capabilities) =>
          (['full', 'recipient'] as const).map((agreement) => ({
            api,
            profile: { ...GOOD, dashboard, fees, losses, capabilities, agreement },
          })),
        ),
      ),
    ),
  ),
)

/** What Stripe accepts and this service refuses all the same, because it would not do what the profile says. */
function isRefusedByUsAlone({ api, profile }: (typeof combinations)[number]): boolean {
  const { dashboard, losses, capabilities, agreement } = profile
  // v1 creates accounts that can do nothing.
  if (api === 'v1') return capabilities.length === 0
  // v2 has no agreement, so none is sent; and it makes the platform collect what is required.
  return agreement === 'recipient' || (dashboard === 'none' && losses === 'platform')
}

t.test('what is refused is what Stripe refuses, and what is accepted Stripe accepts', async (t) => {
  const { url, simulator, close } = await startSimulator()
  t.teardown(() => close())
  await simulator.setPlatform({ transfersAlone: true })
  const providers = { v1: stripeProviderAt(url, { api: 'v1' }), v2: stripeProviderAt(url, { api: 'v2' }) }

  t.equal(combinations.length, 192)
  const counts = { accepted: 0, refused: 0, byUsAlone: 0 }
  for (const combination of combinations) {
    const { api, profile } = combination
    const parameters = { email: 'ada@example.com', name: 'Ada', country: 'US' }
    const terms = { ...TERMS, shape: { profile: 'default', ...profile } }
    const isAccepted = await providers[api].createAccount({ ...requestOf(), parameters, terms }, noHurry()).then(
      () => true,
      (error: unknown) => {
        if (error instanceof PaymentProviderError && error.failure.outcome === 'refused') return false
        throw error
      },
    )
    const isAllowed = profileFaults(profile, api).length === 0
    const { dashboard, fees, losses, capabilities, agreement } = profile
    const what = [api, dashboard, fees, losses, capabilities.join('+'), agreement].join(' ')
    if (isAllowed || !isAccepted) t.equal(isAllowed, isAccepted, what)
    else t.ok(isRefusedByUsAlone(combination), what)
    if (isRefusedByUsAlone(combination)) t.notOk(isAllowed, what)
    counts[isAllowed ? 'accepted' : isAccepted ? 'byUsAlone' : 'refused'] += 1
  }
  for (const count of Object.values(counts)) t.ok(count > 10)
})
