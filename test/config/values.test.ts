import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { readConfig } from '../../src/config/config.ts'
import { readDataDir } from '../../src/config/demo.ts'
import { VARIABLES } from '../../src/config/variables.ts'
import { COMPLETE, faultsWith } from '../support/config-faults.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

/** A valid value of each variable of the service. */
const ALL: Record<string, string> = {
  ...COMPLETE,
  MIGRATION_DATABASE_URL: 'postgres://owner:word@db.example/onboarding',
  DATABASE_POOL_SIZE: '7',
  DATABASE_PREPARED: 'off',
  STRIPE_API_BASE: 'http://localhost:12111',
  STRIPE_LINK_HOSTS: 'connect.stripe.com',
  STRIPE_PUBLISHABLE_KEY: 'pk_test_0123456789',
  STRIPE_ACCOUNTS_API: 'v1',
  ACCOUNT_COUNTRY: 'DE',
  ACCOUNT_CAPABILITIES: 'transfers',
  ACCOUNT_WARM_UP: 'on',
  STRIPE_REQUESTS_PER_SECOND: '12.5',
  FRONTEND_ORIGIN: 'https://app.example.com',
  ONBOARDING_URL_TEMPLATE: 'https://app.example.com/#{token}',
  REFRESH: 'page',
  RETURN_URL_ORIGINS: 'https://shop.example.com',
  ONBOARDING_UI: 'embedded',
  PLATFORM_NAME: 'Ada & Sons',
  SUPPORT_EMAIL: 'help@example.com',
  BRAND_LOGO: 'https://www.example.com/logo.png',
  BRAND_COLOR: '#12ab34',
  LOCALE: 'pt-BR',
  CONFIRM_BY_EMAIL: 'on',
  TERMS_URL: 'https://www.example.com/terms',
  TERMS_VERSION: '2026-11-01',
  LINK_LIFETIME_HOURS: '24',
  OPENING_DEADLINE_SECONDS: '10',
  HOST: '127.0.0.1',
  PORT: '4243',
  METRICS_PORT: '9464',
  ADMIN_API_KEY: '0123456789abcdef0123456789abcdef',
  CONSOLE_SESSION_KEY: '89abcdef0123456789abcdef01234567,76543210fedcba9876543210fedcba98',
  TOKEN_LIMIT_PER_MINUTE: '5',
  UNKNOWN_CALLER_LIMIT_PER_MINUTE: '6',
  ADMIN_LIMIT_PER_MINUTE: '7',
  GET_OPEN: 'off',
  DOCS: 'off',
  TRUST_PROXY: '10.0.0.0/8',
  SMTP_URL: 'smtps://user:word@mail.example.com',
  MAIL_FROM: 'onboarding@example.com',
  EMAIL_TEMPLATES: './email-templates',
  REMINDERS: '2,5,9',
  RETENTION_PROVIDER_EVENTS_DAYS: '60',
  RETENTION_LINK_ATTEMPTS_DAYS: '7',
  RETENTION_IDEMPOTENCY_KEYS_HOURS: '48',
  RETENTION_TOKENS_DAYS: '365',
  RETENTION_OUTGOING_EVENTS_DAYS: '14',
  RETENTION_AUDIT_VALUES_DAYS: '10',
  STRIPE_SENDS: 'deadline',
  DONE_EMAIL: 'off',
  ALERTS: 'jobs_dead,digest',
  ALERT_WEBHOOK_URL: 'https://hooks.example.com/services/B00/x9',
  ALERT_EMAIL: 'ops@example.com,on-call@example.com',
  WEBHOOK_MASTER_KEY: 'fedcba9876543210fedcba9876543210',
  ALLOW_PRIVATE_RECEIVERS: 'on',
  LOG_LEVEL: 'warn',
}
/** The first two exclude others; the rest is for the demo. */
const ELSEWHERE = ['ACCOUNT_PROFILES', 'PLATFORMS', 'DATA_DIR', 'SIMULATOR_PORT']

t.test('white space around a value does not count, in any variable', async (t) => {
  t.same([...Object.keys(ALL), ...ELSEWHERE].toSorted(), VARIABLES.toSorted(), 'these are all')
  const expected = readConfig(ALL)
  for (const [before, after] of [
    ['', '\n'],
    ['', '\r\n'],
    ['\t ', ' '],
    ['\uFEFF', ''],
    ['\u00A0', '\u00A0'],
  ]) {
    for (const name of Object.keys(ALL)) {
      t.same(readConfig({ ...ALL, [name]: `${before}${ALL[name]}${after}` }), expected, name)
    }
  }
  t.equal(readDataDir({ DATA_DIR: ' /data\n' }), '/data')
  t.same(faultsWith({ ACCOUNT_PROFILES: `${join(import.meta.dirname, '../../account-profiles.example.json')}\n` }), [])
})

