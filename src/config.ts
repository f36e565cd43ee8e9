import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { FormatRegistry, Type, type Static, type TObject } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'

FormatRegistry.Set('http-url', (text) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol))
FormatRegistry.Set('postgres-url', (text) => URL.canParse(text) && /^postgres(ql)?:$/.test(new URL(text).protocol))
FormatRegistry.Set('origins', (text) =>
  text.split(',').every((part) => URL.canParse(part.trim()) && new URL(part.trim()).origin === part.trim()),
)
FormatRegistry.Set('link-template', (text) => text.includes('{token}') && URL.canParse(text))

FormatRegistry.Set('hosts', (text) => /^[a-z0-9.-]+(:\d+)?(\s*,\s*[a-z0-9.-]+(:\d+)?)*$/.test(text))

const Switch = (fallback: 'on' | 'off', description: string) =>
  Type.Union([Type.Literal('on'), Type.Literal('off')], { default: fallback, description })

/** Every variable, with its default and with what to do when it is wrong. `.env.example` lists the same. */
const Environment = Type.Object({
  HOST: Type.String({ minLength: 1, default: '127.0.0.1', description: 'the address to listen on' }),
  PORT: Type.Integer({ minimum: 0, maximum: 65_535, default: 4242, description: 'a port number' }),
  DATABASE_URL: Type.String({
    format: 'postgres-url',
    description: 'postgres://user:password@host:5432/database',
  }),
  MIGRATION_DATABASE_URL: Type.Optional(
    Type.String({
      format: 'postgres-url',
      description: 'a direct connection with DDL rights, where DATABASE_URL is a pooler or a lesser role',
    }),
  ),
  DATABASE_POOL_SIZE: Type.Integer({ minimum: 1, maximum: 200, default: 10, description: 'how many connections' }),
  STRIPE_SECRET_KEY: Type.String({
    pattern: '^(sk|rk)_(test|live)_.+',
    description: 'the secret key of your Stripe account: sk_test_… or sk_live_…',
  }),
  STRIPE_API_BASE: Type.Optional(
    Type.String({ format: 'http-url', description: "another base URL than Stripe's own, e.g. a simulator's" }),
  ),
  // Where Stripe's account links lead: v1 to the first, v2 to the second.
  STRIPE_LINK_HOSTS: Type.String({
    format: 'hosts',
    default: 'connect.stripe.com,accounts.stripe.com',
    description: 'the hosts that account links may lead to, by https, comma-separated: connect.stripe.com,…',
  }),
  ACCOUNT_CAPABILITIES: Type.String({
    pattern: '^(card_payments|transfers)(\\s*,\\s*(card_payments|transfers))*$',
    default: 'card_payments,transfers',
    description: 'what accounts are asked for, comma-separated: card_payments, transfers',
  }),
  STRIPE_WEBHOOK_SECRET: Type.String({
    pattern: '^whsec_[^,\\s]+(\\s*,\\s*whsec_[^,\\s]+)*$',
    description: 'the signing secrets of your webhook endpoints, whsec_…, comma-separated',
  }),
  API_BASE_URL: Type.String({
    format: 'http-url',
    description: 'where browsers reach this service, e.g. https://api.example.com',
  }),
  FRONTEND_ORIGIN: Type.Optional(
    Type.String({
      format: 'origins',
      description: 'origins, comma-separated, without a path: https://app.example.com',
    }),
  ),
  ONBOARDING_URL_TEMPLATE: Type.Optional(
    Type.String({
      format: 'link-template',
      description: 'a URL with {token} in it, e.g. https://app.example.com/onboard?token={token}',
    }),
  ),
  ADMIN_API_KEY: Type.Optional(
    Type.String({
      minLength: 32,
      description: 'at least 32 random characters, e.g. from `openssl rand -hex 32`',
    }),
  ),
  SMTP_URL: Type.Optional(
    Type.String({
      pattern: '^smtps?://[^\\s/]+',
      description: 'smtp://user:password@mail.example.com:587, or smtps://…',
    }),
  ),
  MAIL_FROM: Type.Optional(
    Type.String({
      pattern: '^[^\\s<>@,;]+@[^\\s<>@,;]+$',
      description: 'the address that mails come from, e.g. onboarding@example.com',
    }),
  ),
  PLATFORM_NAME: Type.String({ minLength: 1, default: 'Our platform', description: 'what clients know you by' }),
  LINK_LIFETIME_HOURS: Type.Integer({ minimum: 1, maximum: 2160, default: 336, description: '1 to 2160 hours' }),
  OPENING_DEADLINE_SECONDS: Type.Integer({
    minimum: 1,
    maximum: 60,
    default: 20,
    description: '1 to 60 seconds for all calls to Stripe of one opening',
  }),
  STRIPE_REQUESTS_PER_SECOND: Type.Number({
    exclusiveMinimum: 0,
    maximum: 1000,
    default: 20,
    description: "how many calls a second this instance makes to each of Stripe's endpoints, which allow 25",
  }),
  TOKEN_LIMIT_PER_MINUTE: Type.Integer({ minimum: 1, default: 60, description: 'how often a token may be used' }),
  STRANGER_LIMIT_PER_MINUTE: Type.Integer({
    minimum: 1,
    default: 20,
    description: 'unknown tokens and bad credentials from one address',
  }),
  REFRESH: Type.Optional(
    Type.Union([Type.Literal('page'), Type.Literal('redirect')], {
      description: 'page or redirect: where people go whose page at Stripe was used or has expired',
    }),
  ),
  GET_OPEN: Switch('on', 'on or off: whether GET /api/v1/onboard-client opens a link'),
  DOCS: Switch('on', 'on or off: whether GET /openapi.json and /docs describe the API'),
  TRUST_PROXY: Type.Optional(
    Type.String({ minLength: 1, description: 'addresses or CIDR ranges of your proxies, comma-separated' }),
  ),
  LOG_LEVEL: Type.Union(
    ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'].map((level) => Type.Literal(level)),
    { default: 'info', description: 'fatal, error, warn, info, debug, trace or silent' },
  ),
})

