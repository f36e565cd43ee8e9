import { stripeClient } from '../../src/adapters/stripe/payment-providers.ts'

interface Options {
  /** The key of the platform or sandbox. */
  readonly secretKey?: string
  /** For many accounts: the client of all. */
  readonly client?: ReturnType<typeof stripeClient>
}

/** An account at Stripe that the service knows nothing of, created by other software with this generation of the API. */
export async function existingAccount(
  stripeUrl: string,
  api: 'v1' | 'v2',
  { secretKey = 'sk_test_0123456789', client }: Options = {},
) {
  const stripe = client ?? stripeClient({ secretKey, apiBase: stripeUrl })
  const { id } = await (api === 'v1'
    ? stripe.accounts.create({
        type: 'express',
        country: 'DE',
        email: 'ada@example.com',
        capabilities: { card_payments: { requested: true }, transfers: { requested: true } },
      })
    : stripe.v2.core.accounts.create({
        contact_email: 'ada@example.com',
        dashboard: 'express',
        identity: { country: 'de' },
        configuration: {
          recipient: { capabilities: { stripe_balance: { stripe_transfers: { requested: true } } } },
          merchant: { capabilities: { card_payments: { requested: true } } },
        },
        defaults: { responsibilities: { fees_collector: 'application', losses_collector: 'application' } },
      }))
  return id
}
