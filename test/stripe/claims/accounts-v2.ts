import type { Stripe } from 'stripe'
import { AccountAnswer, AccountLinkAnswer, AccountPageAnswer } from '../../../src/adapters/stripe/v2/answers.ts'
import { INCLUDE } from '../../../src/adapters/stripe/v2/account-request.ts'
import { type Claim, differs, equal, holds } from '../frame.ts'
import { RECIPIENT, responsibilities, v2Link, v2Params } from '../parameters.ts'
import type { World } from '../world.ts'
import { created, readable } from './accounts-v1.ts'

const source = 'docs.stripe.com/api/v2/core/accounts'

/** Accounts of v2: which are created, and what answers say. */
export const ACCOUNTS_V2: readonly Claim[] = [
  {
    id: 'v2.accounts.create',
    says: 'An account of the default profile can be created, and the answer has what our adapter reads.',
    source,
    // The second member of the union: an open account. Errors of a union say less.
    check: async ({ stripe, platform }) =>
      readable(AccountAnswer.anyOf[1], await stripe.v2.core.accounts.create(v2Params(platform.country))),
  },
  {
    id: 'v2.accounts.retrieve',
    says: 'So does the answer to its retrieval, with the metadata that it was created with.',
    source,
    async check({ stripe, platform }) {
      const { id, metadata } = await stripe.v2.core.accounts.create(v2Params(platform.country))
      const account = await stripe.v2.core.accounts.retrieve(id, { include: [...INCLUDE] })
      const outcome = readable(AccountAnswer.anyOf[1], account)
      return outcome.verdict === 'holds' ? equal(account.metadata, metadata) : outcome
    },
  },
  {
    id: 'v2.accounts.include',
    says: 'What include does not name is absent or null, never empty.',
    source: "docs.stripe.com/api/v2 say null, the SDK's types absent",
    async check(world) {
      const account = await world.stripe.v2.core.accounts.retrieve(await world.account('v2'))
      const { configuration, defaults, future_requirements, identity, requirements } = account
      const parts = { configuration, defaults, future_requirements, identity, requirements }
      const present = Object.entries(parts).filter(([, part]) => part !== undefined && part !== null)
      if (present.length > 0) return differs(`present: ${present.map(([name]) => name).join(', ')}`)
      return holds(Object.values(parts).every((part) => part === null) ? 'null' : 'absent')
    },
  },
  {
    id: 'v2.accounts.responsibilities',
    says: 'With the Express dashboard, Stripe collects the requirements, which is answered and cannot be sent.',
    source: 'types of stripe-node 23.1',
    async check(world) {
      const { defaults } = await retrieved(world)
      return equal(defaults?.responsibilities?.requirements_collector, 'stripe')
    },
  },
  {
    id: 'v2.accounts.payouts',
    says: 'Payouts are not requested: merchant and recipient get them with their other capabilities.',
    source: 'types of stripe-node 23.1',
    async check(world) {
      const { configuration: { merchant, recipient } = {} } = await retrieved(world)
      const payouts = [merchant, recipient].map((part) => part?.capabilities?.stripe_balance?.payouts !== undefined)
      return equal(payouts, [true, true])
    },
  },
  {
    id: 'v2.accounts.restricted',
    says: 'The capabilities of a fresh account are restricted, and what it has to give is past due.',
    source: 'public code of others, Sep 2026',
    async check(world) {
      const { configuration, requirements } = await retrieved(world)
      const seen = [
        configuration?.merchant?.capabilities?.card_payments?.status,
        configuration?.recipient?.capabilities?.stripe_balance?.stripe_transfers?.status,
        requirements?.summary?.minimum_deadline?.status,
      ]
      return equal(seen, ['restricted', 'restricted', 'past_due'])
    },
  },
  {
    id: 'v2.accounts.country',
    says: 'The country is taken in lower case as well, and answered in upper case.',
    source: "examples in Stripe's reference",
    async check({ stripe, platform: { country } }) {
      const params = v2Params(country.toLowerCase(), { contact_email: 'lower@example.com' })
      const { identity } = await stripe.v2.core.accounts.create(params)
      return equal(identity?.country, country.toUpperCase())
    },
  },
  {
    id: 'v2.accounts.list',
    says: 'A page of accounts has what our adapter reads, metadata and time of creation included.',
    source: 'docs.stripe.com/api/v2/core/accounts/list',
    check: async ({ stripe }) =>
      readable(AccountPageAnswer, await stripe.rawRequest('GET', '/v2/core/accounts?limit=10')),
  },
  {
    id: 'v2.accounts.link',
    says: 'An account link has what our adapter reads.',
    source: 'docs.stripe.com/api/v2/core/account-links',
    check: async (world) =>
      readable(AccountLinkAnswer, await world.stripe.v2.core.accountLinks.create(v2Link(await world.account('v2')))),
  },
  {
    id: 'v2.accounts.closed',
    says: 'A closed account can still be read, and says that it is closed.',
    source: 'docs.stripe.com/api/v2/core/accounts/close',
    async check({ stripe, platform }) {
      const { id, applied_configurations } = await stripe.v2.core.accounts.create(v2Params(platform.country))
      await stripe.v2.core.accounts.close(id, { applied_configurations })
      return readable(AccountAnswer.anyOf[0], await stripe.v2.core.accounts.retrieve(id, { include: [...INCLUDE] }))
    },
  },
  ...['DE', 'FR', 'GB', 'US'].map((country) => ({
    id: `v2.accounts.in.${country}`,
    says: `An account with card payments and transfers can be created in ${country}, wherever the platform is.`,
    source: 'docs.stripe.com/connect/cross-border-payouts does not forbid it',
    check: ({ stripe }: World) => created(stripe.v2.core.accounts.create(v2Params(country))),
  })),
  {
    id: 'v2.accounts.recipient',
    says: 'In the US, transfers can be requested alone.',
    source: 'sources contradict each other: seen by one project, refused to another',
    check: ({ stripe }) =>
      created(stripe.v2.core.accounts.create(v2Params('US', { configuration: { recipient: RECIPIENT } }))),
  },
  {
    id: 'v2.accounts.none',
    says: 'An account without a dashboard can have both capabilities.',
    source: 'public code of others, Sep 2026',
    check: ({ stripe, platform }) =>
      created(
        stripe.v2.core.accounts.create(
          v2Params(platform.country, {
            dashboard: 'none',
            defaults: responsibilities('application', 'application'),
          }),
        ),
      ),
  },
]

const retrieved = async (world: World): Promise<Stripe.V2.Core.Account> =>
  world.stripe.v2.core.accounts.retrieve(await world.account('v2'), { include: [...INCLUDE] })
