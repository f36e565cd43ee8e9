import { AccountAnswer } from '../../../src/adapters/stripe/v1/answers.ts'
import { type Claim, differs, equal, holds } from '../frame.ts'
import { v1Link, v1Params } from '../parameters.ts'
import { refused } from '../refusal.ts'
import { readable } from './accounts-v1.ts'
import { landing } from './links.ts'

const source = 'docs.stripe.com/connect/accounts-v2'

/** Accounts of one generation at the endpoints of the other. */
export const INTEROP: readonly Claim[] = [
  {
    id: 'v2.interop.v1',
    says: 'v1 retrieves accounts of v2, in its own shape.',
    source,
    check: async (world) => readable(AccountAnswer, await world.stripe.accounts.retrieve(await world.account('v2'))),
  },
  {
    id: 'v2.interop.link',
    says: 'v1 makes links for accounts of v2.',
    source,
    async check(world) {
      const { object } = await world.stripe.accountLinks.create(v1Link(await world.account('v2')))
      return equal(object, 'account_link')
    },
  },
  refused({
    id: 'v2.interop.young',
    says: 'v2 does not know a new account of v1.',
    source,
    operation: 'retrieve_account',
    believed: { status: 400, code: 'account_not_yet_compatible_with_v2' },
    async call({ stripe, platform }) {
      const { id } = await stripe.accounts.create(v1Params(platform.country))
      return stripe.v2.core.accounts.retrieve(id)
    },
  }),
  {
    id: 'v1.sessions',
    says: 'An account session has a secret, and an end within a day.',
    source: 'docs.stripe.com/api/account_sessions, which does not say when',
    leftOpen: 'has no account sessions',
    async check(world) {
      const { client_secret, expires_at } = await world.stripe.accountSessions.create({
        account: await world.account('v1'),
        components: { account_onboarding: { enabled: true } },
      })
      const seconds = Math.round(expires_at - Date.now() / 1000)
      const isLike = client_secret.startsWith('accs_secret_') && seconds > 0 && seconds < 86_400
      return isLike ? holds(`${seconds} s`) : differs(`${seconds} s`)
    },
  },
]

/** What only time shows. Last, because it moves the simulator's clock. */
export const TIME: readonly Claim[] = [
  {
    id: 'v1.time.link',
    says: 'A link that has expired leads to the refresh URL.',
    source: 'docs.stripe.com/connect/hosted-onboarding',
    async check(world) {
      const { url } = await world.stripe.accountLinks.create(v1Link(await world.account('v1')))
      await world.pass(301_000)
      return equal(await landing(url), 'the refresh URL')
    },
  },
  refused({
    id: 'v2.time.v1',
    says: 'Ten minutes after its creation, v2 knows an account of v1 and refuses it.',
    source,
    operation: 'retrieve_account',
    believed: { status: 400, code: 'v1_account_instead_of_v2_account' },
    async call(world) {
      const { id } = await world.stripe.accounts.create(v1Params(world.platform.country))
      await world.pass(601_000)
      return world.stripe.v2.core.accounts.retrieve(id)
    },
  }),
]
