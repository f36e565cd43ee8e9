import { setTimeout as sleep } from 'node:timers/promises'
import type { Stripe } from 'stripe'
import type { AccountsApi } from '../../src/adapters/stripe/accounts-api.ts'
import type { SimulatorControl } from '#stripe-simulator'
import { connect, type Connection } from './connection.ts'
import { NotPossible, words } from './frame.ts'
import { v1Params, v2Params } from './parameters.ts'

/** What the checks of claims work with. */
export interface World {
  readonly target: 'stripe' | 'simulator'
  /** Fires when the run is to end. */
  readonly stop: AbortSignal
  readonly stripe: Stripe
  /** The platform of the key. */
  readonly platform: { readonly id: string; readonly country: string }
  /** Whether the key is a restricted one. */
  readonly isRestricted: boolean
  /** An account that all claims share. Nobody changes it. */
  account(api: AccountsApi): Promise<string>
  /** A client with another key. */
  clientWith(secretKey: string): Stripe
  /** Waits until `look` finds something, at most so many milliseconds; how long that took, or `undefined`. */
  until(look: () => Promise<boolean>, atMostMs: number): Promise<number | undefined>
  /** Lets this much time pass at Stripe. */
  pass(ms: number): Promise<void>
  /** Has the platform reject the account. */
  reject(accountId: string): Promise<void>
}

interface Options {
  readonly connection: Connection
  readonly simulator: SimulatorControl | undefined
  readonly isSlow: boolean
  readonly stop: AbortSignal
  readonly created: (accountId: string) => void
}

/** Opens a connection and fetches the platform. Throws if the key is not accepted. */
export async function openWorld({ connection, simulator, isSlow, stop, created }: Options): Promise<World> {
  const stripe = connect(connection, created)
  const { id, country } = await stripe.accounts.retrieveCurrent()
  const platform = { id, country: country ?? 'US' }
  const shared = new Map<AccountsApi, Promise<string>>()
  return {
    target: simulator === undefined ? 'stripe' : 'simulator',
    stop,
    stripe,
    platform,
    isRestricted: connection.secretKey.startsWith('rk_'),
    clientWith: (secretKey) => connect({ ...connection, secretKey }, created),
    account(api) {
      const account = shared.get(api) ?? fresh(stripe, api, platform.country)
      shared.set(api, account)
      return account
    },
    until,
    async pass(ms) {
      if (simulator !== undefined) await simulator.clock.advance(ms)
      else if (isSlow) await sleep(ms, undefined, { signal: stop })
      else throw new NotPossible(`takes ${Math.ceil(ms / 60_000)} minutes: add --slow`)
    },
    async reject(accountId) {
      if (simulator === undefined) await stripe.accounts.reject(accountId, { reason: 'other' })
      else await simulator.setAccountState(accountId, { outcome: 'reject' })
    },
  }

  async function until(look: () => Promise<boolean>, atMostMs: number): Promise<number | undefined> {
    const start = performance.now()
    for (;;) {
      stop.throwIfAborted()
      if (await look()) return performance.now() - start
      if (performance.now() - start > atMostMs) return undefined
      await sleep(500, undefined, { signal: stop })
    }
  }
}

async function fresh(stripe: Stripe, api: AccountsApi, country: string): Promise<string> {
  try {
    const account =
      api === 'v1'
        ? await stripe.accounts.create(v1Params(country))
        : await stripe.v2.core.accounts.create(v2Params(country))
    return account.id
  } catch (error) {
    throw new NotPossible(`no account of ${api} could be created (${words(error)})`)
  }
}
