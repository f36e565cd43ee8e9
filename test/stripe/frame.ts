import { inspect, isDeepStrictEqual } from 'node:util'
import { Stripe } from 'stripe'
import type { World } from './world.ts'

/** Something that this project believes of Stripe, and a way to ask Stripe. */
export interface Claim {
  /** Begins with the generation of the API: `v1.links.lifetime`. */
  readonly id: string
  /** What is believed, in one sentence. */
  readonly says: string
  /** Where the belief comes from. */
  readonly source: string
  /** Why the simulator cannot answer this. Without it, the claim must hold there. */
  readonly leftOpen?: string
  check(world: World): Outcome | Promise<Outcome>
}

export type Outcome =
  | { readonly verdict: 'holds'; readonly seen?: string }
  | { readonly verdict: 'differs'; readonly seen: string }
  | { readonly verdict: 'not tried'; readonly why: string }

export interface Result {
  readonly id: string
  readonly says: string
  readonly source: string
  readonly outcome: Outcome
}

export const holds = (seen?: string): Outcome => ({ verdict: 'holds', ...(seen !== undefined && { seen }) })
export const differs = (seen: string): Outcome => ({ verdict: 'differs', seen })
const notTried = (why: string): Outcome => ({ verdict: 'not tried', why })

/** Holds if what was seen is what is believed. */
export const equal = (seen: unknown, believed: unknown): Outcome =>
  isDeepStrictEqual(seen, believed) ? holds() : differs(`${short(seen)} instead of ${short(believed)}`)

/** Holds if all of them do; otherwise the first that does not. */
export const all = (...outcomes: readonly Outcome[]): Outcome =>
  outcomes.find(({ verdict }) => verdict !== 'holds') ?? outcomes[0] ?? holds()

/** Thrown by a check that lacks what it needs. */
export class NotPossible extends Error {}

/** A claim that only a person can try. */
export const byHand = (claim: Omit<Claim, 'check' | 'leftOpen'>, how: string): Claim => ({
  ...claim,
  check: () => notTried(how),
})

/** Asks Stripe. An unexpected failure differs from every belief. */
export async function tried({ check, ...claim }: Claim, world: World): Promise<Result> {
  const { id, says, source, leftOpen } = claim
  const result = (outcome: Outcome): Result => ({ id, says, source, outcome })
  if (leftOpen !== undefined && world.target === 'simulator') return result(notTried(`the simulator ${leftOpen}`))
  try {
    return result(await check(world))
  } catch (error) {
    if (world.stop.aborted) return result(notTried('the run was stopped'))
    return result(error instanceof NotPossible ? notTried(error.message) : differs(words(error)))
  }
}

/** What an error says. Stripe masks keys in its messages; this does it once more. */
export function words(error: unknown): string {
  const text = error instanceof Error ? `${kindOf(error)}: ${error.message}` : inspect(error)
  return withoutKeys(text.replaceAll(/\s+/g, ' ')).slice(0, 300)
}

function kindOf(error: Error): string {
  if (!(error instanceof Stripe.errors.StripeError)) return error.name
  return [error.statusCode, error.code ?? error.rawType ?? error.type].filter((part) => part !== undefined).join(' ')
}

const withoutKeys = (text: string): string => text.replaceAll(/\b(sk|rk)_(test|live)_[\w*]+/g, '$1_$2_…')

const short = (value: unknown): string =>
  withoutKeys(inspect(value, { breakLength: Infinity, depth: 4, maxArrayLength: 10 })).slice(0, 200)