/** What only the demo reads. */
const DemoSettings = Type.Object({
  DATA_DIR: Type.String({ minLength: 1, default: '.data', description: 'the folder that the demo keeps its data in' }),
  SIMULATOR_PORT: Type.Integer({
    minimum: 0,
    maximum: 65_535,
    default: 12_111,
    description: "a port number, for the demo's Stripe simulator",
  }),
})

const NEEDED = ['DATABASE_URL', 'STRIPE_SECRET_KEY', 'STRIPE_WEBHOOK_SECRET', 'API_BASE_URL'] as const

/** The demo brings along what is needed. */
const DemoEnvironment = Type.Composite([
  DemoSettings,
  Type.Omit(Environment, NEEDED),
  Type.Partial(Type.Pick(Environment, NEEDED)),
])

/** Staff on the command line receives no webhooks. */
const AdminEnvironment = Type.Composite([
  Type.Omit(Environment, ['STRIPE_WEBHOOK_SECRET']),
  Type.Partial(Type.Pick(Environment, ['STRIPE_WEBHOOK_SECRET'])),
])

const MigrationEnvironment = Type.Composite([
  Type.Partial(Type.Pick(Environment, ['DATABASE_URL', 'MIGRATION_DATABASE_URL'])),
  Type.Pick(Environment, ['LOG_LEVEL']),
])

/** The names of all variables; the secrets among them can be given as `<NAME>_FILE`, too. */
export const VARIABLES: readonly string[] = Object.keys({
  ...Environment.properties,
  ...DemoSettings.properties,
})

/** Can also be given as `<NAME>_FILE`, the path of a file that holds it. */
export const SECRETS = [
  'DATABASE_URL',
  'MIGRATION_DATABASE_URL',
  'STRIPE_SECRET_KEY',
  'STRIPE_WEBHOOK_SECRET',
  'ADMIN_API_KEY',
  'SMTP_URL',
] as const

export interface Config {
  readonly host: string
  readonly port: number
  readonly databaseUrl: string
  readonly migrationDatabaseUrl: string
  readonly databasePoolSize: number
  readonly stripe: {
    readonly secretKey: string
    readonly apiBase: string | undefined
    /** Hosts that account links may lead to. */
    readonly linkHosts: readonly string[]
    /** What accounts are asked for. */
    readonly capabilities: readonly string[]
    readonly requestsPerSecond: number
    readonly webhookSecrets: readonly string[]
  }
  /** Without a slash at its end. */
  readonly apiBaseUrl: string
  readonly frontendOrigins: readonly [string, ...string[]]
  readonly onboardingUrlTemplate: string
  /** Where people go whose page at Stripe was used or has expired: to a page of ours, or to a fresh one at Stripe. */
  readonly refreshMode: 'page' | 'redirect'
  /** One more key of the admin API, with all rights. */
  readonly adminApiKey: string | undefined
  /** Where mails are handed in; `undefined`: none are sent. */
  readonly mail: { readonly url: string; readonly from: string } | undefined
  readonly platformName: string
  readonly linkLifetimeHours: number
  readonly openByGet: boolean
  readonly docs: boolean
  readonly openingDeadlineMs: number
  readonly limitsPerMinute: { readonly token: number; readonly stranger: number }
  readonly trustProxy: readonly string[]
  readonly logLevel: string
}

