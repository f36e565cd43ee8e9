import { Type, type Static } from '@sinclair/typebox'
import type { AccountProfile, AccountProfiles } from '../domain/account-profile.ts'
import { COUNTRIES } from '../domain/country.ts'
import { listOf, onOff } from './formats.ts'

export const StripeVariables = Type.Object({
  PLATFORMS: Type.Optional(
    Type.String({ description: 'the path of a JSON file with several platforms: see platforms.example.json' }),
  ),
  STRIPE_SECRET_KEY: Type.String({
    pattern: '^(sk|rk)_(test|live)_\\w+$',
    secret: true,
    description: 'the whole secret key of your Stripe account, sk_test_… or sk_live_…, or a restricted one, rk_…',
  }),
  STRIPE_PUBLISHABLE_KEY: Type.Optional(
    Type.String({
      pattern: '^pk_(test|live)_\\w+$',
      description: 'the publishable key of your Stripe account, pk_test_… or pk_live_…, for embedded onboarding',
    }),
  ),
  STRIPE_WEBHOOK_SECRET: Type.String({
    pattern: '^whsec_[\\w+/=-]+(\\s*,\\s*whsec_[\\w+/=-]+)*$',
    secret: true,
    description: 'the signing secrets of your webhook endpoints, whsec_…, comma-separated',
  }),
  STRIPE_API_BASE: Type.Optional(
    Type.String({ format: 'api-base', description: "a base URL other than Stripe's own, e.g. that of a simulator" }),
  ),
  // Where Stripe's account links lead: v1 to the first, v2 to the second.
  STRIPE_LINK_HOSTS: Type.String({
    format: 'hosts',
    default: 'connect.stripe.com,accounts.stripe.com',
    description: 'the hosts that https account links may lead to, comma-separated: connect.stripe.com,…',
  }),
  STRIPE_ACCOUNTS_API: Type.Union([Type.Literal('v2'), Type.Literal('v1')], {
    default: 'v2',
    description: 'v2 or v1: the generation of the accounts API that new accounts are created with',
  }),
  ACCOUNT_PROFILES: Type.Optional(
    Type.String({ description: 'the path of a JSON file with account profiles: see account-profiles.example.json' }),
  ),
  ACCOUNT_COUNTRY: Type.Optional(
    Type.String({
      pattern: `^(${COUNTRIES.join('|')})$`,
      description: 'the country of clients that are invited without one, in which Stripe opens accounts: DE',
    }),
  ),
  ACCOUNT_CAPABILITIES: Type.String({
    pattern: '^(card_payments|transfers)(\\s*,\\s*(card_payments|transfers))*$',
    default: 'card_payments,transfers',
    description: 'the capabilities to request for new accounts, comma-separated: card_payments, transfers',
  }),
  ACCOUNT_WARM_UP: onOff('off', 'on or off: whether accounts are created before clients open their links'),
  STRIPE_REQUESTS_PER_SECOND: Type.Number({
    exclusiveMinimum: 0,
    maximum: 10_000,
    default: 20,
    description: 'the calls per second of all processes together to Stripe, which allows 25: the same for each process',
  }),
})

export interface StripeConfig {
  readonly stripe: {
    readonly secretKey: string
    /** What pages load Stripe's forms with; without it they lead to Stripe's own pages. */
    readonly publishableKey: string | undefined
    readonly apiBase: string | undefined
    /** Hosts that account links may lead to. */
    readonly linkHosts: readonly string[]
    /** The generation of the accounts API that new accounts are created with. */
    readonly accountsApi: 'v1' | 'v2'
    /** The shapes of new accounts. */
    readonly profiles: AccountProfiles
    /** Whether a job creates the account of an invited client before it opens its link. */
    readonly warmsUpAccounts: boolean
    readonly requestsPerSecond: number
    readonly webhookSecrets: readonly string[]
  }
}

/** The command line for staff has no webhook secret, because it receives no webhooks. */
type StripeValues = Omit<Static<typeof StripeVariables>, 'STRIPE_WEBHOOK_SECRET'> & { STRIPE_WEBHOOK_SECRET?: string }

