import { Stripe } from 'stripe'
import { failureOf } from '../../src/adapters/stripe/failure.ts'
import type { ProviderOperation } from '../../src/domain/provider-failure.ts'
import { type Claim, differs, holds, NotPossible, type Outcome, words } from './frame.ts'
import type { World } from './world.ts'

/** A refusal as it is believed to be. */
export interface Believed {
  readonly status: number
  /** Stripe's code; null for none. */
  readonly code?: string | null
  /** The code that our adapter gives it. */
  readonly ours?: string
}

interface RefusalClaim extends Omit<Claim, 'check'> {
  readonly believed: Believed
  readonly operation?: ProviderOperation
  /** The call that Stripe refuses. */
  call(world: World): Promise<unknown>
}

/** The claim that Stripe refuses a call in this way. */
export const refused = ({ believed, operation = 'create_account', call, ...claim }: RefusalClaim): Claim => ({
  ...claim,
  check: async (world) => likeThis(await refusalOf(() => call(world)), believed, operation, claim.id),
})

/** The error that Stripe answers the call with; `undefined` if it accepts it. */
export async function refusalOf(call: () => Promise<unknown>): Promise<Stripe.errors.StripeError | undefined> {
  try {
    await call()
    return undefined
  } catch (error) {
    if (error instanceof NotPossible || !(error instanceof Stripe.errors.StripeError)) throw error
    return error
  }
}

/** Compares a refusal with what is believed of it. */
export function likeThis(
  error: Stripe.errors.StripeError | undefined,
  { status, code, ours }: Believed,
  operation: ProviderOperation,
  id: string,
): Outcome {
  if (error === undefined) return differs('it was accepted')
  const known = failureOf(error, operation, id.startsWith('v2') ? 'v2' : 'v1')?.code
  const seen = `${shown(error)}; our adapter calls it ${known}`
  const isLike =
    error.statusCode === status &&
    (code === undefined || (error.code ?? null) === code) &&
    (ours === undefined || known === ours)
  if (!isLike) return differs(seen)
  if (!/^req_\w+$/.test(error.requestId ?? '')) return differs(`the request id has another form; ${seen}`)
  return holds(seen)
}

const shown = (error: Stripe.errors.StripeError): string => {
  const { statusCode, code, rawType, param } = error
  const kind = [`code ${code ?? 'none'}`, `type ${rawType ?? 'none'}`, ...(param ? [`param ${param}`] : [])].join(', ')
  return `${statusCode ?? 'no status'}, ${kind}, "${words(error).replace(/^[^:]*: /, '')}"`
}
