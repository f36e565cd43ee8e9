import { AsyncLocalStorage } from 'node:async_hooks'
import type { Clock } from './clock.ts'
import { waitingCalls } from './waiting-calls.ts'

/** The part of a second whose turns one claim may take. It bounds how long a claim delays other processes. */
const LARGEST_CLAIM = 1 / 4

/**
 * The part of a second whose turns a claim takes in advance. Under 100 a second that is none; a high rate would
 * otherwise cost a claim for almost every call.
 */
const SPARE = 1 / 100

/** A turn that is not used within this time, in milliseconds, lapses: turns that were saved up would go out together. */
const LAPSE_MS = 100

interface LaneOptions {
  readonly perSecond: number
  /** Claims turns. `at`: the instant of the first one; or, if none was granted, when to ask again. Never fails. */
  readonly claim: (
    turns: number,
    isBackground: boolean,
  ) => Promise<{ readonly isGranted: boolean; readonly at: number }>
  /** Whether a call may go without a turn. */
  readonly isFree: () => boolean
  readonly clock: Clock
}

/**
 * The calls of this process that need turns of one bucket. Turns are claimed for those who wait, a few at a time, so that
 * no process is far ahead of the others.
 */
export function lane({ perSecond, claim, isFree, clock }: LaneOptions) {
  const intervalMs = 1000 / perSecond
  const most = Math.max(1, Math.floor(perSecond * LARGEST_CLAIM))
  const spare = Math.floor(perSecond * SPARE)
  const calls = waitingCalls()
  /** The turns that are claimed and not used; `at`: the instant of the first one. */
  let held = { at: 0, turns: 0 }
  let isClaiming = false
  let backgroundFrom = 0
  let cancelTimer = () => {}
  // A claim serves several requests, so it must not run in the context of one, which counts its statements.
  const outside = AsyncLocalStorage.snapshot()

  function useTurns(now: number): void {
    while (held.turns > 0 && held.at <= now) {
      if (held.at >= now - LAPSE_MS) {
        if (calls.isEmpty()) return
        calls.release()
      }
      held = { at: held.at + intervalMs, turns: held.turns - 1 }
    }
  }

  /** Does what can be done now, and sees to it that it is called when there is more to do. */
  function advance(): void {
    cancelTimer()
    const now = clock.now()
    useTurns(now)
    while (!calls.isEmpty() && isFree()) calls.release()
    if (calls.isEmpty() || isClaiming) return
    const next = held.turns > 0 ? held.at : calls.openings() > 0 ? now : backgroundFrom
    if (next > now) cancelTimer = clock.after(next - now, advance)
    else void claimTurns()
  }

  async function claimTurns(): Promise<void> {
    const openings = calls.openings()
    const turns = openings > 0 ? Math.min(openings + spare, most) : 1
    isClaiming = true
    const { isGranted, at } = await claim(turns, openings === 0)
    isClaiming = false
    if (isGranted) held = { at, turns }
    // The next turn for background work is free when those just granted are over.
    backgroundFrom = isGranted ? at + turns * intervalMs : at
    advance()
  }

  return {
    turn(isBackground: boolean, signal: AbortSignal): Promise<void> {
      const turn = calls.join(isBackground, signal)
      outside(advance)
      return turn
    },
  }
}
