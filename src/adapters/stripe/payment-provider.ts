import { setTimeout as sleep } from 'node:timers/promises'
import { Stripe } from 'stripe'
import { accountKey } from '../../domain/account-intent.ts'
import type { ProviderFailure, ProviderOperation } from '../../domain/provider-failure.ts'
import type { AccountOrigin } from '../../ports/account-repository.ts'
import { PaymentProviderError, type AccountRequest, type PaymentProvider } from '../../ports/payment-provider.ts'
import { noteProviderRequest, timed } from '../measure.ts'
import { factsOf } from './account-facts.ts'
import { AccountAnswer, AccountLinkAnswer, AccountPageAnswer, checked, EventAnswer, PlatformAnswer } from './answers.ts'
import { failureOf } from './failure.ts'
import { checkedHttpClient } from './http-client.ts'
import { isStripeLink } from './link-hosts.ts'
import { pacers } from './pacer.ts'
import { isAccountId, parseEvent } from './parse-event.ts'
import { countingRequests, requestsSent } from './sent-requests.ts'

const STRIPE_ORIGIN = 'https://api.stripe.com'

/** One try of a request. The SDK's own default of 80 s, three times over, would outlive every caller. */
const REQUEST_TIMEOUT_MS = 8000

/** The SDK's retries of one request, with the same idempotency key. The next opening is a retry too. */
const NETWORK_RETRIES = 1

/** Between two questions whether the request that holds our idempotency key has been answered. */
const IN_FLIGHT_WAIT_MS = 300

/** As many as Stripe gives at once. */
const ACCOUNTS_PER_PAGE = 100

