import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { readAdminConfig, readConfig } from '../../src/config/config.ts'
import { readDemoConfig } from '../../src/config/demo-config.ts'
import type { Variables } from '../../src/config/read-variables.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const COMPLETE = {
  DATABASE_URL: 'postgres://user:word@db.example:5432/onboarding',
  STRIPE_SECRET_KEY: 'sk_test_0123456789',
  STRIPE_WEBHOOK_SECRET: 'whsec_one',
  API_BASE_URL: 'https://api.example.com/',
}

const EXAMPLE = new URL('../../account-profiles.example.json', import.meta.url).pathname

const folder = await temporaryFolder()
let files = 0

/** A file with this content; its path. */
async function fileOf(content: unknown): Promise<string> {
  files += 1
  const path = join(folder, `${files}.json`)
  await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content))
  return path
}

function faultsOf(read: (variables: Variables) => unknown, variables: Variables): string[] {
  try {
    read(variables)
    return []
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'ConfigError') throw error
    return [...error.message.matchAll(/^ {2}- (.*)$/gm)].map(([, fault = '']) => fault)
  }
}

const SELLERS = {
  dashboard: 'express',
  fees: 'platform',
  losses: 'platform',
  capabilities: ['transfers', 'card_payments'],
}
const FILE = { default: 'sellers', profiles: { sellers: SELLERS } }
const withSellers = (parts: object) => ({ ...FILE, profiles: { sellers: { ...SELLERS, ...parts } } })

t.test('without a file there is one profile, which two variables describe', async (t) => {
  const profilesOf = (variables: Variables) => readConfig({ ...COMPLETE, ...variables }).stripe.profiles
  const built = {
    dashboard: 'express',
    fees: 'platform',
    losses: 'platform',
    capabilities: ['card_payments', 'transfers'],
    added: [],
    agreement: 'full',
    upFront: 'everything',
  }
  t.strictSame(profilesOf({}), { defaultName: 'default', byName: { default: built } })
  t.strictSame(profilesOf({ ACCOUNT_CAPABILITIES: 'transfers', ACCOUNT_COUNTRY: 'DE', ACCOUNT_PROFILES: '' }), {
    defaultName: 'default',
    byName: { default: { ...built, capabilities: ['transfers'], country: 'DE' } },
  })
})

t.test('the example is valid for both generations of the API, and for every command', async (t) => {
  for (const STRIPE_ACCOUNTS_API of ['v1', 'v2', '']) {
    const variables = { ...COMPLETE, ACCOUNT_PROFILES: EXAMPLE, STRIPE_ACCOUNTS_API }
    t.same(faultsOf(readConfig, variables), [])
    t.same(faultsOf(readAdminConfig, variables), [])
    t.same(faultsOf(readDemoConfig, { ACCOUNT_PROFILES: EXAMPLE, STRIPE_ACCOUNTS_API }), [])
  }
  const { profiles } = readConfig({ ...COMPLETE, ACCOUNT_PROFILES: EXAMPLE }).stripe
  t.match(profiles, {
    defaultName: 'sellers',
    byName: {
      sellers: { dashboard: 'express', country: 'DE', countries: { US: { capabilities: ['transfers'] } } },
      shops: { dashboard: 'full', fees: 'provider', losses: 'provider', upFront: 'due' },
    },
  })
  t.strictSame(readAdminConfig({ ...COMPLETE, ACCOUNT_PROFILES: EXAMPLE }).stripe.profiles, profiles)
})

t.test('a profile needs to say no more than what has no default', async (t) => {
  const { profiles } = readConfig({ ...COMPLETE, ACCOUNT_PROFILES: await fileOf(FILE) }).stripe
  t.strictSame(profiles, {
    defaultName: 'sellers',
    byName: { sellers: { ...SELLERS, added: [], agreement: 'full', upFront: 'everything' } },
  })
})

