import { REFUSAL } from '../../support/refusal.ts'
import { NONSENSE, REPLACED_ANSWERS } from '../../support/replaced-answers.ts'
import type { Fault, SimulatorControl } from '#stripe-simulator'

/** Every way in which Stripe, or what is between us and Stripe, fails a call. `after` and `done`: it did its part. */
const FAULTS: Readonly<Record<string, Fault>> = {
  'error 500': { kind: 'error', status: 500, saved: false },
  'error 500, done': { kind: 'error', status: 500, saved: false, executed: true },
  'error 500, saved': { kind: 'error', status: 500, saved: true },
  'error 500, saved, done': { kind: 'error', status: 500, saved: true, executed: true },
  'refused 400': REFUSAL,
  'rate limit': { kind: 'rate_limit' },
  'lock timeout': { kind: 'rate_limit', lockTimeout: true },
  "a proxy's page": { kind: 'html', status: 502 },
  'garbage before': { kind: 'garbage', when: 'before' },
  'garbage after': { kind: 'garbage', when: 'after' },
  'reset before': { kind: 'reset', when: 'before' },
  'reset after': { kind: 'reset', when: 'after' },
  'timeout before': { kind: 'timeout', when: 'before', ms: 200 },
  'timeout after': { kind: 'timeout', when: 'after', ms: 200 },
  'replaced 408': REPLACED_ANSWERS['408 without a type'],
  'replaced 424': REPLACED_ANSWERS['424 with a type'],
  'replaced 403': REPLACED_ANSWERS['403 with words'],
  'replaced 400': REPLACED_ANSWERS['400 without a request id'],
  'a bare text': NONSENSE['200 and a bare text'],
  'an empty object': NONSENSE['200 and an empty object'],
}
export const FAULT_NAMES = Object.keys(FAULTS)

/** Of all calls that reach Stripe, this share fails. */
const SHARE = 0.25

/** From now on Stripe is as bad as it gets; what the seed draws decides who is hit. Answers who has been hit by what. */
export async function badStripe(
  simulator: SimulatorControl,
  seed: number,
): Promise<() => Promise<Map<string, number>>> {
  const names = new Map<string, string>()
  for (const [index, [name, fault]] of Object.entries(FAULTS).entries()) {
    // Of the calls that the rules before this one have left.
    const share = SHARE / FAULT_NAMES.length / (1 - (SHARE * index) / FAULT_NAMES.length)
    const rule = await simulator.faults.add({ route: '*', fault, share, seed: (seed + index * 7919) % 2 ** 32 })
    names.set(rule.id, name)
  }
  await simulator.faults.add({ route: '*', fault: { kind: 'latency', ms: 15 }, share: 0.2, seed: seed % 2 ** 32 })
  return async () => new Map((await simulator.faults.list()).map(({ id, used }) => [names.get(id) ?? 'latency', used]))
}
