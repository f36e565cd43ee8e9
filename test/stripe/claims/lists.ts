import type { Stripe } from 'stripe'
import { all, type Claim, differs, equal, holds, type Outcome } from '../frame.ts'
import { v1Params, v2Params } from '../parameters.ts'
import { refused } from '../refusal.ts'
import type { World } from '../world.ts'

/** How long the service waits before it believes that a list is complete. */
const LAG_MS = 60_000

const source = 'docs.stripe.com/api/accounts/list'
const v2Source = 'docs.stripe.com/api/v2/core/accounts/list'

/** The lists of accounts, by which an account is found whose creation was not answered. */
export const LISTS_V1: readonly Claim[] = [
  {
    id: 'v1.lists.lag',
    says: 'A new account is in the list within a minute.',
    source: 'an assumption of this service',
    async check(world) {
      const { id } = await world.stripe.accounts.create(v1Params(world.platform.country))
      return shownAfter(await world.until(async () => (await newest(world)).includes(id), LAG_MS))
    },
  },
  {
    id: 'v1.lists.order',
    says: 'The newest accounts come first.',
    source,
    async check(world) {
      const ids = [await createdV1(world), await createdV1(world)]
      await world.until(async () => (await newest(world)).includes(ids[1] ?? ''), LAG_MS)
      return equal(
        (await newest(world)).filter((id) => ids.includes(id)),
        ids.toReversed(),
      )
    },
  },
  {
    id: 'v1.lists.created',
    says: 'The filter created[gte] includes the second that it names, and nothing earlier.',
    source,
    async check({ stripe, account, until }) {
      const id = await account('v1')
      const { created = 0 } = await stripe.accounts.retrieve(id)
      const idsFrom = async (gte: number) =>
        (await stripe.accounts.list({ created: { gte }, limit: 100 }).autoPagingToArray({ limit: 10_000 })).map(
          (listed) => listed.id,
        )
      await until(async () => (await idsFrom(created)).includes(id), LAG_MS)
      const [from, after] = [await idsFrom(created), await idsFrom(created + 1)]
      return equal([from.includes(id), after.includes(id)], [true, false])
    },
  },
  {
    id: 'v1.lists.pages',
    says: 'starting_after gives the accounts that are older than the one it names.',
    source,
    async check({ stripe }) {
      const [first, second] = (await stripe.accounts.list({ limit: 2 })).data
      const page = await stripe.accounts.list({ limit: 1, starting_after: first?.id ?? '' })
      return equal(page.data[0]?.id, second?.id)
    },
  },
  {
    id: 'v1.lists.v2',
    says: 'The list shows accounts of v2 as well.',
    source: 'seen by others, Sep 2026; not documented',
    async check(world) {
      const id = await world.account('v2')
      return shownAfter(await world.until(async () => (await newest(world)).includes(id), 10_000))
    },
  },
]

export const LISTS_V2: readonly Claim[] = [
  {
    id: 'v2.lists.lag',
    says: 'A new account is in the list within a minute.',
    source: 'an assumption of this service; the list is eventually consistent',
    async check(world) {
      const { id } = await world.stripe.v2.core.accounts.create(v2Params(world.platform.country))
      return shownAfter(await world.until(async () => (await newestV2(world)).includes(id), LAG_MS))
    },
  },
  {
    id: 'v2.lists.order',
    says: 'The newest accounts come first.',
    source: 'examples only',
    async check(world) {
      const ids = [await createdV2(world), await createdV2(world)]
      await world.until(async () => (await newestV2(world)).includes(ids[1] ?? ''), LAG_MS)
      return equal(
        (await newestV2(world)).filter((id) => ids.includes(id)),
        ids.toReversed(),
      )
    },
  },
  {
    id: 'v2.lists.pages',
    says: 'The next page is a path below /v2/core, which can be requested as it is.',
    source: v2Source,
    async check({ stripe }) {
      const first = await rawPage(stripe, '/v2/core/accounts?limit=1')
      const next = first.next_page_url
      if (typeof next !== 'string' || !next.startsWith('/v2/core/')) return differs(String(next).slice(0, 60))
      const second = await rawPage(stripe, next)
      return equal([second.data.length, second.data[0]?.id === first.data[0]?.id], [1, false])
    },
  },
  refused({
    id: 'v2.lists.limit',
    says: 'A page has 20 accounts at most.',
    source: 'seen by others, Sep 2026',
    operation: 'find_account',
    believed: { status: 400, code: 'invalid_fields' },
    call: ({ stripe }) => stripe.rawRequest('GET', '/v2/core/accounts?limit=21'),
  }),
  refused({
    id: 'v2.lists.created',
    says: 'There is no filter for the time of creation.',
    source: 'types of stripe-node 23.1',
    operation: 'find_account',
    believed: { status: 400, code: 'invalid_fields' },
    call: ({ stripe }) => stripe.rawRequest('GET', '/v2/core/accounts?created[gte]=2026-01-01T00:00:00Z'),
  }),
  {
    id: 'v2.lists.closed',
    says: 'Closed accounts are listed only with closed=true.',
    source: v2Source,
    async check(world) {
      const { stripe } = world
      const { id, applied_configurations } = await stripe.v2.core.accounts.create(v2Params(world.platform.country))
      await stripe.v2.core.accounts.close(id, { applied_configurations })
      const isListed = async (closed: boolean) => (await newestV2(world, { closed })).includes(id)
      const shown = await world.until(() => isListed(true), LAG_MS)
      return all(shownAfter(shown), equal(await isListed(false), false))
    },
  },
  {
    id: 'v2.lists.v1',
    says: 'The list does not show accounts of v1.',
    source: 'inference',
    async check(world) {
      const id = await world.account('v1')
      return equal((await newestV2(world)).includes(id), false)
    },
  },
]

const shownAfter = (ms: number | undefined): Outcome =>
  ms === undefined ? differs('it is not in the list') : holds(`after ${(ms / 1000).toFixed(1)} s`)

const createdV1 = async ({ stripe, platform }: World) => (await stripe.accounts.create(v1Params(platform.country))).id
const createdV2 = async ({ stripe, platform }: World) =>
  (await stripe.v2.core.accounts.create(v2Params(platform.country))).id

const newest = async ({ stripe }: World) => (await stripe.accounts.list({ limit: 100 })).data.map(({ id }) => id)

const newestV2 = async ({ stripe }: World, params: Stripe.V2.Core.AccountListParams = {}) =>
  (await stripe.v2.core.accounts.list({ limit: 20, ...params })).data.map(({ id }) => id)

interface RawPage {
  readonly data: readonly { readonly id: string }[]
  readonly next_page_url?: unknown
}

const rawPage = (stripe: Stripe, path: string): Promise<RawPage> => stripe.rawRequest('GET', path)
