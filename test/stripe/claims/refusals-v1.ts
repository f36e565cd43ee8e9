import { randomUUID } from 'node:crypto'
import { byHand, type Claim } from '../frame.ts'
import { CARDS, TRANSFERS, v1Link, v1Params } from '../parameters.ts'
import { type Believed, refused } from '../refusal.ts'
import type { World } from '../world.ts'

const WORDS = 'seen by others, Sep 2026; recognised by its text'
const source = 'docs.stripe.com/api/accounts/create'
const controller = (other: object) => ({
  controller: { ...v1Params('US').controller, ...other },
})

interface Creation {
  readonly says: string
  readonly source: string
  readonly believed: Believed
  /** Fields that replace those of the default profile. */
  readonly with: object
  readonly country?: string
}

/** Accounts that are refused, whatever the platform is. */
const CREATIONS: Readonly<Record<string, Creation>> = {
  parameter: {
    says: 'An unknown parameter is refused by its code.',
    source,
    believed: { status: 400, code: 'parameter_unknown' },
    with: { nonsense: 'x' },
  },
  email: {
    says: 'An invalid email address is refused by its code.',
    source,
    believed: { status: 400, code: 'email_invalid', ours: 'email_invalid' },
    with: { email: 'nobody' },
  },
  url: {
    says: 'So is an invalid website.',
    source,
    believed: { status: 400, code: 'url_invalid', ours: 'url_invalid' },
    with: { business_profile: { url: 'nowhere' } },
  },
  country: {
    says: 'So is a country that does not exist.',
    source,
    believed: { status: 400, code: 'country_unsupported', ours: 'country_not_supported' },
    with: {},
    country: 'XX',
  },
  type: {
    says: 'type and controller exclude each other.',
    source,
    believed: { status: 400 },
    with: { type: 'express' },
  },
  fees: {
    says: 'The Express dashboard demands that the platform pays the fees.',
    source,
    believed: { status: 400 },
    with: controller({ fees: { payer: 'account' } }),
  },
  losses: {
    says: 'The Express dashboard demands that the platform bears the losses.',
    source,
    believed: { status: 400 },
    with: controller({ losses: { payments: 'stripe' } }),
  },
  transfers: {
    says: 'Transfers without card payments need the approval of Stripe.',
    source: WORDS,
    believed: { status: 400, code: null, ours: 'transfers_need_approval' },
    with: { capabilities: TRANSFERS },
  },
  cards: {
    says: 'Card payments are refused in countries where accounts only receive.',
    source: WORDS,
    believed: { status: 400, ours: 'capability_not_available' },
    with: { capabilities: CARDS },
    country: 'JM',
  },
  agreement: {
    says: 'Transfers there demand the agreement of recipients.',
    source: WORDS,
    believed: { status: 400, ours: 'service_agreement_conflict' },
    with: { capabilities: TRANSFERS },
    country: 'JM',
  },
  recipient: {
    says: 'The agreement of recipients excludes card payments.',
    source: WORDS,
    believed: { status: 400, ours: 'service_agreement_conflict' },
    with: { tos_acceptance: { service_agreement: 'recipient' } },
  },
}

async function deletedAccount({ stripe, platform }: World): Promise<string> {
  const { id } = await stripe.accounts.create(v1Params(platform.country))
  await stripe.accounts.del(id)
  return id
}

const noLink = { status: 400, code: null, ours: 'account_not_found' }
const noAccess = { status: 403, code: 'account_invalid', ours: 'account_invalid' }

/** The refusals of v1. */
export const REFUSALS_V1: readonly Claim[] = [
  ...Object.entries(CREATIONS).map(([name, { says, source, believed, with: other, country }]) =>
    refused({
      id: `v1.refusals.${name}`,
      says,
      source,
      believed,
      call: ({ stripe, platform }) => stripe.accounts.create(v1Params(country ?? platform.country, other)),
    }),
  ),
  refused({
    id: 'v1.refusals.key',
    says: 'A key that does not exist is refused by 401.',
    source: 'docs.stripe.com/api/errors',
    believed: { status: 401, ours: 'authentication_failed' },
    operation: 'retrieve_account',
    call: (world) => world.clientWith(`sk_test-${randomUUID()}`).accounts.retrieveCurrent(),
  }),
  refused({
    id: 'v1.refusals.unknown',
    says: 'An account that does not exist is refused like one of another platform.',
    source: 'docs.stripe.com/error-codes',
    believed: noAccess,
    operation: 'retrieve_account',
    call: ({ stripe }) => stripe.accounts.retrieve('acct_1Unknown000000000'),
  }),
  refused({
    id: 'v1.refusals.deleted',
    says: 'So is one that was deleted.',
    source: 'inference',
    believed: noAccess,
    operation: 'retrieve_account',
    call: async (world) => world.stripe.accounts.retrieve(await deletedAccount(world)),
  }),
  refused({
    id: 'v1.refusals.link.unknown',
    says: 'A link for an account that does not exist is refused without a code.',
    source: WORDS,
    believed: noLink,
    operation: 'create_account_link',
    call: ({ stripe }) => stripe.accountLinks.create(v1Link('acct_1Unknown000000000')),
  }),
  refused({
    id: 'v1.refusals.link.deleted',
    says: 'So is a link for an account that was deleted.',
    source: WORDS,
    believed: noLink,
    operation: 'create_account_link',
    call: async (world) => world.stripe.accountLinks.create(v1Link(await deletedAccount(world))),
  }),
  refused({
    id: 'v1.refusals.link.rejected',
    says: 'So is a link for an account that was rejected, in other words.',
    source: WORDS,
    believed: { status: 400, code: null, ours: 'account_rejected' },
    operation: 'create_account_link',
    async call(world) {
      const { id } = await world.stripe.accounts.create(v1Params(world.platform.country))
      await world.reject(id)
      return world.stripe.accountLinks.create(v1Link(id))
    },
  }),
  ...Object.entries({
    platform_not_registered: 'use the key of a Stripe account that has not signed up for Connect',
    platform_profile_incomplete: 'use a new sandbox before its platform profile is complete',
    accounts_v1_disabled: 'switch off "Accounts v1 support" in the Dashboard, under Developers, API policies',
    https_required: 'create a link with http URLs in live mode, which this program refuses',
  }).map(([ours, how]) =>
    byHand({ id: `v1.refusals.${ours}`, says: 'The refusal is recognised by its text.', source: WORDS }, how),
  ),
]