/**
 * Stripe's SDK for this key; `apiBase` is another base URL than Stripe's own, e.g. a simulator's. Throws when a key that
 * moves real money would be sent there.
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

/** Connected accounts at Stripe, by Accounts v1 with `controller` properties. */
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
  /** Calls of this instance: see `pacers`. */
  perSecond: number
  /** Whether the key moves real money. */
  livemode: boolean
  /** What the platform needs of an account: what readiness is read from. */
  capabilities: readonly string[]
  /** Hosts that account links may lead to. */
  linkHosts: readonly string[]
  /** The base URL of a simulator, whose account links are good too; never with a live key. */
  simulator?: string | undefined
  /** Of all webhook endpoints, the old ones too while they are being replaced. */
  webhookSecrets: readonly string[]
}): PaymentProvider {
  let origin: Promise<AccountOrigin> | undefined
  const pace = pacers({ perSecond, livemode })

  return {
    createAccount: (request, signal) =>
      ask('create_account', signal, async () => {
        await pace.createAccount.turn(signal)
        const idempotencyKey = accountKey(request)
        const answer = noted(await stripe.accounts.create(accountParameters(request), { idempotencyKey }))
        return factsOf(checked(AccountAnswer, answer, 'create_account', isFor(request)), capabilities)
      }),

    findAccount: ({ clientId, generation, since }, signal) =>
      ask('find_account', signal, async () => {
        const created = { gte: Math.floor(since.getTime() / 1000) }
        for (let after: string | undefined; ;) {
          await pace.listAccounts.turn(signal)
          const answer = await stripe.accounts.list({
            created,
            limit: ACCOUNTS_PER_PAGE,
            ...(after !== undefined && { starting_after: after }),
          })
          const page = checked(AccountPageAnswer, answer, 'find_account')
          const found = page.data.find(isFor({ clientId, generation }))
          if (found !== undefined) return factsOf(found, capabilities)
          const last = page.data.at(-1)?.id
          if (!page.has_more || last === undefined) return undefined
          after = last
        }
      }),

    createAccountLink: ({ accountId, returnUrl, refreshUrl }, signal) =>
      ask('create_account_link', signal, async () => {
        await pace.createLink.turn(signal)
        // No idempotency key of ours: Stripe would replay a link that may have been used. The SDK makes a random one
        // for its own retries.
        const answer = noted(
          await stripe.accountLinks.create({
            account: accountId,
            return_url: returnUrl,
            refresh_url: refreshUrl,
            type: 'account_onboarding',
            collection_options: { fields: 'eventually_due' },
          }),
        )
        const link = checked(AccountLinkAnswer, answer, 'create_account_link')
        if (!isStripeLink(link.url, { hosts: linkHosts, simulator: livemode ? undefined : simulator })) {
          const code = 'foreign_account_link'
          throw new PaymentProviderError({ operation: 'create_account_link', outcome: 'unknown', code })
        }
        return { url: link.url, expiresAt: new Date(link.expires_at * 1000) }
      }),

    retrieveAccount: (accountId, signal) =>
      ask('retrieve_account', signal, async () => {
        await pace.retrieveAccount.turn(signal)
        const answer = noted(await stripe.accounts.retrieve(accountId))
        const account = checked(AccountAnswer, answer, 'retrieve_account', ({ id }) => id === accountId)
        const createdFor = intentOf(account)
        return { facts: factsOf(account, capabilities), ...(createdFor && { createdFor }) }
      }),

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

/** The intent that an account was created for, as we wrote it into its metadata. */
function intentOf({ metadata }: AccountAnswer): { clientId: string; generation: number } | undefined {
  const { client_id: clientId, generation } = metadata ?? {}
  return clientId !== undefined && /^[1-9]\d*$/.test(generation ?? '')
    ? { clientId, generation: Number(generation) }
    : undefined
}

/** Whether an account was created for this client and generation. */
const isFor =
  ({ clientId, generation }: { clientId: string; generation: number }) =>
  (account: AccountAnswer): boolean => {
    const createdFor = intentOf(account)
    return createdFor?.clientId === clientId && createdFor.generation === generation
  }

function noted<T>(response: Stripe.Response<T>): Stripe.Response<T> {
  noteProviderRequest(response.lastResponse.requestId)
  return response
}

function accountParameters({ clientId, generation, parameters }: AccountRequest): Stripe.AccountCreateParams {
  const { email, name, country, capabilities = ['transfers'] } = parameters
  return {
    // `controller` says what `type: 'express'` used to; Stripe refuses the two together.
    controller: {
      fees: { payer: 'application' },
      losses: { payments: 'application' },
      requirement_collection: 'stripe',
      stripe_dashboard: { type: 'express' },
    },
    capabilities: Object.fromEntries(capabilities.map((capability) => [capability, { requested: true }])),
    email,
    business_profile: { name },
    ...(country !== undefined && { country }),
    metadata: { client_id: clientId, generation: String(generation) },
  }
}

/**
 * Asks Stripe until the signal fires; then the answer is nobody's any more, though the request may take effect. Waits
 * and asks again where Stripe says that it only needs time.
 */
function ask<T>(operation: ProviderOperation, signal: AbortSignal, request: () => Promise<T>): Promise<T> {
  let passing: PaymentProviderError | undefined

  async function untilAnswered(): Promise<T> {
    for (;;) {
      try {
        return await request()
      } catch (error) {
        const answer = failureOf(error, operation)
        if (answer === undefined) throw error
        const failure = ofTheWholeCall(answer)
        noteProviderRequest(failure.requestId)
        passing = new PaymentProviderError(failure, { cause: error })
        const waitMs = passesInMs(failure)
        if (waitMs === undefined) throw passing
        await sleep(waitMs * (0.75 + Math.random() / 2), undefined, { signal })
      }
    }
  }

  return timed('providerMs', async () => {
    const deadline = Promise.withResolvers<never>()
    const giveUp = () => deadline.reject(passing ?? deadlinePassed(operation))
    if (signal.aborted) giveUp()
    signal.addEventListener('abort', giveUp, { once: true })
    try {
      return await Promise.race([deadline.promise, countingRequests(untilAnswered)])
    } catch (error) {
      throw signal.aborted && !(error instanceof PaymentProviderError) ? (passing ?? deadlinePassed(operation)) : error
    } finally {
      signal.removeEventListener('abort', giveUp)
    }
  })
}

/**
 * A refusal speaks for the request that it answers. The SDK tries again by itself when a connection is lost, even when
 * told not to, and what was sent first may have had its effect.
 */
function ofTheWholeCall(failure: ProviderFailure): ProviderFailure {
  return failure.outcome === 'refused' && requestsSent() > 1 ? { ...failure, outcome: 'unknown' } : failure
}

/** How long to wait before the same question, for failures that pass by themselves; `undefined` for all others. */
function passesInMs({ code, outcome, retryAfterSeconds }: ProviderFailure): number | undefined {
  if (outcome !== 'unknown' || retryAfterSeconds === undefined) return undefined
  // Another opening of this client's link is creating this very account: its answer will be ours too.
  return code === 'idempotency_key_in_use' || code === 'in_flight' ? IN_FLIGHT_WAIT_MS : retryAfterSeconds * 1000
}

const deadlinePassed = (operation: ProviderOperation) =>
  new PaymentProviderError({ operation, outcome: 'unknown', code: 'deadline_passed' })
