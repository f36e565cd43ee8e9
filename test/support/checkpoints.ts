import type { Ports } from '../../src/compose.ts'

/** A moment in the critical section: just before a port is asked, or when it has answered. */
export type Checkpoint = `${'before' | 'after'} ${PortCall}`

type WatchedPort = Ports[(typeof WATCHED)[number]]
type PortCall = {
  [Port in (typeof WATCHED)[number]]: Exclude<keyof Ports[Port], symbol | number>
}[(typeof WATCHED)[number]]

/** The ports that change something, or ask somebody who does. */
const WATCHED = ['clients', 'tokens', 'accounts', 'inbox', 'provider'] as const

/** Told of each checkpoint that a request passes; the request goes on when it resolves. */
export type Visit = (checkpoint: Checkpoint) => Promise<void>

/** The ports with somebody standing at each of their doors. */
export function watched(ports: Ports, visit: Visit): Ports {
  return { ...ports, ...Object.fromEntries(WATCHED.map((name) => [name, watchedPort(ports[name], visit)])) }
}

function watchedPort<Port extends WatchedPort>(port: Port, visit: Visit): Port {
  return new Proxy(port, {
    get(target, name) {
      const method: unknown = Reflect.get(target, name)
      // Asks nobody, and answers at once.
      if (typeof method !== 'function' || name === 'parseEvent') return method
      return async (...args: unknown[]) => {
        await visit(`before ${String(name) as PortCall}`)
        const answer: unknown = await Reflect.apply(method, target, args)
        await visit(`after ${String(name) as PortCall}`)
        return answer
      }
    },
  })
}

/** Holds requests at checkpoints until a test lets them go on, so that an interleaving needs no sleeps. */
export function checkpoints() {
  let holds: { checkpoint: Checkpoint; reach: () => void; released: Promise<void> }[] = []
  return {
    visit: async (checkpoint: Checkpoint) => {
      const hold = holds.find((other) => other.checkpoint === checkpoint)
      if (hold === undefined) return
      holds = holds.filter((other) => other !== hold)
      hold.reach()
      await hold.released
    },

    /** The next request that passes the checkpoint stops there: `reached` says when, `release` lets it go on. */
    hold(checkpoint: Checkpoint) {
      const reached = Promise.withResolvers<void>()
      const released = Promise.withResolvers<void>()
      holds.push({ checkpoint, reach: reached.resolve, released: released.promise })
      return { reached: reached.promise, release: released.resolve }
    },
  }
}
