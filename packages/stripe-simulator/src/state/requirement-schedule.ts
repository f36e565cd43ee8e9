import { withRequirementsDue, withRequirementsPastDue } from '../accounts/account-change.ts'
import type { RequirementsSchedule } from '../control/account-schemas.ts'
import type { Clock } from './clock.ts'
import type { World } from './world.ts'

/** A scheduled change of an account by Stripe. Times are in milliseconds, by the simulator's clock. */
export interface Step {
  readonly kind: 'due' | 'past_due'
  readonly at: number
  readonly account: string
  readonly items: string[]
  readonly deadline: number
}

const longestTimeout = 2 ** 31 - 1

export type RequirementScheduler = ReturnType<typeof createRequirementScheduler>

/** Adds requirements to accounts when they are due, and stops payouts after their deadlines. */
export function createRequirementScheduler({
  clock,
  world,
  closing,
  saved = [],
  changed,
}: {
  clock: Clock
  world: World
  closing: AbortSignal
  saved?: readonly Step[] | undefined
  changed: () => void
}) {
  let steps: Step[] = [...saved]
  let timer: NodeJS.Timeout | undefined
  closing.addEventListener('abort', () => clearTimeout(timer))

  /** Applies the due steps in the order of time. */
  function applyDue(): void {
    const now = clock.now()
    const due = steps.filter(({ at }) => at <= now).toSorted((one, other) => one.at - other.at)
    if (due.length > 0) {
      steps = steps.filter(({ at }) => at > now)
      changed()
    }
    for (const step of due) apply(step, world)
    clearTimeout(timer)
    if (steps.length === 0 || closing.aborted) return
    const soonest = Math.min(...steps.map(({ at }) => at))
    timer = setTimeout(applyDue, Math.min(soonest - now, longestTimeout)).unref()
  }

  return {
    /** Throws if there is no such account. */
    add(account: string, { items, dueInMs = 0, deadlineInMs }: RequirementsSchedule): void {
      if (world.find(account) === undefined) throw new RangeError(`the simulator holds no account ${account}`)
      if (deadlineInMs < dueInMs) throw new RangeError('the deadline is before the requirements are due')
      const now = clock.now()
      const asked = { account, items: items ?? ['individual.verification.document'], deadline: now + deadlineInMs }
      steps.push({ kind: 'due', at: now + dueInMs, ...asked }, { kind: 'past_due', at: asked.deadline, ...asked })
      changed()
      applyDue()
    },

    applyDue,

    reset(): void {
      steps = []
      clearTimeout(timer)
      changed()
    },

    snapshot: (): Step[] => steps,
  }
}

function apply({ kind, account, items, deadline }: Step, world: World): void {
  world.update(account, (before) =>
    kind === 'due'
      ? withRequirementsDue(before, items, Math.floor(deadline / 1000))
      : withRequirementsPastDue(before, items),
  )
}