const faulty: Record<string, readonly [content: unknown, faults: readonly RegExp[]]> = {
  'is not JSON': ['{ default: sellers }', [/^ACCOUNT_PROFILES names a file that is not valid JSON/]],
  'is empty': ['', [/^ACCOUNT_PROFILES names a file that is not valid JSON/]],
  'is not an object': [[FILE], [/^ACCOUNT_PROFILES: the file must be an object with default and profiles$/]],
  'has nothing': [
    {},
    [
      /^ACCOUNT_PROFILES: default is missing: it must be the name/,
      /^ACCOUNT_PROFILES: profiles is missing: it must be/,
    ],
  ],
  'has an unknown field': [{ ...FILE, version: 1 }, [/^ACCOUNT_PROFILES: version is not a known field: remove it$/]],
  'has no profiles': [{ ...FILE, profiles: {} }, [/: default must be the name of one of the profiles$/]],
  'has another default': [{ ...FILE, default: 'shops' }, [/: default must be the name of one of the profiles$/]],
  'has a default that every object has': [{ ...FILE, default: 'constructor' }, [/: default must be the name/]],
  'has a profile with an impossible name': [
    { ...FILE, profiles: { ...FILE.profiles, 'My Shops': SELLERS } },
    [/: profiles\.My Shops is not a valid name: its parent must be an object with the profiles by their names/],
  ],
  'has a profile that is a text': [
    { ...FILE, profiles: { sellers: 'express' } },
    [/: profiles\.sellers must be an object with dashboard, fees, losses and capabilities$/],
  ],
  'has an empty profile': [
    { ...FILE, profiles: { sellers: {} } },
    ['dashboard', 'fees', 'losses', 'capabilities'].map(
      (field) => new RegExp(`: profiles\\.sellers\\.${field} is missing: it must be .{4}`),
    ),
  ],
  'has an unknown dashboard': [
    withSellers({ dashboard: 'classic' }),
    [/: profiles\.sellers\.dashboard must be "express", "full" or "none"$/],
  ],
  'has fees for somebody else': [
    withSellers({ fees: 'application' }),
    [/: profiles\.sellers\.fees must be "platform" or "provider"$/],
  ],
  'has losses for somebody else': [
    withSellers({ losses: null }),
    [/: profiles\.sellers\.losses must be "platform" or "provider"$/],
  ],
  'has an unknown capability': [
    withSellers({ capabilities: ['transfers', 'cards'] }),
    [/: profiles\.sellers\.capabilities\.1 must be "card_payments" or "transfers"$/],
  ],
  'has a capability twice': [
    withSellers({ capabilities: ['transfers', 'transfers'] }),
    [/: profiles\.sellers\.capabilities must be a list of capabilities, each once$/],
  ],
  'has a capability that is no list': [
    withSellers({ capabilities: 'transfers' }),
    [/: profiles\.sellers\.capabilities must be a list of capabilities, each once$/],
  ],
  'has an unknown agreement': [
    withSellers({ agreement: 'none' }),
    [/: profiles\.sellers\.agreement must be "full" or "recipient"$/],
  ],
  'has unknown collection': [
    withSellers({ upFront: 'eventually_due' }),
    [/: profiles\.sellers\.upFront must be "due" or "everything"$/],
  ],
  'has a country in words': [
    withSellers({ country: 'Germany' }),
    [/: profiles\.sellers\.country must be the code of a country in which Stripe opens accounts: DE$/],
  ],
  'has a country in which Stripe opens no accounts': [
    withSellers({ country: 'UK' }),
    [/: profiles\.sellers\.country must be the code of a country in which Stripe opens accounts: DE$/],
  ],
  'has an unknown field in a profile': [
    withSellers({ requirementCollection: 'platform' }),
    [/: profiles\.sellers\.requirementCollection is not a known field: remove it$/],
  ],
  'has a country whose code is none': [
    withSellers({ countries: { BRA: {} } }),
    [
      /: profiles\.sellers\.countries\.BRA is not a valid name: its parent must be an object with countries by their codes/,
    ],
  ],
  'changes in a country what cannot differ': [
    withSellers({ countries: { BR: { losses: 'provider' } } }),
    [/: profiles\.sellers\.countries\.BR\.losses is not a known field: remove it$/],
  ],
  'has an unknown word in a country': [
    withSellers({ countries: { BR: { agreement: 'none' } } }),
    [/: profiles\.sellers\.countries\.BR\.agreement must be "full" or "recipient"$/],
  ],
  'has what Stripe refuses': [
    withSellers({ fees: 'provider', countries: { BR: { capabilities: [] } } }),
    [
      /: profiles\.sellers\.fees must be "platform", because the Express dashboard requires it$/,
      /: profiles\.sellers\.countries\.BR\.capabilities must name at least one capability/,
    ],
  ],
  'has faults in several profiles': [
    {
      default: 'shops',
      profiles: {
        sellers: { ...SELLERS, fees: 'me' },
        shops: { ...SELLERS, dashboard: 'none' },
        stores: { ...SELLERS, colour: 'red' },
      },
    },
    [
      /: profiles\.sellers\.fees must be "platform" or "provider"$/,
      /: profiles\.stores\.colour is not a known field/,
      /: profiles\.shops\.losses must be "provider", because without a dashboard/,
    ],
  ],
}

