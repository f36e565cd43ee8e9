import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { readAdminConfig, readConfig, readMigrationConfig } from '../../src/config/config.ts'
import { readDemoConfig } from '../../src/config/demo-config.ts'
import type { Variables } from '../../src/config/read-variables.ts'
import { SECRETS } from '../../src/config/variables.ts'

const COMPLETE = {
  DATABASE_URL: 'postgres://user:word@db.example:5432/onboarding',
  STRIPE_SECRET_KEY: 'sk_test_0123456789',
  STRIPE_WEBHOOK_SECRET: 'whsec_0123456789abcdef0123, whsec_0123456789abcdef4567',
  API_BASE_URL: 'https://api.example.com/',
}

/** What a reader says of an environment: its faults, a line each. */
function faultsOf(read: (variables: Variables) => unknown, variables: Variables): string[] {
  try {
    read(variables)
    return []
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'ConfigError') throw error
    t.match(error.message, /\.env\.example describes every variable/)
    return [...error.message.matchAll(/^ {2}- (.*)$/gm)].map(([, fault = '']) => fault)
  }
}

/** These faults and no others. */
function are(t: Test, faults: readonly string[], expected: readonly RegExp[]): void {
  t.match(faults, expected)
  t.equal(faults.length, expected.length)
}

t.test('the variables that are needed are enough, and the rest has defaults', async (t) => {
  t.match(readConfig(COMPLETE), {
    host: '127.0.0.1',
    port: 4242,
    stripe: { webhookSecrets: ['whsec_0123456789abcdef0123', 'whsec_0123456789abcdef4567'], apiBase: undefined },
    apiBaseUrl: 'https://api.example.com',
    frontendOrigins: ['https://api.example.com'],
    onboardingUrlTemplate: 'https://api.example.com/onboard#token={token}',
    adminApiKey: undefined,
  })
})

t.test('another front end gets links of its own, in the query', async (t) => {
  const { onboardingUrlTemplate, frontendOrigins } = readConfig({
    ...COMPLETE,
    FRONTEND_ORIGIN: 'https://app.example.com, https://admin.example.com',
  })
  t.equal(onboardingUrlTemplate, 'https://app.example.com/onboard#token={token}')
  t.same(frontendOrigins, ['https://app.example.com', 'https://admin.example.com'])
})

t.test('a state alone opens nothing with the built-in pages, and leads to Stripe with another front end', async (t) => {
  const own = { ...COMPLETE, FRONTEND_ORIGIN: 'https://app.example.com' }
  t.equal(readConfig(COMPLETE).refreshMode, 'page')
  t.equal(readConfig(own).refreshMode, 'redirect')
  for (const REFRESH of ['page', 'redirect'] as const) {
    t.equal(readConfig({ ...COMPLETE, REFRESH }).refreshMode, REFRESH)
    t.equal(readConfig({ ...own, REFRESH }).refreshMode, REFRESH)
  }
  are(t, faultsOf(readConfig, { ...COMPLETE, REFRESH: 'on' }), [/^REFRESH is not valid: page or redirect/])
})

t.test('all errors are reported together, with advice and without the values', async (t) => {
  const wrong = {
    DATABASE_URL: 'mysql://hunter2@x/y',
    MIGRATION_DATABASE_URL: 'postgres://a b',
    STRIPE_SECRET_KEY: 'sk_live_hunter2',
    STRIPE_WEBHOOK_SECRET: 'hunter2',
    API_BASE_URL: 'http://hunter2.example.com',
    ADMIN_API_KEY: 'hunter2',
    PORT: 'hunter2',
    LOG_LEVEL: 'hunter2',
    GET_OPEN: 'hunter2',
    REFRESH: 'hunter2',
    FRONTEND_ORIGIN: 'https://hunter2.example.com/path',
    ONBOARDING_URL_TEMPLATE: 'https://hunter2.example.com/onboard',
    LINK_LIFETIME_HOURS: '2161',
  }
  const faults = faultsOf(readConfig, wrong)
  const of = (name: string) => faults.filter((fault) => fault.startsWith(name))
  for (const name of Object.keys(wrong).filter((one) => one !== 'STRIPE_SECRET_KEY' && one !== 'API_BASE_URL')) {
    are(t, of(name), [new RegExp(`^${name} is not valid: .{4}`)])
  }
  are(t, of('API_BASE_URL'), [/^API_BASE_URL must be https with a live Stripe key/])
  t.equal(faults.length, Object.keys(wrong).length - 1)
  t.notMatch(faults.join('\n'), /hunter2/)
})

t.test('a live key goes to Stripe alone', async (t) => {
  const STRIPE_SECRET_KEY = 'sk_live_0123456789'
  for (const STRIPE_API_BASE of ['http://127.0.0.1:12111', 'https://stripe.example.com', 'http://api.stripe.com']) {
    const faults = faultsOf(readConfig, { ...COMPLETE, STRIPE_SECRET_KEY, STRIPE_API_BASE })
    are(t, faults, [/^STRIPE_API_BASE must not be set with a live Stripe key/])
    t.same(faultsOf(readConfig, { ...COMPLETE, STRIPE_API_BASE }), [])
  }
  const STRIPE_API_BASE = 'https://api.stripe.com'
  t.same(faultsOf(readConfig, { ...COMPLETE, STRIPE_SECRET_KEY, STRIPE_API_BASE }), [])
})

