import { randomNumbers } from '../../../packages/stripe-simulator/src/support/random-numbers.ts'
import { ACTS, type ActName, STARTS, type StartName } from './acts.ts'
import { type Draw, FAULTS } from './faulty-provider.ts'
import { type Choose, everySchedule, nameOf, play, replaying } from './schedules.ts'
import { memoryStage, type MemoryMutant } from './stage.ts'

/** What was played, and what came of it. */
export interface Played {
  /** Enough to play it again: see {@link replay}. */
  readonly name: string
  readonly schedule: string
  readonly violations: readonly string[]
  /** What happened: moves of tokens, failed calls, deaths. */
  readonly hits: ReadonlyMap<string, number>
}

interface Plot {
  readonly start: StartName
  readonly acts: readonly ActName[]
  readonly mutant?: MemoryMutant | undefined
  /** Which of the actors may die; nobody unless said. */
  readonly mortals?: readonly number[]
  readonly faults?: Draw
}

async function playOnce({ start, acts, mutant, mortals = [], faults }: Plot, choose: Choose): Promise<Played> {
  const stage = await memoryStage({ mutant, faults })
  const { watched } = stage
  let schedule = ''
  try {
    await STARTS[start](stage)
    watched.look('nobody', 'the beginning')
    stage.trouble()
    const actors = acts.map((name) => ACTS[name](stage))
    const recording: Choose = (moves) => {
      const move = choose(moves)
      schedule += nameOf(move)
      if ('death' in move) watched.hit('crashes')
      return move
    }
    await play(actors, {
      choose: recording,
      mortals,
      seen(actor, step) {
        if (step === 'saveLocked') watched.hit('saves under the lock')
        watched.look(acts[actor] ?? '', step)
      },
    })
    await stage.comesToRest()
  } catch (error) {
    watched.violate(`no bug: ${String(error)}`)
  }
  return {
    name: `${start}: ${acts.join(' ‖ ')}: ${schedule}`,
    schedule,
    violations: watched.violations,
    hits: watched.hits,
  }
}

/** What needs a link, or an account, that an earlier opening has brought about; or has so many steps that they are enough. */
const LATER: readonly string[] = [
  ...['event', 'return', 'refresh', 'rename', 'reset', 'reset and open'],
  ...['close', 'reject', 'unreject'],
]

/** What matters only while the account is not known. */
const EARLIER: readonly string[] = ['reset after another opening']

/** What an opening can meet: every other act, from every start at which there is something for it to do. */
export const PAIRS = Object.keys(STARTS).flatMap((start) =>
  Object.keys(ACTS)
    .filter((other) => start === 'opened' || !LATER.includes(other))
    .filter((other) => start === 'account lost' || !EARLIER.includes(other))
    .map((other) => ({ start: start as StartName, acts: ['open', other as ActName] as const })),
)

/** Every schedule of the two, and every one in which the opener dies. */
export function everyPlay(pair: (typeof PAIRS)[number], mutant?: MemoryMutant): AsyncGenerator<Played> {
  return everySchedule((choose) => playOnce({ ...pair, mutant, mortals: [0] }, choose))
}

/** A share of all calls to the provider fails. */
const FAULTY = 0.25
const DYING = 0.05

/** Three actors, one of them an opening, at a bad provider; in every other play somebody may die. All by the seed. */
export async function randomPlay(seed: number, mutant?: MemoryMutant): Promise<Played> {
  const random = randomNumbers(seed)
  const oneOf = <T>(things: readonly T[]): T => things[Math.floor(random() * things.length)] as T
  const names = Object.keys(ACTS) as ActName[]
  const start = oneOf(Object.keys(STARTS) as StartName[])
  const acts: ActName[] = ['open', oneOf(names), oneOf(names)]
  const mortals = random() < 0.5 ? [0, 1, 2] : []
  const faults: Draw = () => (random() < FAULTY ? oneOf(FAULTS) : undefined)
  return playOnce({ start, acts, mutant, mortals, faults }, (moves) => {
    const steps = moves.filter((move) => 'step' in move)
    const deaths = moves.filter((move) => 'death' in move)
    return deaths.length > 0 && random() < DYING ? oneOf(deaths) : oneOf(steps)
  })
}

/** Plays again what {@link everyPlay} has named: `opened: open ‖ revoke: AABA†B`. */
export function replay(name: string): Promise<Played> {
  const [start = '', acts = '', schedule = ''] = name.split(': ')
  return playOnce(
    { start: start as StartName, acts: acts.split(' ‖ ') as ActName[], mortals: [0] },
    replaying(schedule),
  )
}