/** The environment is not fit to start with; the message lists all faults, each with what to do. */
export class ConfigError extends Error {
  constructor(faults: readonly string[]) {
    super(
      `The configuration is not complete:\n${faults.map((fault) => `  - ${fault}\n`).join('')}` +
        '.env.example describes every variable.',
    )
    this.name = 'ConfigError'
  }
}

export type Variables = Readonly<Record<string, string | undefined>>

/** What the service needs. Throws a {@link ConfigError} that names all that is wrong. */
export const readConfig = (variables: Variables): Config => configOf(Environment, variables)

/** What staff needs on the command line. Throws as {@link readConfig} does. */
export const readAdminConfig = (variables: Variables): Config => configOf(AdminEnvironment, variables)

/** What a migration needs: one of the two databases is enough. Throws as {@link readConfig} does. */
export function readMigrationConfig(variables: Variables): Pick<Config, 'migrationDatabaseUrl' | 'logLevel'> {
  const faults: string[] = []
  const environment = valuesOf(MigrationEnvironment, variables, faults)
  const url = environment?.MIGRATION_DATABASE_URL ?? environment?.DATABASE_URL
  if (faults.length === 0 && url === undefined) {
    faults.push(`MIGRATION_DATABASE_URL or DATABASE_URL is missing: ${Environment.properties.DATABASE_URL.description}`)
  }
  if (environment === undefined || url === undefined || faults.length > 0) throw new ConfigError(faults)
  return { migrationDatabaseUrl: url, logLevel: environment.LOG_LEVEL }
}

/** What is configured of a demo; the rest is brought along. Throws as {@link readConfig} does. */
export function readDemoConfig(variables: Variables): { dataDir: string; simulatorPort: number; port: number } {
  const faults: string[] = []
  const environment = valuesOf(DemoEnvironment, variables, faults)
  const stripeKey = variableOf('STRIPE_SECRET_KEY', variables, [])
  if (stripeKey !== undefined && isLiveKey(stripeKey)) {
    faults.push('STRIPE_SECRET_KEY is a live key: the demo moves no real money. Use "serve"')
  } else if (stripeKey !== undefined && variableOf('STRIPE_WEBHOOK_SECRET', variables, []) === undefined) {
    faults.push(`STRIPE_WEBHOOK_SECRET is missing: ${Environment.properties.STRIPE_WEBHOOK_SECRET.description}`)
  }
  if (!['127.0.0.1', '::1', 'localhost'].includes(variables['HOST'] || 'localhost')) {
    faults.push('HOST is not of this machine: the demo listens on loopback only. Use "serve"')
  }
  if (environment === undefined || faults.length > 0) throw new ConfigError(faults)
  return { dataDir: readDataDir(variables), simulatorPort: environment.SIMULATOR_PORT, port: environment.PORT }
}

/** The folder that a demo keeps its data in. */
export const readDataDir = ({ DATA_DIR }: Variables): string =>
  resolve(DATA_DIR || DemoSettings.properties.DATA_DIR.default)

function configOf(schema: typeof Environment | typeof AdminEnvironment, variables: Variables): Config {
  const faults: string[] = []
  const environment = valuesOf(schema, variables, faults)
  if (environment === undefined || faults.length > 0) throw new ConfigError(faults)
  return toConfig(environment)
}

/** The values of a schema's variables, or `undefined` after it has said in `faults` what is wrong with them. */
function valuesOf<T extends TObject>(schema: T, variables: Variables, faults: string[]): Static<T> | undefined {
  const unreadable = new Set<string>()
  const given = Object.fromEntries(
    Object.keys(schema.properties).flatMap((name) => {
      const before = faults.length
      const value = variableOf(name, variables, faults)
      if (faults.length > before) unreadable.add(name)
      return value === undefined ? [] : [[name, value]]
    }),
  )
  const environment: unknown = Value.Convert(schema, Value.Default(schema, { ...given }))
  for (const name of faultyOf(schema, environment)) {
    if (unreadable.has(name)) continue
    // The value itself is not repeated: it may be a secret that was put under the wrong name.
    const state = name in given ? 'is not valid' : 'is missing'
    faults.push(`${name} ${state}: ${schema.properties[name]?.description ?? ''}`)
  }
  const { STRIPE_SECRET_KEY: stripeKey = '', API_BASE_URL: baseUrl } = given
  if (isLiveKey(stripeKey) && baseUrl !== undefined && !baseUrl.startsWith('https:')) {
    faults.push('API_BASE_URL must be https with a live Stripe key: Stripe sends clients back to it')
  }
  const apiBase = given['STRIPE_API_BASE']
  if (isLiveKey(stripeKey) && apiBase !== undefined && !isStripe(apiBase)) {
    faults.push('STRIPE_API_BASE must be absent with a live Stripe key, which goes to https://api.stripe.com alone')
  }
  if (given['SMTP_URL'] !== undefined && given['MAIL_FROM'] === undefined && 'MAIL_FROM' in schema.properties) {
    faults.push(`MAIL_FROM is missing: ${Environment.properties.MAIL_FROM.description}. Mails need it`)
  }
  return Value.Check(schema, environment) ? environment : undefined
}

