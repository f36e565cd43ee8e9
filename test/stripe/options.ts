import { parseArgs } from 'node:util'
import type { AccountsApi } from '../../src/adapters/stripe/accounts-api.ts'

const USAGE = `npm run test:stripe [-- options]

Asks Stripe itself whether it is as this project believes.

  --api v1|v2            only this generation of the accounts API
  --against simulator    runs against a simulator instead, which it starts; or against the one at http://127.0.0.1:…
  --only <text>          only claims whose id contains this text, e.g. v1.refusals; not the contract
  --slow                 waits for what takes minutes`

export interface Options {
  readonly secretKey: string
  readonly apis: readonly AccountsApi[]
  /** Undefined: Stripe. */
  readonly against: string | undefined
  readonly only: string | undefined
  readonly isSlow: boolean
}

/** The options of a run, or a sentence that says why there can be none. */
export function optionsOf(args: readonly string[], environment: NodeJS.ProcessEnv): Options | string {
  const values = parsed(args)
  if (values === undefined) return USAGE
  const { api, against, only, slow = false } = values
  if (api !== undefined && !isApi(api)) return USAGE
  if (against !== undefined && !/^(simulator|http:\/\/(127\.0\.0\.1|localhost)(:\d+)?\/?)$/.test(against)) return USAGE
  const apis: readonly AccountsApi[] = api === undefined ? ['v1', 'v2'] : [api]
  const options = { apis, against, only, isSlow: slow }
  // Simulators accept every test key, and no other key is sent to one.
  if (against !== undefined) return { ...options, secretKey: 'sk_test_stripe' }
  const secretKey = environment['STRIPE_SECRET_KEY'] ?? ''
  const why = refusedKey(secretKey)
  return why ?? { ...options, secretKey }
}

function refusedKey(key: string): string | undefined {
  const how = 'Set STRIPE_SECRET_KEY to the secret key of a Stripe sandbox (sk_test_… or rk_test_…).'
  if (key === '') return `There is no key to ask Stripe with. ${how}`
  if (/^(sk|rk)_live_/.test(key)) return `STRIPE_SECRET_KEY is a live key. Nothing was sent to Stripe. ${how}`
  return /^(sk|rk)_test_\w+$/.test(key) ? undefined : `STRIPE_SECRET_KEY is no secret key. ${how}`
}

function parsed(args: readonly string[]) {
  try {
    const text = { type: 'string' } as const
    const options = { api: text, against: text, only: text, slow: { type: 'boolean' } } as const
    return parseArgs({ args: [...args], options }).values
  } catch {
    return undefined
  }
}

const isApi = (value: string): value is AccountsApi => value === 'v1' || value === 'v2'
