import { Type, type Static, type TObject } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import type { AccountProfiles } from '../domain/account-profile.ts'
import { LOCALES, type Locale } from '../domain/locale.ts'
import { COLOR_PATTERN, EMAIL_PATTERN, LOGO_PATTERN } from './formats.ts'
import { faultsByPlace, jsonIn } from './json-file.ts'
import { readVariables, valueOf, type Variables } from './read-variables.ts'

const strict = { additionalProperties: false }
const text = (description: string) => Type.String({ minLength: 1, description })

// Each description completes the sentence "<place> must be …". What a value may be is said where the variable is
// described that the field stands for: see `VARIABLE_OF`.
const Branding = Type.Object(
  {
    logo: Type.Optional(Type.String({ pattern: LOGO_PATTERN, description: 'the https URL of an image' })),
    color: Type.Optional(Type.String({ pattern: COLOR_PATTERN, description: 'a colour such as #0b57d0' })),
    supportEmail: Type.Optional(Type.String({ pattern: EMAIL_PATTERN, description: 'an email address' })),
  },
  { ...strict, description: 'an object with logo, color and supportEmail' },
)

const Alerts = Type.Object(
  {
    kinds: Type.Optional(Type.Array(text('a kind of alert'), { description: 'a list of kinds of alert' })),
    webhookUrl: Type.Optional(text('the URL of an incoming webhook of Slack, or of what takes the same')),
    webhookUrlFile: Type.Optional(text('the path of a file with that URL')),
    emails: Type.Optional(Type.Array(text('an email address'), { minItems: 1, description: 'a list of addresses' })),
  },
  { ...strict, description: 'an object with kinds, webhookUrl or webhookUrlFile, and emails' },
)

const Entry = Type.Object(
  {
    // The console has its pages for signing in and out where it has those of a platform.
    id: Type.String({
      pattern: '^(?!sign-(in|out)$)[a-z0-9-]{1,40}$',
      description: 'up to 40 of a-z, 0-9 and -, and neither sign-in nor sign-out',
    }),
    name: Type.String({ pattern: '^\\S(.{0,98}\\S)?$', description: 'the name that clients know the platform by' }),
    stripeSecretKey: Type.Optional(text('a secret key of Stripe')),
    stripeSecretKeyFile: Type.Optional(text('the path of a file with the secret key')),
    stripeWebhookSecrets: Type.Optional(
      Type.Array(text('a signing secret of a webhook endpoint'), {
        minItems: 1,
        description: 'a list of signing secrets of webhook endpoints',
      }),
    ),
    stripeWebhookSecretsFile: Type.Optional(text('the path of a file with signing secrets, comma-separated')),
    stripePublishableKey: Type.Optional(
      Type.String({ pattern: '^pk_(test|live)_\\w+$', description: 'a publishable key of Stripe' }),
    ),
    accountsApi: Type.Optional(
      Type.Unsafe<'v1' | 'v2'>({
        ...Type.Union([Type.Literal('v1'), Type.Literal('v2')]),
        description: '"v1" or "v2"',
      }),
    ),
    profile: Type.Optional(text('the name of an account profile')),
    apiBaseUrl: Type.Optional(text('the URL at which browsers reach this service')),
    frontendOrigins: Type.Optional(Type.Array(text('an origin'), { minItems: 1, description: 'a list of origins' })),
    returnUrlOrigins: Type.Optional(Type.Array(text('an origin'), { description: 'a list of origins' })),
    onboardingUrlTemplate: Type.Optional(text('a URL with {token} behind its host')),
    mailFrom: Type.Optional(text('an email address')),
    termsUrl: Type.Optional(text('the https URL of terms')),
    termsVersion: Type.Optional(text('the version of the terms')),
    confirmByEmail: Type.Optional(
      Type.Unsafe<'on' | 'off'>({
        ...Type.Union([Type.Literal('on'), Type.Literal('off')]),
        description: '"on" or "off"',
      }),
    ),
    locale: Type.Optional(
      Type.Unsafe<Locale>({
        ...Type.Union(LOCALES.map((locale) => Type.Literal(locale))),
        description: `one of ${LOCALES.join(', ')}`,
      }),
    ),
    branding: Type.Optional(Branding),
    alerts: Type.Optional(Alerts),
  },
  { ...strict, description: 'an object with id, name and the keys of a platform' },
)

const File = Type.Array(Entry, { minItems: 1, description: 'a list of platforms' })

/** The variable that a field stands for. Its value has to be what the variable's has to be. */
const VARIABLE_OF: Readonly<Record<string, string>> = {
  name: 'PLATFORM_NAME',
  stripeSecretKey: 'STRIPE_SECRET_KEY',
  stripeSecretKeyFile: 'STRIPE_SECRET_KEY_FILE',
  stripePublishableKey: 'STRIPE_PUBLISHABLE_KEY',
  stripeWebhookSecrets: 'STRIPE_WEBHOOK_SECRET',
  stripeWebhookSecretsFile: 'STRIPE_WEBHOOK_SECRET_FILE',
  accountsApi: 'STRIPE_ACCOUNTS_API',
  apiBaseUrl: 'API_BASE_URL',
  frontendOrigins: 'FRONTEND_ORIGIN',
  returnUrlOrigins: 'RETURN_URL_ORIGINS',
  onboardingUrlTemplate: 'ONBOARDING_URL_TEMPLATE',
  mailFrom: 'MAIL_FROM',
  confirmByEmail: 'CONFIRM_BY_EMAIL',
  termsUrl: 'TERMS_URL',
  termsVersion: 'TERMS_VERSION',
  locale: 'LOCALE',
  'branding.logo': 'BRAND_LOGO',
  'branding.color': 'BRAND_COLOR',
  'branding.supportEmail': 'SUPPORT_EMAIL',
  'alerts.kinds': 'ALERTS',
  'alerts.webhookUrl': 'ALERT_WEBHOOK_URL',
  'alerts.webhookUrlFile': 'ALERT_WEBHOOK_URL_FILE',
  'alerts.emails': 'ALERT_EMAIL',
}

