/** Waits until the schedule lets the actor take its next step, which is what it is about to do. */
export type Gate = (what: string) => Promise<void>

/** Somebody who does something step by step; between two steps anybody else may take theirs. */
export type Actor = (gate: Gate) => Promise<void>

/** What may happen next: a step of the actor with this number, or its death. */
export type Move = { readonly step: number } | { readonly death: number }

/** Says which of the moves happens next. */
export type Choose = (moves: readonly Move[]) => Move

interface Waiting {
  at: { readonly what: string; readonly go: () => void } | undefined
  arrived: PromiseWithResolvers<void>
  isDead: boolean
}

/**
 * Lets actors take their steps one at a time, in the order that is chosen, until all are done or dead. An actor in
 * `mortals` may die, but only one of them, and only at the very beginning or when it has just taken a step: a death
 * later than that is no other death, as nobody sees it in between.
 */
export async function play(
  actors: readonly Actor[],
  {
    choose,
    mortals = [],
    seen,
  }: {
    choose: Choose
    mortals?: readonly number[]
    /** Looks at the world after each step. */
    seen: (actor: number, step: string) => void
  },
): Promise<void> {
  const waiting: Waiting[] = actors.map(() => ({ at: undefined, arrived: Promise.withResolvers(), isDead: false }))
  const failed: unknown[] = []
  for (const [index, actor] of actors.entries()) {
    const me = waiting[index] as Waiting
    actor(async (what) => {
      const { promise, resolve } = Promise.withResolvers<void>()
      me.at = { what, go: resolve }
      me.arrived.resolve()
      await promise
    })
      .catch((error: unknown) => failed.push(error))
      .finally(() => me.arrived.resolve())
  }
  await Promise.all(waiting.map(({ arrived }) => arrived.promise))

  let last: number | undefined
  let someoneDied = false
  for (;;) {
    const ready = [...waiting.keys()].filter((index) => waiting[index]?.at !== undefined && !waiting[index].isDead)
    if (failed.length > 0) throw failed[0]
    if (ready.length === 0) return
    const deaths = ready.filter(
      (index) => mortals.includes(index) && !someoneDied && (last === index || last === undefined),
    )
    const move = choose([...ready.map((step) => ({ step })), ...deaths.map((death) => ({ death }))])
    if ('death' in move) {
      someoneDied = true
      ;(waiting[move.death] as Waiting).isDead = true
      continue
    }
    last = move.step
    const actor = waiting[move.step] as Waiting
    const { what = '', go } = actor.at ?? {}
    actor.at = undefined
    actor.arrived = Promise.withResolvers()
    go?.()
    await actor.arrived.promise
    seen(move.step, what)
  }
}

/** A letter for a step, and a `†` behind it for a death: schedules are words made of these. */
export const nameOf = (move: Move) => ('step' in move ? letterOf(move.step) : `${letterOf(move.death)}†`)

const letterOf = (index: number) => String.fromCharCode('A'.charCodeAt(0) + index)

/** Runs once for each schedule there is, each once. What is asked of a run must not be random. */
export async function* everySchedule<T>(run: (choose: Choose) => Promise<T>): AsyncGenerator<T> {
  let prefix: readonly number[] | undefined = []
  while (prefix !== undefined) {
    const before: readonly number[] = prefix
    const trail: { chosen: number; of: number }[] = []
    yield await run((moves) => {
      const chosen = before[trail.length] ?? 0
      trail.push({ chosen, of: moves.length })
      return moves[chosen] as Move
    })
    const last = trail.findLastIndex(({ chosen, of }) => chosen + 1 < of)
    prefix = last === -1 ? undefined : trail.slice(0, last + 1).map(({ chosen }, at) => chosen + (at === last ? 1 : 0))
  }
}

/** Chooses as a schedule says that was told before; when it is used up, the first that is ready goes on. */
export function replaying(schedule: string): Choose {
  const told = [...schedule.matchAll(/[A-Z]†?/g)].values()
  return (moves) => {
    const { value } = told.next()
    const wanted = moves.find((move) => nameOf(move) === value?.[0])
    return wanted ?? (moves[0] as Move)
  }
}
