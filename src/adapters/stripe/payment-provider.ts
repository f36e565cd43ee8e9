import { setTimeout as sleep } from 'node:timers/promises'
import { Stripe } from 'stripe'
import { accountKey } from '../../domain/account-intent.ts'
import type { ProviderFailure, ProviderOperation } from '../../domain/provider-failure.ts'
import { PaymentProviderError, type AccountRequest, type PaymentProvider } from '../../ports/payment-provider.ts'
import { failureOf } from './failure.ts'
import { snapshotOf } from './snapshot.ts'

/** One try of a request. The SDK's own default of 80 s, three times over, would outlive every caller. */
const REQUEST_TIMEOUT_MS = 8000

/** The SDK's retries of one request, with the same idempotency key. The next opening is a retry too. */
const NETWORK_RETRIES = 1

/** Between two questions whether the request that holds our idempotency key has been answered. */
const IN_FLIGHT_WAIT_MS = 300

/** Stripe's SDK for this key; `apiBase` is another base URL than Stripe's own, e.g. a simulator's. */
export function stripeClient({ secretKey, apiBase }: { secretKey: string; apiBase?: string | undefined }): Stripe {
  const base = apiBase === undefined ? undefined : new URL(apiBase)
  return new Stripe(secretKey, {
    timeout: REQUEST_TIMEOUT_MS,
    maxNetworkRetries: NETWORK_RETRIES,
    telemetry: false,
    appInfo: { name: 'connect-onboarding' },
    ...(base && {
      host: base.hostname,
      port: base.port || (base.protocol === 'https:' ? 443 : 80),
      protocol: base.protocol === 'https:' ? 'https' : 'http',
    }),
  })
}

/** Connected accounts at Stripe, by Accounts v1 with `controller` properties. */
export function stripePaymentProvider({ stripe, now }: { stripe: Stripe; now: () => Date }): PaymentProvider {
  return {
    async createAccount(request, signal) {
      const fetchedAt = now()
      const parameters = accountParameters(request)
      const idempotencyKey = accountKey(request)
      for (;;) {
        try {
          return await ask('create_account', signal, async () =>
            snapshotOf(await stripe.accounts.create(parameters, { idempotencyKey }), fetchedAt),
          )
        } catch (error) {
          // Another opening of this client's link is creating this very account: its answer will be ours too.
          if (!(error instanceof PaymentProviderError) || !isInFlight(error.failure)) throw error
          await sleep(IN_FLIGHT_WAIT_MS * (0.5 + Math.random()))
          if (signal.aborted) throw error
        }
      }
    },

    findAccount: ({ clientId, generation, since }, signal) =>
      ask('find_account', signal, async () => {
        const fetchedAt = now()
        const created = { gte: Math.floor(since.getTime() / 1000) }
        for await (const account of stripe.accounts.list({ created, limit: 100 })) {
          const { metadata } = account
          if (metadata?.['client_id'] === clientId && metadata['generation'] === String(generation)) {
            return snapshotOf(account, fetchedAt)
          }
          signal.throwIfAborted()
        }
        return undefined
      }),

    createAccountLink: ({ accountId, returnUrl, refreshUrl }, signal) =>
      ask('create_account_link', signal, async () => {
        // No idempotency key of ours: Stripe would replay a link that may have been used. The SDK makes a random one
        // for its own retries.
        const link = await stripe.accountLinks.create({
          account: accountId,
          return_url: returnUrl,
          refresh_url: refreshUrl,
          type: 'account_onboarding',
          collection_options: { fields: 'eventually_due' },
        })
        return { url: link.url, expiresAt: new Date(link.expires_at * 1000) }
      }),

    retrieveAccount: (accountId, signal) =>
      ask('retrieve_account', signal, async () => {
        const fetchedAt = now()
        return snapshotOf(await stripe.accounts.retrieve(accountId), fetchedAt)
      }),
  }
}

function accountParameters({ clientId, generation, parameters }: AccountRequest): Stripe.AccountCreateParams {
  const { email, name, country } = parameters
  return {
    // `controller` says what `type: 'express'` used to; Stripe refuses the two together.
    controller: {
      fees: { payer: 'application' },
      losses: { payments: 'application' },
      requirement_collection: 'stripe',
      stripe_dashboard: { type: 'express' },
    },
    capabilities: { transfers: { requested: true } },
    email,
    business_profile: { name },
    ...(country !== undefined && { country }),
    metadata: { client_id: clientId, generation: String(generation) },
  }
}

const isInFlight = ({ code }: ProviderFailure): boolean => code === 'idempotency_key_in_use' || code === 'in_flight'

/** Asks Stripe until the signal fires; then the answer is nobody's any more, though the request may take effect. */
async function ask<T>(operation: ProviderOperation, signal: AbortSignal, request: () => Promise<T>): Promise<T> {
  const deadline = Promise.withResolvers<never>()
  const giveUp = () =>
    deadline.reject(new PaymentProviderError({ operation, outcome: 'unknown', code: 'deadline_passed' }))
  if (signal.aborted) giveUp()
  signal.addEventListener('abort', giveUp, { once: true })
  try {
    return await Promise.race([deadline.promise, request()])
  } catch (error) {
    const failure = failureOf(error, operation)
    throw failure === undefined ? error : new PaymentProviderError(failure, { cause: error })
  } finally {
    signal.removeEventListener('abort', giveUp)
  }
}
