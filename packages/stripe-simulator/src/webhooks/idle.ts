import { setTimeout as pause } from 'node:timers/promises'
import type { Behaviour } from './behaviour.ts'

interface IdleOptions {
  readonly open: () => number
  readonly behaviour: Behaviour
  readonly closing: AbortSignal
}

/** Waits until no delivery is open. */
export function createIdle({ open, behaviour, closing }: IdleOptions) {
  let idle: PromiseWithResolvers<void> | undefined
  return {
    /** Call it when a delivery may have been the last one. */
    check(): void {
      if (open() > 0) return
      idle?.resolve()
      idle = undefined
    },

    /** Throws after `timeoutMs`, while webhooks are paused, or when the simulator closes. */
    async wait(timeoutMs: number): Promise<void> {
      if (open() === 0) return
      if (behaviour.get().paused) throw new RangeError(`webhooks are paused, with ${open()} deliveries waiting`)
      idle ??= Promise.withResolvers<void>()
      const late = new AbortController()
      const signal = AbortSignal.any([late.signal, closing])
      await Promise.race([idle.promise, pause(timeoutMs, undefined, { signal })])
      late.abort()
      if (open() > 0) throw new RangeError(`${open()} deliveries are still open after ${timeoutMs} ms`)
    },
  }
}