for (const [name, [content, expected]] of Object.entries(faulty)) {
  t.test(`a file that ${name} is refused, with the place and what it must be`, async (t) => {
    const ACCOUNT_PROFILES = await fileOf(content)
    for (const faults of [
      faultsOf(readConfig, { ...COMPLETE, ACCOUNT_PROFILES }),
      faultsOf(readAdminConfig, { ...COMPLETE, ACCOUNT_PROFILES }),
      faultsOf(readDemoConfig, { ACCOUNT_PROFILES }),
    ]) {
      t.equal(faults.length, expected.length, faults.join('\n'))
      for (const pattern of expected)
        t.ok(
          faults.some((fault) => pattern.test(fault)),
          String(pattern),
        )
    }
  })
}

t.test('a file that cannot be read is refused', async (t) => {
  const ACCOUNT_PROFILES = join(folder, 'nowhere.json')
  t.match(faultsOf(readConfig, { ...COMPLETE, ACCOUNT_PROFILES }), [
    /^ACCOUNT_PROFILES cannot be read \(ENOENT\): name a file that this process can read$/,
  ])
})

t.test('what depends on the generation of the API is checked for the one that is configured', async (t) => {
  const ACCOUNT_PROFILES = await fileOf(withSellers({ capabilities: ['transfers'], agreement: 'recipient' }))
  t.same(faultsOf(readConfig, { ...COMPLETE, ACCOUNT_PROFILES, STRIPE_ACCOUNTS_API: 'v1' }), [])
  for (const STRIPE_ACCOUNTS_API of ['v2', '']) {
    t.match(faultsOf(readConfig, { ...COMPLETE, ACCOUNT_PROFILES, STRIPE_ACCOUNTS_API }), [
      /: profiles\.sellers\.agreement must be "full" or omitted, because only Accounts v1/,
    ])
  }
})

t.test('the variables of the built-in profile do not go together with a file', async (t) => {
  const variables = { ...COMPLETE, ACCOUNT_PROFILES: EXAMPLE }
  t.match(faultsOf(readConfig, { ...variables, ACCOUNT_COUNTRY: 'DE', ACCOUNT_CAPABILITIES: 'transfers' }), [
    /^ACCOUNT_CAPABILITIES and ACCOUNT_PROFILES are both set: remove ACCOUNT_CAPABILITIES/,
    /^ACCOUNT_COUNTRY and ACCOUNT_PROFILES are both set: remove ACCOUNT_COUNTRY/,
  ])
  t.same(faultsOf(readConfig, { ...variables, ACCOUNT_COUNTRY: '', ACCOUNT_CAPABILITIES: '' }), [], 'empty is not set')
})

t.test(
  'the faults of the file are reported together with those of the variables, and its content is not repeated',
  async (t) => {
    const ACCOUNT_PROFILES = await fileOf(withSellers({ fees: 'hunter2' }))
    const faults = faultsOf(readConfig, { ...COMPLETE, ACCOUNT_PROFILES, PORT: 'x', STRIPE_ACCOUNTS_API: 'v3' })
    t.match(faults, [
      /^STRIPE_ACCOUNTS_API is not valid/,
      /^PORT is not valid/,
      /^ACCOUNT_PROFILES: profiles\.sellers\.fees/,
    ])
    t.equal(faults.length, 3)
    t.notMatch(faults.join('\n'), /hunter2/)
  },
)
