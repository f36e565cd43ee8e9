import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { readAdminConfig, readConfig } from '../../src/config/config.ts'
import { readDemoConfig } from '../../src/config/demo-config.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const ENVIRONMENT = { DATABASE_URL: 'postgres://a:b@127.0.0.1:5432/c', API_BASE_URL: 'https://api.example.com' }
const EXAMPLE = join(import.meta.dirname, '../../platforms.example.json')
const one = { id: 'acme', name: 'Acme', stripeSecretKey: 'sk_test_1', stripeWebhookSecrets: ['whsec_1234567890'] }
const other = { ...one, id: 'bazaar', name: 'Bazaar', stripeSecretKey: 'sk_test_2' }

async function fileOf(t: Test, content: unknown): Promise<string> {
  const folder = await temporaryFolder()
  t.teardown(() => rm(folder, { recursive: true }))
  const path = join(folder, 'platforms.json')
  await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content))
  return path
}

/** What is wrong, without the frame of the message. */
function faultsOf(read: (variables: Record<string, string>) => unknown, variables: Record<string, string>): string[] {
  try {
    read(variables)
    return []
  } catch (error) {
    if (!(error instanceof Error)) throw error
    return error.message
      .split('\n')
      .filter((line) => line.startsWith('  - '))
      .map((line) => line.slice(4))
  }
}

t.test('without a file the environment is one platform called default', async (t) => {
  const { platforms, hasPlatformsFile, ...config } = readConfig({
    ...ENVIRONMENT,
    STRIPE_SECRET_KEY: 'sk_test_1',
    STRIPE_WEBHOOK_SECRET: 'whsec_1234567890',
  })
  t.equal(hasPlatformsFile, false)
  t.match(platforms, [{ id: 'default', stripe: config.stripe, apiBaseUrl: config.apiBaseUrl }])
  t.equal(platforms.length, 1)
})

t.test('each platform of a file has its own settings, and the URL of the service unless it has one', async (t) => {
  const entries = [
    one,
    {
      ...other,
      accountsApi: 'v1',
      apiBaseUrl: 'https://bazaar.example',
      branding: { logo: 'https://b.example/l.png' },
      termsUrl: 'https://b.example/terms',
      termsVersion: '2',
      alerts: { kinds: ['digest'], webhookUrl: 'https://hooks.example/x1' },
    },
  ]
  const path = await fileOf(t, entries)
  for (const read of [readConfig, readAdminConfig]) {
    const { platforms, hasPlatformsFile } = read({ ...ENVIRONMENT, PLATFORMS: path })
    t.equal(hasPlatformsFile, true)
    t.match(platforms, [
      {
        id: 'acme',
        platformName: 'Acme',
        apiBaseUrl: 'https://api.example.com',
        stripe: { accountsApi: 'v2' },
        terms: undefined,
      },
      {
        id: 'bazaar',
        apiBaseUrl: 'https://bazaar.example',
        frontendOrigins: ['https://bazaar.example'],
        stripe: { accountsApi: 'v1', secretKey: 'sk_test_2', webhookSecrets: ['whsec_1234567890'] },
        logo: 'https://b.example/l.png',
        terms: { url: 'https://b.example/terms', version: '2' },
        alerts: { kinds: ['digest'], webhookUrl: 'https://hooks.example/x1', emails: [] },
      },
    ])
    t.ok(
      platforms[0]?.alerts.kinds.includes('jobs_dead'),
      'a platform without alerts of its own has those of the default',
    )
  }
})

t.test('secrets may be in files of their own', async (t) => {
  const key = await fileOf(t, 'sk_test_fromfile\n')
  const { stripeSecretKey: _key, ...rest } = one
  const path = await fileOf(t, [{ ...rest, stripeSecretKeyFile: key }])
  t.equal(readConfig({ ...ENVIRONMENT, PLATFORMS: path }).platforms[0].stripe.secretKey, 'sk_test_fromfile')
})

t.test('the example in the repository lacks nothing but the files that it names', async (t) => {
  t.match(faultsOf(readConfig, { ...ENVIRONMENT, PLATFORMS: EXAMPLE }), [
    /^PLATFORMS: \[1\]\.stripeSecretKeyFile cannot be read \(ENOENT\)/,
    /^PLATFORMS: \[1\]\.stripeWebhookSecretsFile cannot be read \(ENOENT\)/,
  ])
})