t.test('a live key wants https, and a test key does not', async (t) => {
  const API_BASE_URL = 'http://localhost:4242'
  for (const key of ['sk_live_0123456789', 'rk_live_0123456789']) {
    are(t, faultsOf(readConfig, { ...COMPLETE, API_BASE_URL, STRIPE_SECRET_KEY: key }), [/must be https/])
    t.same(faultsOf(readConfig, { ...COMPLETE, STRIPE_SECRET_KEY: key }), [])
    const FRONTEND_ORIGIN = 'https://app.example.com,http://admin.example.com'
    const ONBOARDING_URL_TEMPLATE = 'http://app.example.com/?token={token}'
    are(t, faultsOf(readConfig, { ...COMPLETE, STRIPE_SECRET_KEY: key, FRONTEND_ORIGIN, ONBOARDING_URL_TEMPLATE }), [
      /^FRONTEND_ORIGIN must be https with a live Stripe key/,
      /^ONBOARDING_URL_TEMPLATE must be https with a live Stripe key/,
    ])
    t.same(faultsOf(readConfig, { ...COMPLETE, FRONTEND_ORIGIN, ONBOARDING_URL_TEMPLATE }), [])
  }
  t.same(faultsOf(readConfig, { ...COMPLETE, API_BASE_URL }), [])
})

t.test('a live key does not go together with the secret of a simulator', async (t) => {
  const variables = { ...COMPLETE, STRIPE_SECRET_KEY: 'sk_live_0123456789', STRIPE_WEBHOOK_SECRET: 'whsec_simulator' }
  are(t, faultsOf(readConfig, variables), [/^STRIPE_WEBHOOK_SECRET must be one of Stripe with a live Stripe key/])
})

t.test('an empty value counts as absent', async (t) => {
  are(t, faultsOf(readConfig, { ...COMPLETE, DATABASE_URL: '' }), [/^DATABASE_URL is missing/])
  t.equal(readConfig({ ...COMPLETE, PORT: '', ADMIN_API_KEY: '', FRONTEND_ORIGIN: '' }).port, 4242)
})

t.test('each command needs what it uses', async (t) => {
  const missing = (faults: string[]) => faults.map((fault) => fault.split(' is missing')[0])
  t.same(missing(faultsOf(readConfig, {})), Object.keys(COMPLETE))
  t.same(missing(faultsOf(readAdminConfig, {})), ['DATABASE_URL', 'STRIPE_SECRET_KEY', 'API_BASE_URL'])
  t.same(missing(faultsOf(readMigrationConfig, {})), ['MIGRATION_DATABASE_URL or DATABASE_URL'])
  t.same(faultsOf(readDemoConfig, {}), [])
})

t.test('a migration takes the connection that was made for it, else the usual one', async (t) => {
  const [owner, usual] = ['postgres://owner@db/x', 'postgres://service@db/x']
  const userOf = (variables: Variables) => new URL(readMigrationConfig(variables).migrationDatabaseUrl).username
  t.equal(userOf({ MIGRATION_DATABASE_URL: owner, DATABASE_URL: usual }), 'owner')
  t.equal(userOf({ MIGRATION_DATABASE_URL: owner }), 'owner')
  t.equal(userOf({ DATABASE_URL: usual }), 'service')
  are(t, faultsOf(readMigrationConfig, { DATABASE_URL: 'nonsense' }), [/^DATABASE_URL is not valid/])
})

t.test('the demo moves no real money, is for one machine, and says all that is wrong with it', async (t) => {
  are(
    t,
    faultsOf(readDemoConfig, {
      STRIPE_SECRET_KEY: 'rk_live_0',
      HOST: '0.0.0.0',
      SIMULATOR_PORT: 'x',
      PORT: '70000',
      API_BASE_URL: 'https://onboarding.example.com',
      TRUST_PROXY: '10.0.0.0/8',
      NODE_ENV: 'production',
    }),
    [
      /^SIMULATOR_PORT is not valid/,
      /^PORT is not valid/,
      /accepts only test keys/,
      /^HOST is not a loopback address/,
      /^API_BASE_URL is not on this machine/,
      /^TRUST_PROXY is set/,
      /^NODE_ENV is production/,
    ],
  )
  are(t, faultsOf(readDemoConfig, { LOG_LEVEL: 'loud', STRIPE_SECRET_KEY: 'sk_test_0123456789' }), [
    /^LOG_LEVEL is not valid/,
    /^STRIPE_WEBHOOK_SECRET is missing/,
  ])
  for (const HOST of ['127.0.0.1', '::1', 'localhost', ' 127.0.0.2\n']) t.same(faultsOf(readDemoConfig, { HOST }), [])
  for (const API_BASE_URL of ['http://localhost:4242', 'http://127.0.0.1', 'http://[::1]:80/']) {
    t.same(faultsOf(readDemoConfig, { API_BASE_URL, NODE_ENV: 'development', TRUST_PROXY: ' ' }), [])
  }
  for (const API_BASE_URL of ['http://localhost.example.com', 'http://192.168.1.2:4242']) {
    are(t, faultsOf(readDemoConfig, { API_BASE_URL }), [/^API_BASE_URL is not on this machine/])
  }
})