/** The longest first, because the name of one is the beginning of another. */
const PLACES = Object.entries(VARIABLE_OF).toSorted(([, one], [, other]) => other.length - one.length)

/** The one setting that platforms may share: the URL of the service, for those that have none of their own. */
const SHARED = 'API_BASE_URL'

/** A platform of the file, with the variables that a deployment for it alone would have. */
export interface ListedPlatform<Values> {
  readonly id: string
  readonly values: Values
  readonly profiles: AccountProfiles | undefined
}

/**
 * The platforms in the file that `PLATFORMS` names, or `undefined` without the variable. Adds to `faults` everything that
 * is wrong, with its place in the file and without any value; then the result means nothing.
 */
export function readPlatforms<T extends TObject>(
  schema: T,
  { variables, profiles }: { readonly variables: Variables; readonly profiles: AccountProfiles | undefined },
  faults: string[],
): readonly ListedPlatform<Static<T>>[] | undefined {
  const path = valueOf(variables, 'PLATFORMS')
  if (path === undefined) return undefined
  for (const [, name] of PLACES) {
    if (name === SHARED || valueOf(variables, name) === undefined) continue
    faults.push(`${name} and PLATFORMS are both set: remove ${name}, and write its value into the file`)
  }
  const content = jsonIn({ name: 'PLATFORMS', path, example: 'platforms.example.json' }, faults)
  if (content === undefined) return []
  const refused = [...faultsByPlace(File, content).values()]
  faults.push(...refused.map((fault) => `PLATFORMS: ${fault}`))
  if (!Value.Check(File, content)) return []
  const listed = content.map((entry, n) => platformOf(schema, { entry, place: `[${n}]`, variables, profiles }))
  const own = listed.flatMap((each) => each.faults)
  faults.push(...new Set(own), ...repeated(content, listed))
  return listed.flatMap(({ platform }) => platform ?? [])
}

type Listed = Static<typeof Entry>

function platformOf<T extends TObject>(
  schema: T,
  given: {
    readonly entry: Listed
    readonly place: string
    readonly variables: Variables
    readonly profiles: AccountProfiles | undefined
  },
): { readonly platform?: ListedPlatform<Static<T>>; readonly key: string | undefined; readonly faults: string[] } {
  const { entry, place, variables, profiles } = given
  const found: string[] = []
  const values = readVariables(schema, { ...withoutOwn(variables), ...variablesOf(entry) }, found)
  const faults = found.map((fault) => inFile(fault, place))
  const key: unknown = values?.['STRIPE_SECRET_KEY']
  const secretKey = typeof key === 'string' ? key : undefined
  const { id, profile } = entry
  if (profile !== undefined && !Object.hasOwn(profiles?.byName ?? {}, profile)) {
    faults.push(`PLATFORMS: ${place}.profile must be the name of a profile in the file of ACCOUNT_PROFILES`)
  }
  const own = profiles && profile !== undefined ? { ...profiles, defaultName: profile } : profiles
  return { ...(values !== undefined && { platform: { id, values, profiles: own } }), key: secretKey, faults }
}

/** The variables that are not of a platform. */
const withoutOwn = (variables: Variables): Variables =>
  Object.fromEntries(
    Object.entries(variables).filter(([name]) => name === SHARED || !PLACES.some(([, own]) => own === name)),
  )

function variablesOf({ branding, alerts, ...entry }: Listed): Variables {
  const grouped = Object.entries({ branding, alerts }).flatMap(([group, values = {}]) =>
    Object.entries(values).map(([field, value]) => [`${group}.${field}`, value] as const),
  )
  const fields: Record<string, string | readonly string[]> = { ...entry, ...Object.fromEntries(grouped) }
  // An empty list would be an empty variable, which counts as absent.
  if (alerts?.kinds?.length === 0) fields['alerts.kinds'] = 'off'
  return Object.fromEntries(
    Object.entries(fields).flatMap(([field, value]) => {
      const name = VARIABLE_OF[field]
      return name === undefined || value === undefined ? [] : [[name, String(value)]]
    }),
  )
}

/** A fault of a variable as one of the field that stands for it. */
function inFile(fault: string, place: string): string {
  let words = fault
  for (const [field, name] of PLACES) words = words.replaceAll(new RegExp(`\\b${name}\\b`, 'g'), `${place}.${field}`)
  return words === fault ? fault : `PLATFORMS: ${words}`
}

/** Two platforms with one id, or with one key, could not be told apart. */
function repeated(entries: readonly Listed[], listed: readonly { readonly key: string | undefined }[]): string[] {
  return entries.flatMap(({ id }, n) => {
    const sameId = entries.findIndex((other) => other.id === id)
    const { key } = listed[n] ?? {}
    const sameKey = key === undefined ? n : listed.findIndex((other) => other.key === key)
    return [
      ...(sameId < n ? [`PLATFORMS: [${n}].id is the id of [${sameId}] as well: each platform has its own`] : []),
      ...(sameKey < n
        ? [`PLATFORMS: [${n}].stripeSecretKey is the key of [${sameKey}] as well: each has its own`]
        : []),
    ]
  })
}