const SECRET = 'sk_test_verysecret'
const FAULTY: Readonly<Record<string, readonly [content: unknown, faults: readonly RegExp[]]>> = {
  'is no JSON': ['[', [/^PLATFORMS names a file that is not valid JSON: see platforms\.example\.json$/]],
  'is no list': [{ acme: one }, [/^PLATFORMS: the file must be a list of platforms$/]],
  'is empty': [[], [/^PLATFORMS: the file must be a list of platforms$/]],
  'has an unknown field': [[{ ...one, colour: 'red' }], [/^PLATFORMS: \[0\]\.colour is not a known field: remove it$/]],
  'has an id with capitals': [[{ ...one, id: 'Acme' }], [/^PLATFORMS: \[0\]\.id must be up to 40 of a-z, 0-9 and -,/]],
  'has an id that the console uses': [[{ ...one, id: 'sign-in' }], [/^PLATFORMS: \[0\]\.id must be .* sign-in/]],
  'lacks a key': [
    [one, { ...other, stripeSecretKey: undefined }],
    [/^PLATFORMS: \[1\]\.stripeSecretKey is missing: the whole/],
  ],
  'has a wrong key': [
    [{ ...one, stripeSecretKey: 'pk_test_verysecret' }],
    [/^PLATFORMS: \[0\]\.stripeSecretKey is not valid: /],
  ],
  'has wrong webhook secrets': [
    [{ ...one, stripeWebhookSecrets: [SECRET] }],
    [/^PLATFORMS: \[0\]\.stripeWebhookSecrets is not valid/],
  ],
  'has one id twice': [[one, { ...other, id: 'acme' }], [/^PLATFORMS: \[1\]\.id is the id of \[0\] as well/]],
  'has one key twice': [
    [
      { ...one, stripeSecretKey: SECRET },
      { ...other, stripeSecretKey: SECRET },
    ],
    [/^PLATFORMS: \[1\]\.stripeSecretKey is the key of \[0\] as well/],
  ],
  'has a URL with a path': [
    [{ ...one, apiBaseUrl: 'https://a.example/x' }],
    [/^PLATFORMS: \[0\]\.apiBaseUrl is not valid: it must not have a path/],
  ],
  'has an unencrypted URL with a live key': [
    [
      {
        ...one,
        stripeSecretKey: 'sk_live_1',
        stripeWebhookSecrets: [`whsec_${'a1'.repeat(20)}`],
        apiBaseUrl: 'http://a.example',
      },
    ],
    [/^PLATFORMS: \[0\]\.apiBaseUrl must be https with a live Stripe key/],
  ],
  'has keys of two modes': [
    [{ ...one, stripePublishableKey: 'pk_live_1' }],
    [/^PLATFORMS: \[0\]\.stripePublishableKey must be of the same mode as \[0\]\.stripeSecretKey$/],
  ],
  'names no profile': [[{ ...one, profile: 'sellers' }], [/^PLATFORMS: \[0\]\.profile must be the name of a profile/]],
  'has alerts of no kind that there is': [
    [{ ...one, alerts: { kinds: ['verysecret'], webhookUrl: 'http://verysecret.example/1', emails: ['ops'] } }],
    [
      /^PLATFORMS: \[0\]\.alerts\.kinds is not valid/,
      /alerts\.webhookUrl is not valid: it must begin with https/,
      /alerts\.emails is not/,
      /SMTP_URL is missing/,
    ],
  ],
  'has terms without a version': [
    [{ ...one, termsUrl: 'https://a.example/terms' }],
    [/^PLATFORMS: \[0\]\.termsVersion is missing: \[0\]\.termsUrl requires it/],
  ],
  'has a version without terms, and terms that a browser could run': [
    [
      { ...one, termsVersion: '2' },
      { ...other, termsUrl: 'javascript:alert(1)', termsVersion: '2' },
    ],
    [/^PLATFORMS: \[0\]\.termsUrl is missing: \[0\]\.termsVersion requires it/, /\[1\]\.termsUrl is not valid/],
  ],
  'has a logo of another scheme': [
    [{ ...one, branding: { logo: 'javascript:1' } }],
    [/^PLATFORMS: \[0\]\.branding\.logo must be the https URL/],
  ],
}

for (const [what, [content, faults]] of Object.entries(FAULTY)) {
  t.test(`a file that ${what} is refused, with the place and without any value`, async (t) => {
    const found = faultsOf(readConfig, { ...ENVIRONMENT, PLATFORMS: await fileOf(t, content) })
    t.match(found, faults)
    t.equal(found.length, faults.length)
    t.notMatch(found.join(), /verysecret|sk_live_1/)
  })
}

t.test('a setting that the file has for each platform is refused in the environment', async (t) => {
  const PLATFORMS = await fileOf(t, [one])
  for (const name of [
    'STRIPE_SECRET_KEY',
    'STRIPE_SECRET_KEY_FILE',
    'STRIPE_WEBHOOK_SECRET',
    'PLATFORM_NAME',
    'FRONTEND_ORIGIN',
    'ALERTS',
    'ALERT_WEBHOOK_URL',
  ]) {
    t.match(faultsOf(readConfig, { ...ENVIRONMENT, PLATFORMS, [name]: 'x' }), [
      new RegExp(`^${name} and PLATFORMS are both set: remove ${name}`),
    ])
  }
})

t.test('a server for emails needs the sender of each platform', async (t) => {
  const PLATFORMS = await fileOf(t, [{ ...one, mailFrom: 'a@acme.example' }, other])
  t.match(faultsOf(readConfig, { ...ENVIRONMENT, PLATFORMS, SMTP_URL: 'smtp://mail.example.com' }), [
    /^PLATFORMS: \[1\]\.mailFrom is missing/,
  ])
})

t.test('the demo takes test keys only, on this machine', async (t) => {
  t.same(faultsOf(readDemoConfig, { PLATFORMS: await fileOf(t, [one]) }), [])
  const live = { ...one, stripeSecretKey: 'sk_live_1', stripeWebhookSecrets: [`whsec_${'a1'.repeat(20)}`] }
  const PLATFORMS = await fileOf(t, [live, { ...other, apiBaseUrl: 'https://bazaar.example' }])
  t.match(faultsOf(readDemoConfig, { PLATFORMS }), [
    /^PLATFORMS: \[0\]\.stripeSecretKey is a live key/,
    /^PLATFORMS: \[1\]\.apiBaseUrl is not on this machine/,
  ])
})