t.test('email', async (t) => {
  const mailOf = (variables: Record<string, string>) => readConfig({ ...COMPLETE, ...variables }).mail
  const MAIL_FROM = 'onboarding@platform.example'

  t.test('is off unless a server is named', async (t) => {
    t.equal(mailOf({}), undefined)
    t.equal(mailOf({ MAIL_FROM }), undefined)
    t.equal(mailOf({ SMTP_URL: '', MAIL_FROM: '' }), undefined)
  })

  t.test('goes to this server, from this address', async (t) => {
    for (const url of ['smtp://127.0.0.1:25', 'smtps://user:p%40ss@mail.example.com'])
      t.strictSame(mailOf({ SMTP_URL: url, MAIL_FROM }), { url, from: MAIL_FROM })
  })

  t.test('is not configured by half of it, or by nonsense', async (t) => {
    const faulty: [Record<string, string>, RegExp][] = [
      [{ SMTP_URL: 'smtp://mail.example.com' }, /^MAIL_FROM is missing: the sender address of emails/],
      [{ SMTP_URL: 'mail.example.com', MAIL_FROM }, /^SMTP_URL is not valid: smtp:\/\//],
      [{ SMTP_URL: 'smtp://', MAIL_FROM }, /^SMTP_URL is not valid/],
      [{ SMTP_URL: 'smtp://mail.example.com', MAIL_FROM: 'Acme <a@example.com>' }, /^MAIL_FROM is not valid/],
      [{ SMTP_URL: 'smtp://mail.example.com', MAIL_FROM: 'a@example.com\r\nBcc: b' }, /^MAIL_FROM is not valid/],
    ]
    for (const [variables, fault] of faulty) are(t, faultsOf(readConfig, { ...COMPLETE, ...variables }), [fault])
  })
})

t.test('every secret can be read from a file', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'connect-onboarding-config-'))
  t.teardown(() => rm(folder, { recursive: true, force: true }))
  const values: Record<string, string> = {
    ...COMPLETE,
    MIGRATION_DATABASE_URL: 'postgres://owner@db/x',
    ADMIN_API_KEY: '0123456789abcdef0123456789abcdef',
    CONSOLE_SESSION_KEY: '0123456789abcdef0123456789abcdef,fedcba9876543210fedcba9876543210',
    WEBHOOK_MASTER_KEY: 'fedcba9876543210fedcba9876543210',
    SMTP_URL: 'smtp://user:password@mail.example.com:587',
    MAIL_FROM: 'onboarding@example.com',
    ALERT_WEBHOOK_URL: 'https://hooks.example.com/services/x9',
  }
  const variables: Record<string, string> = {
    API_BASE_URL: COMPLETE.API_BASE_URL,
    MAIL_FROM: 'onboarding@example.com',
  }
  for (const name of SECRETS) {
    const file = join(folder, name)
    await writeFile(file, `${values[name]}\n`)
    variables[`${name}_FILE`] = file
  }
  t.same(readConfig(variables), readConfig(values))

  const file = variables['DATABASE_URL_FILE'] ?? ''
  are(t, faultsOf(readConfig, { ...variables, DATABASE_URL: COMPLETE.DATABASE_URL }), [
    /^DATABASE_URL and DATABASE_URL_FILE are both set: remove one$/,
  ])
  t.same(faultsOf(readConfig, { ...variables, DATABASE_URL: '' }), [], 'an empty one is not set')
  are(t, faultsOf(readConfig, { ...variables, DATABASE_URL_FILE: join(folder, 'nowhere') }), [
    /^DATABASE_URL_FILE cannot be read \(ENOENT\): name a file/,
  ])
  await writeFile(file, ' \n')
  are(t, faultsOf(readConfig, variables), [/^DATABASE_URL_FILE names an empty file/])
})

t.test('the sessions of the console have one key or several, each as random as other keys', async (t) => {
  const keys = ['0123456789abcdef0123456789abcdef', 'fedcba9876543210fedcba9876543210']
  const read = (key: string) => readConfig({ ...COMPLETE, CONSOLE_SESSION_KEY: key }).consoleKeys
  t.strictSame([read(''), read(keys.join(' , ')), read(`${keys[0]},`)], [[], keys, [keys[0]]])
  for (const faulty of ['short', `${keys[0]},short`, `${keys[0]},${'a'.repeat(32)}`, ',', `${keys[0]} ${keys[1]}`]) {
    are(t, faultsOf(readConfig, { ...COMPLETE, CONSOLE_SESSION_KEY: faulty }), [
      /^CONSOLE_SESSION_KEY is not valid: each key has at least 32 random characters/,
    ])
  }
})