/** `profiles`: those of `ACCOUNT_PROFILES`, if it is set. */
export const stripeConfig = (
  variables: StripeValues,
  profiles: AccountProfiles = builtInProfile(variables),
): StripeConfig => ({
  stripe: {
    secretKey: variables.STRIPE_SECRET_KEY,
    publishableKey: variables.STRIPE_PUBLISHABLE_KEY,
    apiBase: variables.STRIPE_API_BASE,
    linkHosts: listOf(variables.STRIPE_LINK_HOSTS),
    accountsApi: variables.STRIPE_ACCOUNTS_API,
    profiles,
    warmsUpAccounts: variables.ACCOUNT_WARM_UP === 'on',
    requestsPerSecond: variables.STRIPE_REQUESTS_PER_SECOND,
    webhookSecrets: listOf(variables.STRIPE_WEBHOOK_SECRET),
  },
})

/** The only profile if there is no file. */
function builtInProfile({ ACCOUNT_CAPABILITIES, ACCOUNT_COUNTRY: country }: StripeValues): AccountProfiles {
  const profile: AccountProfile = {
    dashboard: 'express',
    fees: 'platform',
    losses: 'platform',
    capabilities: [...new Set(listOf(ACCOUNT_CAPABILITIES))].toSorted(),
    added: [],
    agreement: 'full',
    upFront: 'everything',
    ...(country !== undefined && { country }),
  }
  return { defaultName: 'default', byName: { default: profile } }
}

/** Whether the key moves real money. */
export const isLiveKey = (secretKey: string): boolean => /^(sk|rk)_live_/.test(secretKey)

/** Whether the key may do only what it was given permission for. */
export const isRestrictedKey = (secretKey: string): boolean => secretKey.startsWith('rk_')

/** Shorter secrets are not made by Stripe, but by people, for a simulator. Stripe's have at least 38 characters. */
const SHORT_SECRET = 24

/** What is wrong with the keys together, and with other variables because of them. */
export function stripeFaults(variables: Readonly<Record<string, string>>): string[] {
  const { STRIPE_SECRET_KEY: key, STRIPE_PUBLISHABLE_KEY: publishable } = variables
  const isOther = key !== undefined && publishable?.startsWith(isLiveKey(key) ? 'pk_test_' : 'pk_live_')
  return [
    ...(isOther ? ['STRIPE_PUBLISHABLE_KEY must be of the same mode as STRIPE_SECRET_KEY'] : []),
    ...liveKeyFaults(variables),
  ]
}

/** What a live key does not allow in other variables. */
function liveKeyFaults(variables: Readonly<Record<string, string>>): string[] {
  const { STRIPE_SECRET_KEY: key = '', STRIPE_API_BASE: apiBase } = variables
  if (!isLiveKey(key)) return []
  const faults = URLS.filter(([name]) => listOf(variables[name]).some((url) => /^http:/i.test(url))).map(
    ([name, why]) => `${name} must be https with a live Stripe key: ${why}`,
  )
  if (apiBase !== undefined && !isStripe(apiBase)) {
    faults.push('STRIPE_API_BASE must not be set with a live Stripe key, which is sent to https://api.stripe.com only')
  }
  if (listOf(variables['STRIPE_WEBHOOK_SECRET']).some(isMadeUp)) {
    faults.push(
      'STRIPE_WEBHOOK_SECRET must be one of Stripe with a live Stripe key: copy it from your webhook endpoint',
    )
  }
  return faults
}

const isMadeUp = (secret: string): boolean => secret.startsWith('whsec_') && secret.length < SHORT_SECRET

/** The URLs that real clients get, and why they must be encrypted. */
const URLS = [
  ['API_BASE_URL', 'Stripe redirects clients to it'],
  ['FRONTEND_ORIGIN', 'clients come back to it'],
  ['ONBOARDING_URL_TEMPLATE', 'whoever reads a link can use it'],
] as const

const isStripe = (url: string): boolean => URL.canParse(url) && new URL(url).origin === 'https://api.stripe.com'
