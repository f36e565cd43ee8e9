import { Type, type Static } from '@sinclair/typebox'
import { COLOR_PATTERN, EMAIL_PATTERN, listOf, LOGO_PATTERN, onOff } from './formats.ts'
import { originOf } from './urls.ts'

export const LinkVariables = Type.Object({
  API_BASE_URL: Type.String({
    format: 'base-url',
    description: 'the URL at which browsers reach this service, e.g. https://api.example.com',
  }),
  RETURN_URL_ORIGINS: Type.Optional(
    Type.String({
      format: 'origins',
      description: 'origins of the pages that clients may return to, comma-separated, e.g. https://app.example.com',
    }),
  ),
  FRONTEND_ORIGIN: Type.Optional(
    Type.String({
      format: 'origins',
      description: 'origins, comma-separated, without a path: https://app.example.com',
    }),
  ),
  ONBOARDING_URL_TEMPLATE: Type.Optional(
    Type.String({
      format: 'link-template',
      description: 'a URL with {token} behind its host, e.g. https://app.example.com/onboard?token={token}',
    }),
  ),
  REFRESH: Type.Optional(
    Type.Union([Type.Literal('page'), Type.Literal('redirect')], {
      description: 'page or redirect: where clients go if their page at Stripe was used or has expired',
    }),
  ),
  ONBOARDING_UI: Type.Union([Type.Literal('hosted'), Type.Literal('embedded')], {
    default: 'hosted',
    description: "hosted or embedded: whether the built-in page leads to Stripe's pages, or shows Stripe's form itself",
  }),
  PLATFORM_NAME: Type.String({
    minLength: 1,
    default: 'Our platform',
    description: 'the name that clients know you by',
  }),
  SUPPORT_EMAIL: Type.Optional(
    Type.String({
      pattern: EMAIL_PATTERN,
      description: 'the address that clients are told to write to, e.g. help@example.com',
    }),
  ),
  BRAND_LOGO: Type.Optional(Type.String({ pattern: LOGO_PATTERN, description: 'the https URL of an image' })),
  BRAND_COLOR: Type.Optional(Type.String({ pattern: COLOR_PATTERN, description: 'a colour such as #0b57d0' })),
  CONFIRM_BY_EMAIL: onOff(
    'off',
    'on or off: whether clients type a code that is emailed to them before they go to Stripe',
  ),
  TERMS_URL: Type.Optional(
    Type.String({
      pattern: '^https://[^\\s"\'<>]+$',
      description: 'the https URL of terms of your own that clients accept, e.g. https://www.example.com/terms',
    }),
  ),
  TERMS_VERSION: Type.Optional(
    Type.String({ pattern: '^[\\w.-]{1,40}$', description: 'the version of these terms, e.g. 2026-11-01' }),
  ),
  LINK_LIFETIME_HOURS: Type.Integer({ minimum: 1, maximum: 2160, default: 336, description: '1 to 2160 hours' }),
  OPENING_DEADLINE_SECONDS: Type.Integer({
    minimum: 1,
    maximum: 60,
    default: 20,
    description: '1 to 60 seconds, the deadline for all calls to Stripe of one opening',
  }),
})

export interface LinkConfig {
  /** Without a trailing slash. */
  readonly apiBaseUrl: string
  readonly frontendOrigins: readonly [string, ...string[]]
  /** The origins of the pages that clients may be sent to when they return. */
  readonly returnOrigins: readonly string[]
  readonly onboardingUrlTemplate: string
  /** Where the refresh URL leads: to a page of ours, or directly to a fresh page at Stripe. */
  readonly refreshMode: 'page' | 'redirect'
  /** What the built-in page does: lead to Stripe's pages, or show Stripe's form itself where a key allows it. */
  readonly onboardingUi: 'hosted' | 'embedded'
  readonly platformName: string
  /** The address at which clients get help. */
  readonly supportEmail: string | undefined
  /** The URL of an image. */
  readonly logo: string | undefined
  /** As `#rrggbb`. */
  readonly color: string | undefined
  /** Whether a link is opened with a code that is emailed to the client. */
  readonly confirmsByEmail: boolean
  /** The platform's own terms; `undefined` if clients accept none. */
  readonly terms: { readonly url: string; readonly version: string } | undefined
  readonly linkLifetimeHours: number
  readonly openingDeadlineMs: number
}

export function linkConfig(variables: Static<typeof LinkVariables>): LinkConfig {
  const { FRONTEND_ORIGIN: frontend } = variables
  const apiBaseUrl = originOf(variables.API_BASE_URL)
  const [firstOrigin = apiBaseUrl, ...otherOrigins] = listOf(frontend).map(originOf)
  // In the fragment, which no server and no log receives.
  const template = `${firstOrigin}/onboard#token={token}`
  const { TERMS_URL: termsUrl, TERMS_VERSION: version } = variables
  return {
    apiBaseUrl,
    frontendOrigins: [firstOrigin, ...otherOrigins],
    returnOrigins: [...new Set([firstOrigin, ...otherOrigins, ...listOf(variables.RETURN_URL_ORIGINS).map(originOf)])],
    onboardingUrlTemplate: variables.ONBOARDING_URL_TEMPLATE ?? template,
    // Our own page still has the token in its tab; another front end may not have such a page.
    refreshMode: variables.REFRESH ?? (frontend === undefined ? 'page' : 'redirect'),
    onboardingUi: variables.ONBOARDING_UI,
    platformName: variables.PLATFORM_NAME,
    supportEmail: variables.SUPPORT_EMAIL,
    logo: variables.BRAND_LOGO,
    color: variables.BRAND_COLOR,
    confirmsByEmail: variables.CONFIRM_BY_EMAIL === 'on',
    terms: termsUrl === undefined || version === undefined ? undefined : { url: termsUrl, version },
    linkLifetimeHours: variables.LINK_LIFETIME_HOURS,
    openingDeadlineMs: variables.OPENING_DEADLINE_SECONDS * 1000,
  }
}

/** The URL of a client's link, for a link secret. */
export const linkFor =
  ({ onboardingUrlTemplate }: Pick<LinkConfig, 'onboardingUrlTemplate'>) =>
  (linkSecret: string): string =>
    onboardingUrlTemplate.replace('{token}', linkSecret)

/** Terms need both. */
export const termsFaults = ({ TERMS_URL: url, TERMS_VERSION: version }: Readonly<Record<string, string>>): string[] => [
  ...(url !== undefined && version === undefined ? ['TERMS_VERSION is missing: TERMS_URL requires it'] : []),
  ...(url === undefined && version !== undefined ? ['TERMS_URL is missing: TERMS_VERSION requires it'] : []),
]
