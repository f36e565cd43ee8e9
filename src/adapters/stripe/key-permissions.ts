import type { Stripe } from 'stripe'
import type { CallTried } from '../../domain/provider-setup.ts'
import { PaymentProviderError } from '../../ports/payment-provider.ts'
import { ask, askV2 } from './ask.ts'
import type { Pace } from './pacer.ts'
import { isForbidden, permissionIn } from './setup/look.ts'

interface Need {
  /** Completes the sentence "The key may not …". */
  readonly what: string
  readonly request: (stripe: Stripe) => Promise<unknown>
  readonly api: 'v1' | 'v2'
  readonly isOptional?: boolean
}

/** No account has this id, so a request to change it has no effect: Stripe looks at the permission first. */
export const NO_ACCOUNT = 'acct_1ConnectOnboarding'

const NOWHERE = 'https://example.com/'

/** What every opening and every refresh needs to read. */
const READING: readonly Need[] = [
  { what: 'read the account that it belongs to', api: 'v1', request: (stripe) => stripe.accounts.retrieveCurrent() },
  { what: 'read connected accounts', api: 'v1', request: (stripe) => stripe.accounts.list({ limit: 1 }) },
  { what: 'read accounts of v2', api: 'v2', request: (stripe) => stripe.v2.core.accounts.list({ limit: 1 }) },
]

/** What it needs to write, tried on an account that does not exist. */
const WRITING: readonly Need[] = [
  {
    what: 'write connected accounts',
    api: 'v1',
    request: (stripe) => stripe.accounts.update(NO_ACCOUNT, { metadata: {} }),
  },
  {
    what: 'create account links',
    api: 'v1',
    request: (stripe) =>
      stripe.accountLinks.create({
        account: NO_ACCOUNT,
        type: 'account_onboarding',
        refresh_url: NOWHERE,
        return_url: NOWHERE,
      }),
  },
  {
    what: 'write accounts of v2',
    api: 'v2',
    request: (stripe) => stripe.v2.core.accounts.update(NO_ACCOUNT, { metadata: {} }),
  },
  {
    what: 'create account links of v2',
    api: 'v2',
    request: (stripe) =>
      stripe.v2.core.accountLinks.create({
        account: NO_ACCOUNT,
        use_case: { type: 'account_onboarding', account_onboarding: { refresh_url: NOWHERE } },
      }),
  },
  {
    what: "create account sessions, so pages cannot show Stripe's form",
    api: 'v1',
    isOptional: true,
    request: (stripe) =>
      stripe.accountSessions.create({ account: NO_ACCOUNT, components: { account_onboarding: { enabled: true } } }),
  },
  {
    what: 'read events of v2, so missed ones are not fetched',
    api: 'v2',
    isOptional: true,
    request: (stripe) => stripe.v2.core.events.list({ limit: 1 }),
  },
]

interface Key {
  readonly stripe: Stripe
  readonly pace: Pace
  readonly accountsApi: 'v1' | 'v2'
}

/** Tries every kind of call that the service makes, without an effect. */
export const callsTried = (key: Key, signal: AbortSignal): Promise<CallTried[]> =>
  tryAll([...READING, ...WRITING], key, signal)

/**
 * What a restricted key may not read although the service needs it, in sentences for operators. Only what Stripe itself
 * refuses counts: an outage is no missing permission.
 */
export async function keyFaults(key: Key, signal: AbortSignal): Promise<string[]> {
  const calls = await tryAll(READING, key, signal)
  return calls.filter(({ isAllowed }) => !isAllowed).map(permissionFault)
}

function permissionFault({ what, permission }: CallTried): string {
  const named = permission === undefined ? '' : ` (${permission})`
  return `STRIPE_SECRET_KEY may not ${what}: give the restricted key that permission${named} in the Stripe Dashboard, or use the secret key`
}

async function tryAll(needs: readonly Need[], key: Key, signal: AbortSignal): Promise<CallTried[]> {
  const wanted = needs.filter(({ api }) => api === 'v1' || key.accountsApi === 'v2')
  return Promise.all(wanted.map((need) => tried(need, key, signal)))
}

async function tried(
  { what, request, api, isOptional = false }: Need,
  { stripe, pace }: Key,
  signal: AbortSignal,
): Promise<CallTried> {
  const call = async () => {
    await pace.retrieveAccount.turn(signal)
    return request(stripe)
  }
  try {
    await (api === 'v1' ? ask('inspect_setup', signal, call) : askV2('inspect_setup', signal, call))
  } catch (error) {
    if (!(error instanceof PaymentProviderError)) throw error
    if (isForbidden(error)) {
      const permission = permissionIn(error)
      return { what, isAllowed: false, isOptional, ...(permission !== undefined && { permission }) }
    }
  }
  return { what, isAllowed: true, isOptional }
}
