// adapters/stripe: the client, its pacing, its failures, its events and its words, which all of Stripe's API share. A
// folder for each generation of the accounts API has what differs: the requests, the answers, and what an account says.
import { Stripe } from 'stripe'
import type { AccountFinders } from '../../ports/account-finder.ts'
import type { AccountProfiles } from '../../domain/account-profile.ts'
import type { AccountsApi } from './accounts-api.ts'
import type { EventFeed } from '../../ports/event-feed.ts'
import type { AccountControl } from '../../ports/account-control.ts'
import type { AccountSessions } from '../../ports/account-sessions.ts'
import type { EventVerifier } from '../../ports/event-verifier.ts'
import type { PaymentProvider, PaymentProviders } from '../../ports/payment-provider.ts'
import type { ProviderDiagnostics } from '../../ports/provider-diagnostics.ts'
import { accountFinder } from './account-finder.ts'
import { stripeEventVerifier } from './event-verifier.ts'
import { checkedHttpClient } from './http-client.ts'
import { keyFaults } from './key-permissions.ts'
import type { Pace, pacers } from './pacer.ts'
import { platformOf } from './platform.ts'
import { stripeDiagnostics } from './setup/diagnostics.ts'
import { neighbours } from './v1/neighbours.ts'
import { accountsV1 } from './v1/provider.ts'
import { stripeEventFeed } from './v2/event-feed.ts'
import { accountsV2 } from './v2/provider.ts'

const STRIPE_ORIGIN = 'https://api.stripe.com'

/** Timeout of one attempt. The SDK's default of 80 s, times three attempts, would outlive every caller. */
const REQUEST_TIMEOUT_MS = 8000

/** The SDK's retries of one request, with the same idempotency key. The next opening retries as well. */
const NETWORK_RETRIES = 1

/**
 * Stripe's SDK for this key. `apiBase` replaces Stripe's base URL, for example with a simulator's. Throws if a live key
 * would be sent there.
 */
export function stripeClient({ secretKey, apiBase }: { secretKey: string; apiBase?: string | undefined }): Stripe {
  const base = apiBase === undefined ? undefined : new URL(apiBase)
  if (base !== undefined && base.origin !== STRIPE_ORIGIN && /^(sk|rk)_live_/.test(secretKey)) {
    throw new Error(`a live Stripe key goes to ${STRIPE_ORIGIN} alone`)
  }
  const stripe = new Stripe(secretKey, {
    timeout: REQUEST_TIMEOUT_MS,
    maxNetworkRetries: NETWORK_RETRIES,
    telemetry: false,
    appInfo: { name: 'connect-onboarding' },
    httpClient: checkedHttpClient(),
    ...(base && {
      host: base.hostname,
      port: base.port || (base.protocol === 'https:' ? 443 : 80),
      protocol: base.protocol === 'https:' ? 'https' : 'http',
    }),
  })
  return withCachedUserAgent(stripe)
}

/** The SDK (23.1) encodes the same description of itself anew for each request, which costs a fiftieth of an opening. */
function withCachedUserAgent(stripe: Stripe): Stripe {
  let userAgent = ''
  stripe.getClientUserAgent((text: string) => {
    userAgent = text
  })
  return Object.assign(stripe, { getClientUserAgent: (use: (text: string) => void) => use(userAgent) })
}

type StripeProvider = PaymentProvider & AccountControl & AccountSessions
type StripeProviders = readonly [StripeProvider, StripeProvider]

interface Options {
  readonly stripe: Stripe
  /** The generation that new accounts are created with. */
  readonly accountsApi: AccountsApi
  /** The turns of our calls: see `pacers`. */
  readonly pace: ReturnType<typeof pacers>
  /** Whether the key is a live key. */
  readonly livemode: boolean
  /** Whether it may do only what it was given permission for. */
  readonly isRestricted: boolean
  /** The shapes of new accounts. */
  readonly profiles: AccountProfiles
  /** Hosts that account links may lead to. */
  readonly linkHosts: readonly string[]
  /** The base URL of a simulator, whose account links are accepted as well; never with a live key. */
  readonly simulator?: string | undefined
  /** Secrets of all webhook endpoints, including old ones during a rotation. */
  readonly webhookSecrets: readonly string[]
  /** Whether pages can load Stripe's forms: they need a publishable key for it. */
  readonly isEmbeddable: boolean
}

/**
 * Connected accounts at Stripe, of both generations, and the events about them. The calls of `backgroundProviders` go
 * when no opening waits.
 */
export function stripeProviders({
  stripe,
  accountsApi,
  pace,
  livemode,
  isRestricted,
  profiles,
  linkHosts,
  simulator,
  webhookSecrets,
  isEmbeddable,
}: Options): {
  readonly providers: StripeProviders
  readonly backgroundProviders: PaymentProviders
  /** The same as `providers`, for what the platform does to accounts. */
  readonly controls: StripeProviders
  /** The same, for Stripe's forms on pages of the platform; absent if those cannot load them. */
  readonly embeddable: StripeProviders | undefined
  readonly finders: AccountFinders
  readonly verifier: EventVerifier
  readonly feed: EventFeed
  readonly diagnostics: ProviderDiagnostics
  /** What the key may not do although the service needs it. */
  readonly keyFaults: (signal: AbortSignal) => Promise<readonly string[]>
} {
  const { openings, background } = pace
  const platform = platformOf({ stripe, pace: openings, livemode })
  const at = (turns: Pace) => {
    const dependencies = { stripe, pace: turns, platform, linkHosts, simulator: livemode ? undefined : simulator }
    const [v1, v2] = [accountsV1(dependencies), accountsV2(dependencies)]
    const providers: StripeProviders = accountsApi === 'v1' ? [v1, v2] : [v2, v1]
    return { v1, v2, providers }
  }
  const [first, later] = [at(openings), at(background)]
  return {
    providers: first.providers,
    backgroundProviders: later.providers,
    controls: first.providers,
    embeddable: isEmbeddable ? first.providers : undefined,
    finders: {
      one: accountFinder(first),
      many: () => accountFinder({ ...later, near: neighbours({ stripe, pace: background }) }),
    },
    verifier: stripeEventVerifier({ stripe, pace: background, webhookSecrets }),
    feed: stripeEventFeed({ stripe, pace: background }),
    diagnostics: stripeDiagnostics({ stripe, pace: background, accountsApi, livemode, profiles, isRestricted }),
    keyFaults: (signal) => keyFaults({ stripe, pace: openings, accountsApi }, signal),
  }
}
