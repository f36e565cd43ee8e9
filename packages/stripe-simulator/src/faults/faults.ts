// faults/: which fault strikes a call (this file), and its effect on the response (strike.ts). The schemas of faults
// are in control/schemas.ts, the form that injects them is in page/sections/fault-section.ts, and the order of faults
// and other steps of a call is in http/stripe-endpoint.ts.
import { randomInt } from 'node:crypto'
import type { ActiveFault, Api, Fault, FaultRule, RouteName } from '../control/schemas.ts'
import { randomId } from '../support/random-id.ts'
import { randomNumbers } from '../support/random-numbers.ts'

/** The faults that strike one call: at most one delay and one other. */
export interface Struck {
  readonly latencyMs: number
  readonly fault: Fault | undefined
  readonly kinds: readonly string[]
}

interface Rule {
  readonly active: ActiveFault
  readonly draw: () => number
}

export type Faults = ReturnType<typeof createFaults>

/** The pending faults. */
export function createFaults() {
  let rules: Rule[] = []

  function use(rule: Rule): void {
    rule.active.used += 1
    if (rule.active.remaining === undefined) return
    rule.active.remaining -= 1
    if (rule.active.remaining === 0) rules = rules.filter((other) => other !== rule)
  }

  return {
    add(rule: FaultRule): ActiveFault {
      if (rule.share !== undefined && rule.times !== undefined) throw new RangeError('give either times or share')
      if (rule.fault.kind === 'json' && !isJson(rule.fault.body)) throw new RangeError('body must be JSON')
      const lasting =
        rule.share === undefined ? { remaining: rule.times ?? 1 } : { seed: rule.seed ?? randomInt(2 ** 32) }
      const active: ActiveFault = { ...rule, ...lasting, id: `fault_${randomId(8)}`, used: 0 }
      rules.push({ active, draw: randomNumbers(active.seed ?? 0) })
      return { ...active }
    },

    list: (): ActiveFault[] => rules.map(({ active }) => ({ ...active })),

    clear(id?: string): void {
      rules = id === undefined ? [] : rules.filter(({ active }) => active.id !== id)
    },

    /**
     * Selects and uses up the faults of this call. `executes`: the call is new and valid, so the endpoint would do its
     * work.
     */
    pick({ api, route, executes }: { api: Api; route: RouteName; executes: boolean }): Struck {
      const struck = new Map<'latency' | 'other', Fault>()
      for (const rule of rules) {
        const { fault, share } = rule.active
        const slot = fault.kind === 'latency' ? 'latency' : 'other'
        if (rule.active.route !== '*' && rule.active.route !== route) continue
        if (rule.active.api !== undefined && rule.active.api !== api) continue
        if (struck.has(slot) || (needsExecution(fault) && !executes)) continue
        if (share !== undefined && rule.draw() >= share) continue
        struck.set(slot, fault)
        use(rule)
      }
      const latency = struck.get('latency')
      return {
        latencyMs: latency?.kind === 'latency' ? latency.ms : 0,
        fault: struck.get('other'),
        kinds: Array.from(struck.values(), ({ kind }) => kind),
      }
    },
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

// Replays and refused requests never reach the endpoint, so they cannot fail inside it.
const needsExecution = (fault: Fault): boolean => fault.kind === 'error' && (fault.saved || fault.executed === true)

/** Whether the fault strikes before the request is read: no work is done and no key is claimed. */
export function strikesBefore(fault: Fault): boolean {
  switch (fault.kind) {
    case 'rate_limit':
      return true
    case 'error':
      return !needsExecution(fault)
    case 'reset':
    case 'timeout':
      return fault.when === 'before'
    case 'html':
    case 'json':
      return fault.when !== 'after'
    case 'garbage':
      return fault.when === 'before'
    case 'latency':
      return false
  }
}