function faultyOf(schema: TObject, environment: unknown): Set<string> {
  return new Set([...Value.Errors(schema, environment)].map(({ path }) => path.split('/')[1] ?? ''))
}

const isStripe = (url: string): boolean => URL.canParse(url) && new URL(url).origin === 'https://api.stripe.com'

/** Whether the key moves real money. */
export const isLiveKey = (secretKey: string): boolean => /^(sk|rk)_live_/.test(secretKey)

/** A variable's value, or what its file holds. An empty one counts as absent. */
function variableOf(name: string, variables: Variables, faults: string[]): string | undefined {
  const value = variables[name] || undefined
  const path = SECRETS.some((secret) => secret === name) ? variables[`${name}_FILE`] : undefined
  if (path === undefined || path === '') return value
  if (value !== undefined) {
    faults.push(`${name} and ${name}_FILE are both set: keep one`)
    return undefined
  }
  try {
    const content = readFileSync(path, 'utf8').trim()
    if (content === '') faults.push(`${name}_FILE names a file that is empty: put the secret into it`)
    return content || undefined
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
    faults.push(`${name}_FILE cannot be read (${code}): name a file that this process may read`)
    return undefined
  }
}

function toConfig(environment: Static<typeof AdminEnvironment>): Config {
  const apiBaseUrl = environment.API_BASE_URL.replace(/\/+$/, '')
  const apiOrigin = new URL(apiBaseUrl).origin
  const [firstOrigin = apiOrigin, ...otherOrigins] = list(environment.FRONTEND_ORIGIN)
  return {
    host: environment.HOST,
    port: environment.PORT,
    databaseUrl: environment.DATABASE_URL,
    migrationDatabaseUrl: environment.MIGRATION_DATABASE_URL ?? environment.DATABASE_URL,
    databasePoolSize: environment.DATABASE_POOL_SIZE,
    stripe: {
      secretKey: environment.STRIPE_SECRET_KEY,
      apiBase: environment.STRIPE_API_BASE,
      linkHosts: list(environment.STRIPE_LINK_HOSTS),
      capabilities: [...new Set(list(environment.ACCOUNT_CAPABILITIES))].toSorted(),
      requestsPerSecond: environment.STRIPE_REQUESTS_PER_SECOND,
      webhookSecrets: list(environment.STRIPE_WEBHOOK_SECRET),
    },
    apiBaseUrl,
    frontendOrigins: [firstOrigin, ...otherOrigins],
    onboardingUrlTemplate:
      environment.ONBOARDING_URL_TEMPLATE ??
      // Our own page reads the fragment, which reaches no server and no log; other front ends read the query.
      (environment.FRONTEND_ORIGIN === undefined
        ? `${apiBaseUrl}/onboard#token={token}`
        : `${firstOrigin}/onboard?token={token}`),
    // Our own page has the token still; another front end may not have such a page.
    refreshMode: environment.REFRESH ?? (environment.FRONTEND_ORIGIN === undefined ? 'page' : 'redirect'),
    adminApiKey: environment.ADMIN_API_KEY,
    mail:
      environment.SMTP_URL === undefined || environment.MAIL_FROM === undefined
        ? undefined
        : { url: environment.SMTP_URL, from: environment.MAIL_FROM },
    platformName: environment.PLATFORM_NAME,
    linkLifetimeHours: environment.LINK_LIFETIME_HOURS,
    openByGet: environment.GET_OPEN === 'on',
    docs: environment.DOCS === 'on',
    openingDeadlineMs: environment.OPENING_DEADLINE_SECONDS * 1000,
    limitsPerMinute: {
      token: environment.TOKEN_LIMIT_PER_MINUTE,
      stranger: environment.STRANGER_LIMIT_PER_MINUTE,
    },
    trustProxy: list(environment.TRUST_PROXY),
    logLevel: environment.LOG_LEVEL,
  }
}

function list(text: string | undefined): string[] {
  return (text ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
}
