import { randomInt } from 'node:crypto'
import { randomNumbers } from '../support/random-numbers.ts'
import type { ActiveWebhookBehaviour, WebhookBehaviour } from './schemas.ts'

/** The delays of all copies of a new delivery; empty if it is lost. */
export type Fate = readonly number[]

// How long an event is held so that another can overtake it, if no delays are set.
const overtakingMs = 100

export type Behaviour = ReturnType<typeof createBehaviour>

/** Random delivery faults. The same seed gives the same random numbers. */
export function createBehaviour() {
  let active = normal({})
  let fates = randomNumbers(active.seed)
  let picks = randomNumbers(active.seed)

  return {
    set(wanted: WebhookBehaviour): void {
      active = normal(wanted)
      fates = randomNumbers(active.seed)
      // A separate generator, because the number of picks depends on time, and the same seed must lose the same
      // deliveries.
      picks = randomNumbers(active.seed ^ 0x5bd1e995)
    },

    get: (): ActiveWebhookBehaviour => ({ ...active, delayMs: [...active.delayMs] }),

    fate(): Fate {
      const { loss, duplicates, copies } = active
      const [lost, duplicated] = [fates() < loss, fates() < duplicates]
      const [min, max] = active.delayMs
      const waits = Array.from({ length: duplicated ? 1 + copies : 1 }, () => Math.round(min + fates() * (max - min)))
      return lost ? [] : waits
    },

    /** The next position in a queue of this length. */
    pick: (length: number): number => Math.floor(picks() * length),
  }
}

function normal(wanted: WebhookBehaviour): ActiveWebhookBehaviour {
  const { reorder = false } = wanted
  const delayMs = wanted.delayMs ?? [0, reorder ? overtakingMs : 0]
  if (delayMs[0] > delayMs[1]) throw new RangeError('delayMs is [least, most]')
  return {
    loss: wanted.loss ?? 0,
    duplicates: wanted.duplicates ?? 0,
    copies: wanted.copies ?? 1,
    delayMs,
    reorder,
    paused: wanted.paused ?? false,
    seed: wanted.seed ?? randomInt(2 ** 32),
  }
}
