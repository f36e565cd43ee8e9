import { byHand, type Claim, differs, equal, holds } from '../frame.ts'

/** The key, its platform, and what every answer of Stripe has. */
export const PLATFORM: readonly Claim[] = [
  {
    id: 'platform.id',
    says: 'The key belongs to a platform, whose id stays the same and begins with acct_.',
    source: 'docs.stripe.com/api/accounts',
    async check({ stripe, platform }) {
      const { id } = await stripe.accounts.retrieveCurrent()
      return id === platform.id && /^acct_\w+$/.test(id) ? holds(`country ${platform.country}`) : differs(id)
    },
  },
  {
    id: 'platform.clock',
    says: "This machine's clock is within five seconds of Stripe's. Searches begin five minutes early.",
    source: 'a condition of this service',
    async check({ stripe }) {
      const { lastResponse } = await stripe.accounts.retrieveCurrent()
      const date = lastResponse.headers['date']
      const offMs = Math.abs(Date.now() - Date.parse(String(date)))
      if (Number.isNaN(offMs)) return differs('there is no Date header')
      return offMs < 5000 ? holds() : differs(`${Math.round(offMs / 1000)} s apart`)
    },
  },
  {
    id: 'platform.version',
    says: "Answers have the API version that the SDK sends, so the version does not depend on the platform's settings.",
    source: 'stripe-node 23.1',
    async check({ stripe }) {
      const { lastResponse } = await stripe.accounts.retrieveCurrent()
      return equal(lastResponse.apiVersion, stripe.getApiField('version'))
    },
  },
  byHand(
    { id: 'platform.500', says: 'Most errors 500 carry stripe-should-retry: false.', source: 'a comment in the SDK' },
    'an error 500 cannot be provoked: look for one in the logs of the service',
  ),
  byHand(
    {
      id: 'platform.429',
      says: 'A sandbox allows 25 calls a second over all endpoints, and says in a header which limit was exceeded.',
      source: 'docs.stripe.com/rate-limits',
    },
    'would disturb other users of the sandbox: send more than 25 calls a second, and look at stripe-rate-limited-reason',
  ),
]
