import { isStripeLink } from '../../../src/adapters/stripe/link-hosts.ts'
import { waysBack } from '../../contract/payment-provider.ts'
import { all, byHand, type Claim, differs, equal, holds } from '../frame.ts'
import { v1Link, v2Link } from '../parameters.ts'
import { refused } from '../refusal.ts'

// As STRIPE_LINK_HOSTS is by default.
const HOSTS = { v1: ['connect.stripe.com'], v2: ['accounts.stripe.com'] }
const source = 'docs.stripe.com/api/account_links'
const v2Source = 'docs.stripe.com/api/v2/core/account-links'

/** Account links. Their URLs are secrets and are not printed. */
export const LINKS_V1: readonly Claim[] = [
  {
    id: 'v1.links.lifetime',
    says: 'A link lives for 300 seconds.',
    source: `an example in ${source}`,
    async check(world) {
      const { created, expires_at } = await world.stripe.accountLinks.create(v1Link(await world.account('v1')))
      return equal(expires_at - created, 300)
    },
  },
  {
    id: 'v1.links.host',
    says: `It leads to ${HOSTS.v1.join()}, by https.`,
    source,
    leftOpen: 'has pages of its own',
    async check(world) {
      const { url } = await world.stripe.accountLinks.create(v1Link(await world.account('v1')))
      return isStripeLink(url, { hosts: HOSTS.v1 }) ? holds() : differs(new URL(url).origin)
    },
  },
  {
    id: 'v1.links.head',
    says: 'A HEAD request does not use up a link.',
    source: 'inference',
    async check(world) {
      const { url } = await world.stripe.accountLinks.create(v1Link(await world.account('v1')))
      await landing(url, 'HEAD')
      return equal(await landing(url), 'page 200')
    },
  },
  {
    id: 'v1.links.once',
    says: 'The first GET uses it up, even that of a mail scanner: the second leads to the refresh URL.',
    source: 'docs.stripe.com/connect/hosted-onboarding',
    async check(world) {
      const { url } = await world.stripe.accountLinks.create(v1Link(await world.account('v1')))
      return all(equal(await landing(url), 'page 200'), equal(await landing(url), 'the refresh URL'))
    },
  },
  refused({
    id: 'v1.links.update',
    says: 'Links of the type account_update are refused where Stripe collects the requirements.',
    source,
    operation: 'create_account_link',
    believed: { status: 400 },
    call: async (world) =>
      world.stripe.accountLinks.create({ ...v1Link(await world.account('v1')), type: 'account_update' }),
  }),
]

export const LINKS_V2: readonly Claim[] = [
  {
    id: 'v2.links.lifetime',
    says: 'A link lives for ten minutes.',
    source: `an example in ${v2Source}`,
    async check(world) {
      const link = await world.stripe.v2.core.accountLinks.create(v2Link(await world.account('v2')))
      return equal(Math.round((Date.parse(link.expires_at) - Date.parse(link.created)) / 1000), 600)
    },
  },
  {
    id: 'v2.links.host',
    says: `It leads to ${HOSTS.v2.join()}, by https.`,
    source: v2Source,
    leftOpen: 'has pages of its own',
    async check(world) {
      const { url } = await world.stripe.v2.core.accountLinks.create(v2Link(await world.account('v2')))
      return isStripeLink(url, { hosts: HOSTS.v2 }) ? holds() : differs(new URL(url).origin)
    },
  },
  {
    id: 'v2.links.fragment',
    says: 'Its secret is behind the #, so that fetching the address cannot use it up.',
    source: "Stripe's OpenAPI document",
    async check(world) {
      const account = await world.account('v2')
      const links = [
        await world.stripe.v2.core.accountLinks.create(v2Link(account)),
        await world.stripe.v2.core.accountLinks.create(v2Link(account)),
      ]
      const urls = links.map(({ url }) => new URL(url))
      const fragments = urls.map(({ hash }) => /^#alu_\w{20,}$/.test(hash))
      const rest = new Set(urls.map(({ origin, pathname, search }) => origin + pathname + search))
      return all(equal(fragments, [true, true]), equal(rest.size, 1))
    },
  },
  {
    id: 'v2.links.update',
    says: 'Links of the type account_update can be made for accounts with the Express dashboard.',
    source: 'types of stripe-node 23.1, which name no restriction',
    async check(world) {
      const link = await world.stripe.v2.core.accountLinks.create(v2Link(await world.account('v2'), 'account_update'))
      return equal(link.use_case.type, 'account_update')
    },
  },
  refused({
    id: 'v2.links.configurations',
    says: 'Links take no configurations any more.',
    source: 'changelog of stripe-node 23.0',
    operation: 'create_account_link',
    believed: { status: 400, code: 'invalid_fields' },
    async call(world) {
      const params = v2Link(await world.account('v2'))
      const { account_onboarding, type } = params.use_case
      const older = { type, account_onboarding: { ...account_onboarding, configurations: ['merchant', 'recipient'] } }
      return world.stripe.v2.core.accountLinks.create({ ...params, use_case: older } as typeof params)
    },
  }),
  byHand(
    { id: 'v2.links.once', says: 'A link opens once; the second visit leads to the refresh URL.', source: v2Source },
    'needs a browser: create a link, request its address with curl (HEAD, then GET), then open it twice in a browser',
  ),
]

const isStripes = (host: string) => host === 'stripe.com' || host.endsWith('.stripe.com')

/** Where a visit ends. Follows redirects, but never to the platform. */
export async function landing(url: string, method = 'GET'): Promise<string> {
  const { host } = new URL(url)
  let at = url
  for (let redirects = 0; redirects < 10; redirects += 1) {
    const signal = AbortSignal.timeout(20_000)
    const response = await fetch(at, { method, redirect: 'manual', headers: { 'user-agent': 'Mozilla/5.0' }, signal })
    await response.body?.cancel()
    const location = response.headers.get('location')
    if (location === null) return `page ${response.status}`
    const next = new URL(location, at)
    if (next.href.startsWith(new URL(waysBack.refreshUrl).href)) return 'the refresh URL'
    if (next.host !== host && !isStripes(next.host)) return `a page at ${next.host}`
    at = next.href
  }
  return 'redirects without an end'
}
