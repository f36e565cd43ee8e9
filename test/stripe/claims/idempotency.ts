import { randomUUID } from 'node:crypto'
import { all, byHand, type Claim, differs, equal, holds } from '../frame.ts'
import { CARDS, v1Link, v1Params, v2Link, v2Params } from '../parameters.ts'
import { likeThis, refusalOf } from '../refusal.ts'

const source = 'docs.stripe.com/api/idempotent_requests'
const v2Source = 'docs.stripe.com/api-v2-overview'

/** A key that nobody has used. */
const newKey = () => ({ idempotencyKey: `test-stripe:${randomUUID()}` })

/** What Stripe does with idempotency keys. */
export const IDEMPOTENCY_V1: readonly Claim[] = [
  {
    id: 'v1.keys.replay',
    says: 'The second request under a key gets the answer of the first, and headers that say so.',
    source,
    async check({ stripe, platform }) {
      const [params, key] = [v1Params(platform.country), newKey()]
      const first = await stripe.accounts.create(params, key)
      const second = await stripe.accounts.create(params, key)
      const { headers } = second.lastResponse
      return all(
        equal(second.id, first.id),
        equal(headers['idempotent-replayed'], 'true'),
        equal(headers['original-request'], first.lastResponse.requestId),
      )
    },
  },
  {
    id: 'v1.keys.parameters',
    says: 'Other parameters under the same key are refused by the type idempotency_error, without a code.',
    source,
    async check({ stripe, platform }) {
      const [params, key] = [v1Params(platform.country), newKey()]
      await stripe.accounts.create(params, key)
      const error = await refusalOf(() => stripe.accounts.create({ ...params, email: 'other@example.com' }, key))
      const outcome = likeThis(error, { status: 400, code: null, ours: 'idempotency_error' }, 'create_account', 'v1')
      return outcome.verdict === 'holds' ? equal(error?.rawType, 'idempotency_error') : outcome
    },
  },
  {
    id: 'v1.keys.endpoint',
    says: 'So is another endpoint.',
    source,
    async check({ stripe, platform }) {
      const key = newKey()
      const { id } = await stripe.accounts.create(v1Params(platform.country), key)
      const error = await refusalOf(() => stripe.accountLinks.create(v1Link(id), key))
      return likeThis(error, { status: 400, ours: 'idempotency_error' }, 'create_account_link', 'v1')
    },
  },
  {
    id: 'v1.keys.invalid',
    says: 'A request with invalid parameters uses no key.',
    source,
    async check({ stripe, platform }) {
      const [params, key] = [v1Params(platform.country), newKey()]
      const error = await refusalOf(() => stripe.accounts.create({ ...params, nonsense: 'x' } as typeof params, key))
      if (error === undefined) return differs('an unknown parameter was accepted')
      const account = await stripe.accounts.create(params, key)
      return equal(account.lastResponse.headers['idempotent-replayed'] ?? 'no', 'no')
    },
  },
  {
    id: 'v1.keys.links',
    says: 'A link is replayed as well, used or not: no key may be used for two links.',
    source,
    async check(world) {
      const [params, key] = [v1Link(await world.account('v1')), newKey()]
      const first = await world.stripe.accountLinks.create(params, key)
      const second = await world.stripe.accountLinks.create(params, key)
      return second.url === first.url ? holds() : differs('another link was made')
    },
  },
  byHand(
    { id: 'v1.keys.memory', says: 'A key is remembered for at least 24 hours, an error 500 included.', source },
    'takes a day: create an account with a key of your own, and repeat the request 23 hours later',
  ),
]

export const IDEMPOTENCY_V2: readonly Claim[] = [
  {
    id: 'v2.keys.same',
    says: 'The second request under a key gets the same account, without a header that says so.',
    source: `${v2Source}; the header is a guess`,
    async check({ stripe, platform }) {
      const [params, key] = [v2Params(platform.country), newKey()]
      const first = await stripe.v2.core.accounts.create(params, key)
      const second = await stripe.v2.core.accounts.create(params, key)
      const { headers } = second.lastResponse
      return all(equal(second.id, first.id), equal(headers['idempotent-replayed'] ?? 'no', 'no'))
    },
  },
  {
    id: 'v2.keys.afresh',
    says: 'It shows the account as it is now, not as it was.',
    source: v2Source,
    async check({ stripe, platform }) {
      const [params, key] = [v2Params(platform.country), newKey()]
      const { id } = await stripe.v2.core.accounts.create(params, key)
      await stripe.v2.core.accounts.update(id, { display_name: 'Renamed' })
      const second = await stripe.v2.core.accounts.create(params, key)
      return equal(second.display_name, 'Renamed')
    },
  },
  {
    id: 'v2.keys.parameters',
    says: 'Other parameters under the same key are refused by 409 idempotency_error.',
    source: "Stripe's OpenAPI document",
    async check({ stripe, platform }) {
      const [params, key] = [v2Params(platform.country), newKey()]
      await stripe.v2.core.accounts.create(params, key)
      const error = await refusalOf(() => stripe.v2.core.accounts.create({ ...params, display_name: 'Other' }, key))
      const believed = { status: 409, code: 'idempotency_error', ours: 'idempotency_error' }
      return likeThis(error, believed, 'create_account', 'v2')
    },
  },
  {
    id: 'v2.keys.endpoint',
    says: 'At another endpoint the same key is another key.',
    source: v2Source,
    async check({ stripe, platform }) {
      const key = newKey()
      const { id } = await stripe.v2.core.accounts.create(v2Params(platform.country), key)
      const link = await stripe.v2.core.accountLinks.create(v2Link(id), key)
      return equal(link.account, id)
    },
  },
  {
    id: 'v2.keys.invalid',
    says: 'A request with invalid fields uses no key.',
    source: 'inference',
    async check({ stripe, platform }) {
      const [params, key] = [v2Params(platform.country), newKey()]
      const invalid = { ...params, nonsense: 'x' } as typeof params
      const error = await refusalOf(() => stripe.v2.core.accounts.create(invalid, key))
      if (error === undefined) return differs('an unknown field was accepted')
      const { id } = await stripe.v2.core.accounts.create(params, key)
      return id.startsWith('acct_') ? holds() : differs('no account')
    },
  },
  {
    id: 'v2.keys.failed',
    says: 'A key whose request was refused stays bound to its parameters.',
    source: 'inference',
    async check({ stripe, platform }) {
      const [params, key] = [v2Params(platform.country), newKey()]
      const impossible = {
        ...params,
        identity: { country: 'JM' },
        configuration: { merchant: { capabilities: CARDS } },
      }
      const error = await refusalOf(() => stripe.v2.core.accounts.create(impossible, key))
      if (error === undefined) return differs('card payments in Jamaica were accepted')
      const other = await refusalOf(() => stripe.v2.core.accounts.create(params, key))
      return likeThis(other, { status: 409, code: 'idempotency_error' }, 'create_account', 'v2')
    },
  },
  byHand(
    { id: 'v2.keys.memory', says: 'A key is remembered for 30 days.', source: v2Source },
    'takes a month: create an account with a key of your own, and repeat the request 29 days later',
  ),
]
