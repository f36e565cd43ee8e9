// adapters/stripe: the client, its pacing, its failures, its events and its words, which all of Stripe's API share. A
// folder for each generation of the accounts API has what differs: the requests, the answers, and what an account says.
import { Stripe } from 'stripe'
import type { AccountOrigin } from '../../domain/account.ts'
import type { PaymentProvider } from '../../ports/payment-provider.ts'
import { checked, EventAnswer, PlatformAnswer } from './answers.ts'
import { ask, noted } from './ask.ts'
import { checkedHttpClient } from './http-client.ts'
import { localBudget } from './local-budget.ts'
import { pacers } from './pacer.ts'
import { isAccountId, parseEvent } from './parse-event.ts'
import { accountLinks } from './v1/account-links.ts'
import { accountCalls } from './v1/accounts.ts'

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
  return new Stripe(secretKey, {
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
}

/** Connected accounts at Stripe, through Accounts v1 with `controller` properties. */
export function stripePaymentProvider({
  stripe,
  perSecond,
  livemode,
  capabilities,
  linkHosts,
  simulator,
  webhookSecrets,
}: {
  stripe: Stripe
  /** Rate limit of this instance: see `pacers`. */
  perSecond: number
  /** Whether the key is a live key. */
  livemode: boolean
  /** The capabilities that the platform needs. Readiness depends on them. */
  capabilities: readonly string[]
  /** Hosts that account links may lead to. */
  linkHosts: readonly string[]
  /** The base URL of a simulator, whose account links are accepted as well; never with a live key. */
  simulator?: string | undefined
  /** Secrets of all webhook endpoints, including old ones during a rotation. */
  webhookSecrets: readonly string[]
}): PaymentProvider {
  let origin: Promise<AccountOrigin> | undefined
  const log = { warn() {} }
  const pace = pacers({ perSecond, livemode, budget: localBudget(), log }).openings

  return {
    ...accountCalls({ stripe, pace, capabilities }),

    createAccountLink: accountLinks({ stripe, pace, linkHosts, simulator: livemode ? undefined : simulator }),

    origin(signal) {
      origin ??= ask('retrieve_account', signal, async () => {
        await pace.retrieveAccount.turn(signal)
        const answer = noted(await stripe.accounts.retrieveCurrent())
        return { platformId: checked(PlatformAnswer, answer, 'retrieve_account').id, livemode }
      }).catch((error: unknown) => {
        origin = undefined
        throw error
      })
      return origin
    },

    parseEvent: (body, signature) => parseEvent(stripe, webhookSecrets, body, signature),

    accountOfEvent: (eventId, signal) =>
      ask('retrieve_account', signal, async () => {
        await pace.retrieveAccount.turn(signal)
        const { data } = checked(EventAnswer, await stripe.v2.core.events.retrieve(eventId), 'retrieve_account')
        return isAccountId(data?.account_id) ? data.account_id : undefined
      }),
  }
}
