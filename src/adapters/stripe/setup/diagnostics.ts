import type { Stripe } from 'stripe'
import type { AccountProfiles } from '../../../domain/account-profile.ts'
import type { PlatformFacts, ProfileLooked, ProviderSetup, ReceiverKind } from '../../../domain/provider-setup.ts'
import type { ProviderFailure } from '../../../domain/provider-failure.ts'
import { PaymentProviderError } from '../../../ports/payment-provider.ts'
import type { ProviderDiagnostics } from '../../../ports/provider-diagnostics.ts'
import { advised } from '../advice.ts'
import { checked } from '../answers.ts'
import { ask, askV2 } from '../ask.ts'
import { callsTried, NO_ACCOUNT } from '../key-permissions.ts'
import type { Pace } from '../pacer.ts'
import { platformNeedsTokens } from '../platform.ts'
import { profileFaults } from '../profile-faults.ts'
import { PlatformAccountAnswer } from './answers.ts'
import { explanationOf } from './explanations.ts'
import { look } from './look.ts'
import { eventDestinations, webhookEndpoints, type Receivers } from './receivers.ts'

interface Options {
  readonly stripe: Stripe
  readonly pace: Pace
  /** The generation that new accounts are created with. */
  readonly accountsApi: 'v1' | 'v2'
  readonly livemode: boolean
  readonly profiles: AccountProfiles
  /** Whether the key may do only what it was given permission for. */
  readonly isRestricted: boolean
}

/** The set-up of a platform at Stripe. */
export function stripeDiagnostics(options: Options): ProviderDiagnostics {
  const { accountsApi, isRestricted } = options
  const all = { 'stripe-v1': webhookEndpoints(options), 'stripe-v2': eventDestinations(options) }
  const named = (kind: string): Receivers => Object.values(all).find((one) => one.kind === kind) ?? all['stripe-v1']

  return {
    async inspect(apis, signal) {
      const own = await look(() => ownAccount(options, signal))
      if ('failure' in own) return own
      const { platform, country, clockAheadMs } = own.found
      const kinds = Object.entries(all).flatMap(([api, receivers]) => (apis.includes(api) ? [receivers] : []))
      const [calls, connect, api, receivers] = await Promise.all([
        isRestricted ? callsTried(options, signal) : undefined,
        look(() => othersAccounts(options, signal)),
        look(() => accountsApiIsOpen(options, country, signal)),
        Promise.all(kinds.map((kind) => kindOf(kind, signal))),
      ])
      const found: ProviderSetup = {
        platform,
        ...(calls && { calls }),
        connect,
        accountsApi: api,
        profiles: Object.entries(options.profiles.byName).map(([name, profile]): ProfileLooked => {
          return { name, faults: profileFaults(profile, accountsApi), doubts: doubtsAbout(profile) }
        }),
        receivers,
        ...(clockAheadMs !== undefined && { clockAheadMs }),
      }
      return { found }
    },

    explain: explanationOf,
    makeReceiver: ({ kind }, step, url, signal) => named(kind).make(step, url, signal),
    ping: async ({ kind }, id, signal) => named(kind).ping?.(id, signal),
  }
}

/** The platform's own account, and how our clock differs from that of the answer. */
async function ownAccount({ stripe, pace, livemode }: Options, signal: AbortSignal) {
  const answer = await ask('inspect_setup', signal, async () => {
    await pace.retrieveAccount.turn(signal)
    const before = Date.now()
    const account = await stripe.accounts.retrieveCurrent()
    return { account, at: (before + Date.now()) / 2 }
  })
  const {
    id,
    country,
    business_profile: profile,
    settings,
  } = checked(PlatformAccountAnswer, answer.account, 'inspect_setup')
  const name = profile?.name || settings?.dashboard?.display_name
  const platform: PlatformFacts = {
    platformId: id,
    livemode,
    ...(name != null && name !== '' && { name }),
    hasLogo: [settings?.branding?.logo, settings?.branding?.icon].some(Boolean),
    hasSupportAddress: [profile?.support_email, profile?.support_phone, profile?.support_url].some(Boolean),
  }
  const at = Date.parse(String(answer.account.lastResponse.headers['date']))
  return { platform, country: country ?? undefined, clockAheadMs: Number.isNaN(at) ? undefined : answer.at - at }
}

/** Asks for an account that does not exist. Without Connect, Stripe does not even look for it. */
async function othersAccounts({ stripe, pace }: Options, signal: AbortSignal): Promise<true> {
  try {
    await ask('inspect_setup', signal, async () => {
      await pace.retrieveAccount.turn(signal)
      return stripe.accounts.retrieve(NO_ACCOUNT)
    })
  } catch (error) {
    if (!(error instanceof PaymentProviderError) || error.failure.outcome !== 'account_unavailable') throw error
  }
  return true
}

/** Stripe says only of v2 whether the platform has it. Of v1 it says so when the first account is created. */
async function accountsApiIsOpen(
  { stripe, pace, accountsApi }: Options,
  country: string | undefined,
  signal: AbortSignal,
): Promise<true> {
  if (accountsApi === 'v1') return true
  await askV2('inspect_setup', signal, async () => {
    await pace.listAccounts.turn(signal)
    return stripe.v2.core.accounts.list({ limit: 1 })
  })
  if (platformNeedsTokens(country)) throw new PaymentProviderError(refusal('account_token_required'))
  return true
}

async function kindOf(receivers: Receivers, signal: AbortSignal): Promise<ReceiverKind> {
  const { kind, events } = receivers
  return { kind, events, receivers: await look(() => receivers.list(signal)) }
}

/** What only approved platforms may request. Recipients of v1 need no approval. */
function doubtsAbout({ capabilities, added, agreement }: AccountProfiles['byName'][string]): ProviderFailure[] {
  const requested = new Set([...capabilities, ...added])
  const isAlone = requested.has('transfers') && requested.size === 1 && agreement === 'full'
  return isAlone ? [refusal('transfers_need_approval')] : []
}

const refusal = (code: string): ProviderFailure => advised({ operation: 'create_account', outcome: 'refused', code })
