import { Value } from '@sinclair/typebox/value'
import type { TSchema } from '@sinclair/typebox'
import { AccountAnswer, AccountLinkAnswer, AccountPageAnswer } from '../../../src/adapters/stripe/v1/answers.ts'
import { type Claim, differs, equal, holds, type Outcome } from '../frame.ts'
import { CARDS, TRANSFERS, v1Link, v1Params } from '../parameters.ts'
import type { World } from '../world.ts'

/** Holds if our adapter can read the answer. */
export function readable(schema: TSchema, answer: unknown): Outcome {
  const error = Value.Errors(schema, answer).First()
  return error === undefined ? holds() : differs(`${error.path || 'the answer'}: ${error.message}`)
}

const source = 'docs.stripe.com/api/accounts'

/** Accounts of v1: which are created, and what answers say. */
export const ACCOUNTS_V1: readonly Claim[] = [
  {
    id: 'v1.accounts.create',
    says: 'An account of the default profile can be created, and the answer has what our adapter reads.',
    source,
    check: async ({ stripe, platform }) =>
      readable(AccountAnswer, await stripe.accounts.create(v1Params(platform.country))),
  },
  {
    id: 'v1.accounts.retrieve',
    says: 'So does the answer to its retrieval, with the metadata that it was created with.',
    source,
    async check({ stripe, platform }) {
      const { id, metadata } = await stripe.accounts.create(v1Params(platform.country))
      const account = await stripe.accounts.retrieve(id)
      const outcome = readable(AccountAnswer, account)
      return outcome.verdict === 'holds' ? equal(account.metadata, metadata) : outcome
    },
  },
  {
    id: 'v1.accounts.fresh',
    says: 'A fresh account has nothing submitted, cannot be charged or paid out, and has something due at present.',
    source: 'docs.stripe.com/connect/account-capabilities',
    async check(world) {
      const account = await world.stripe.accounts.retrieve(await world.account('v1'))
      const { details_submitted, charges_enabled, payouts_enabled, requirements } = account
      const due = (requirements?.currently_due ?? []).length > 0
      return equal([details_submitted, charges_enabled, payouts_enabled, due], [false, false, false, true])
    },
  },
  {
    id: 'v1.accounts.list',
    says: 'A page of accounts has what our adapter reads.',
    source: 'docs.stripe.com/api/accounts/list',
    check: async ({ stripe }) => readable(AccountPageAnswer, await stripe.accounts.list({ limit: 10 })),
  },
  {
    id: 'v1.accounts.link',
    says: 'An account link has what our adapter reads.',
    source: 'docs.stripe.com/api/account_links',
    check: async (world) =>
      readable(AccountLinkAnswer, await world.stripe.accountLinks.create(v1Link(await world.account('v1')))),
  },
  ...['DE', 'FR', 'GB', 'US'].map((country) => ({
    id: `v1.accounts.in.${country}`,
    says: `An account with card payments and transfers can be created in ${country}, wherever the platform is.`,
    source: 'docs.stripe.com/connect/cross-border-payouts does not forbid it',
    check: ({ stripe }: World) => created(stripe.accounts.create(v1Params(country))),
  })),
  {
    id: 'v1.accounts.recipient',
    says: 'An account in Jamaica can be created with transfers alone and the agreement of recipients.',
    source: 'docs.stripe.com/connect/cross-border-payouts; only for platforms in some countries',
    check: ({ stripe }) =>
      created(
        stripe.accounts.create(
          v1Params('JM', { capabilities: TRANSFERS, tos_acceptance: { service_agreement: 'recipient' } }),
        ),
      ),
  },
  {
    id: 'v1.accounts.cards',
    says: 'Card payments can be requested without transfers.',
    source: 'docs.stripe.com/connect/account-capabilities',
    check: ({ stripe, platform }) =>
      created(stripe.accounts.create(v1Params(platform.country, { capabilities: CARDS }))),
  },
]

/** Holds if the account is created. */
export async function created(call: Promise<{ readonly id: string }>): Promise<Outcome> {
  const { id } = await call
  return id.startsWith('acct_') ? holds() : differs('the answer has no account id')
}