t.test('a value of white space counts as absent', async (t) => {
  t.same(readConfig({ ...COMPLETE, PORT: ' \n', SMTP_URL: '\t', DATABASE_URL_FILE: ' ' }), readConfig(COMPLETE))
  t.match(faultsWith({ DATABASE_URL: ' ' }), [/^DATABASE_URL is missing/])
})

t.test('a line break inside a value is refused, in any variable, and from files', async (t) => {
  const secret = join(await temporaryFolder(), 'secret')
  for (const [name, value] of Object.entries(ALL)) {
    for (const control of ['\n', '\r', '\t', '\0']) {
      const faults = faultsWith({ ...ALL, [name]: `${value.slice(0, 3)}${control}${value.slice(3)}x` })
      t.match(faults, [new RegExp(`^${name} is not valid: it contains a line break`)], name)
      t.equal(faults.length, 1)
    }
  }
  await writeFile(secret, `${COMPLETE.STRIPE_SECRET_KEY}\nsk_test_another\n`)
  t.match(faultsWith({ STRIPE_SECRET_KEY: '', STRIPE_SECRET_KEY_FILE: secret }), [
    /^STRIPE_SECRET_KEY is not valid: it/,
  ])
})

t.test('quotes around a value are refused, in any variable', async (t) => {
  for (const [name, value] of Object.entries(ALL)) {
    for (const quote of [`"`, `'`]) {
      t.same(faultsWith({ ...ALL, [name]: `${quote}${value}${quote}` }), [
        `${name} is not valid: it has quotes around it: remove them`,
      ])
    }
  }
})

const NOT_SECRETS: readonly (readonly [name: string, value: string])[] = [
  ['STRIPE_SECRET_KEY', 'sk_test_replace_me'],
  ['STRIPE_SECRET_KEY', 'sk_test_51Habc…4xyz'],
  ['STRIPE_SECRET_KEY', 'sk_test_51Habc***4xyz'],
  ['STRIPE_SECRET_KEY', 'sk_test_51Habc 4xyz'],
  ['STRIPE_SECRET_KEY', 'sk_test_51Habc\u200B4xyz'],
  ['STRIPE_SECRET_KEY', 'sk_test_xxxxxxxxxxxxxxxx'],
  ['STRIPE_SECRET_KEY', 'pk_test_0123456789'],
  ['STRIPE_WEBHOOK_SECRET', 'whsec_replace_me'],
  ['STRIPE_WEBHOOK_SECRET', 'whsec_0123456789,whsec_CHANGE-ME'],
  ['STRIPE_WEBHOOK_SECRET', 'whsec_01234 whsec_56789'],
  ['ADMIN_API_KEY', 'a'.repeat(40)],
  ['ADMIN_API_KEY', '1234'.repeat(10)],
  ['ADMIN_API_KEY', 'changeme-changeme-changeme-changeme'],
  ['ADMIN_API_KEY', 'correct horse battery staple and more of it'],
  ['ADMIN_API_KEY', 'schlüssel-schlüssel-schlüssel-schlüssel'],
  ['DATABASE_URL', 'postgres://user:change_me@db.example/x'],
  ['SMTP_URL', 'smtps://user:your-password@mail.example.com'],
]

for (const [name, value] of NOT_SECRETS) {
  t.test(`${value.slice(0, 24)} is no ${name}`, async (t) => {
    const faults = faultsWith({ ...ALL, [name]: value })
    t.match(faults, [new RegExp(`^${name} is not valid: `)])
    t.equal(faults.length, 1)
    t.notOk(faults[0]?.includes(value), 'which is not repeated')
  })
}

t.test('a number is written in decimal digits', async (t) => {
  for (const name of ['PORT', 'DATABASE_POOL_SIZE', 'LINK_LIFETIME_HOURS', 'STRIPE_REQUESTS_PER_SECOND']) {
    for (const value of ['0x10', '1e1', 'true', '-1', '+5', '5.', 'Infinity', '1_0', '٥']) {
      t.match(faultsWith({ [name]: value }), [new RegExp(`^${name} is not valid`)], `${name}=${value}`)
    }
  }
  t.match(faultsWith({ PORT: '80.5' }), [/^PORT is not valid/])
  t.same(faultsWith({ STRIPE_REQUESTS_PER_SECOND: '0.5' }), [])
})

t.test('HOST is an address or a name, and nothing more', async (t) => {
  for (const HOST of ['0.0.0.0', '::', 'localhost', 'fe80::1%eth0']) t.same(faultsWith({ HOST }), [])
  for (const HOST of ['http://0.0.0.0', '0.0.0.0/0', 'a b']) t.match(faultsWith({ HOST }), [/^HOST is not valid/])
})
