import { randomUUID } from 'node:crypto'
import type { Static } from '@sinclair/typebox'
import { EventPageAnswer } from '../../../src/adapters/stripe/v2/answers.ts'
import { byHand, type Claim, differs, equal, holds } from '../frame.ts'
import { v2Params } from '../parameters.ts'
import { refused } from '../refusal.ts'
import type { World } from '../world.ts'
import { readable } from './accounts-v1.ts'

const source = 'docs.stripe.com/api/v2/core/events/list'
const MINUTE_MS = 60_000

/** Events of v2: how an account is found by the key of the request that created it, and what destinations take. */
export const EVENTS: readonly Claim[] = [
  {
    id: 'v2.events.list',
    says: 'A page of events, by type and since a time in RFC 3339, has what our adapter reads.',
    source,
    check: async (world) =>
      readable(EventPageAnswer, await page(world, new Date(Date.now() - 5 * MINUTE_MS).toISOString())),
  },
  {
    id: 'v2.events.key',
    says: 'Within a minute the list has the event of a new account, with the idempotency key of its request.',
    source: 'types of stripe-node 23.1',
    async check(world) {
      const idempotencyKey = `test-stripe:${randomUUID()}`
      const since = new Date(Date.now() - 5 * MINUTE_MS).toISOString()
      const { id } = await world.stripe.v2.core.accounts.create(v2Params(world.platform.country), { idempotencyKey })
      const found = async () => (await page(world, since)).data.find(({ related_object }) => related_object?.id === id)
      const ms = await world.until(async () => (await found()) !== undefined, MINUTE_MS)
      if (ms === undefined) return differs('no event of it in the list')
      const key = (await found())?.reason?.request?.idempotency_key
      return key === idempotencyKey ? holds(`after ${(ms / 1000).toFixed(1)} s`) : differs(`the key is ${key}`)
    },
  },
  {
    id: 'v2.events.seconds',
    says: 'The filter created takes seconds since the epoch as well.',
    source: "types of stripe-node 23.1, against Stripe's reference",
    async check(world) {
      await page(world, String(Math.floor(Date.now() / 1000) - 300))
      return holds()
    },
  },
  refused({
    id: 'v2.events.mixed',
    says: 'An event destination cannot mix thin events with those of v1.',
    source: 'seen by others, Sep 2026',
    operation: 'find_account',
    believed: { status: 400 },
    call: (world) => destination(world, ['v2.core.account.created', 'account.updated']),
  }),
  {
    id: 'v2.events.secret',
    says: 'The secret of a destination is in the answer to its creation, if it is asked for, and in no other.',
    source: 'docs.stripe.com/api/v2/core/event-destinations',
    async check(world) {
      const { stripe } = world
      const { id, webhook_endpoint: made } = await destination(world, ['v2.core.account.created'])
      try {
        const later = await stripe.v2.core.eventDestinations.retrieve(id, { include: ['webhook_endpoint.url'] })
        const isSecret = [made, later.webhook_endpoint].map((part) => /^whsec_/.test(part?.signing_secret ?? ''))
        return equal(isSecret, [true, false])
      } finally {
        await stripe.v2.core.eventDestinations.del(id)
      }
    },
  },
  byHand(
    {
      id: 'v2.events.scope',
      says: 'Events about accounts go to destinations with events from @accounts.',
      source: 'sources contradict each other: @accounts or @self',
    },
    'needs a public URL: create two destinations, one with events from @self and one from @accounts, and create an account',
  ),
  byHand(
    {
      id: 'v2.events.returned',
      says: 'Saving for later sends v2.core.account_link.returned, without a related object.',
      source: 'types of stripe-node 23.1; that saving counts is a guess',
    },
    'needs a browser: create a destination and a link, and leave the page by "Save for later"',
  ),
  byHand(
    {
      id: 'v2.events.deauthorized',
      says: 'Only accounts with a Stripe sign-in of their own can deauthorise the platform.',
      source: 'sources contradict each other',
    },
    'needs a person: remove the platform in the dashboard of a connected account, and look for account.application.deauthorized',
  ),
  byHand(
    {
      id: 'v1.events.ready',
      says: 'charges_enabled of an account with transfers alone stays false when it is complete.',
      source: 'inference',
    },
    'needs a person: complete the onboarding of an account with transfers alone, and retrieve it',
  ),
]

async function page({ stripe }: World, since: string): Promise<Static<typeof EventPageAnswer>> {
  const query = new URLSearchParams({ 'types[0]': 'v2.core.account.created', 'created[gte]': since, limit: '100' })
  return stripe.rawRequest('GET', `/v2/core/events?${query.toString()}`)
}

const destination = ({ stripe }: World, types: string[]) =>
  stripe.v2.core.eventDestinations.create({
    name: 'test:stripe',
    type: 'webhook_endpoint',
    event_payload: 'thin',
    events_from: ['@accounts'],
    enabled_events: types,
    webhook_endpoint: { url: 'https://platform.example/test-stripe' },
    include: ['webhook_endpoint.signing_secret'],
  })
