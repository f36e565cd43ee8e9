import t from 'tap'
import { everySchedule, nameOf, play, replaying, type Actor, type Choose } from './schedules.ts'

const steps =
  (count: number): Actor =>
  async (gate) => {
    for (let step = 1; step <= count; step += 1) await gate(`step ${step}`)
  }

async function told(actors: readonly Actor[], choose: Choose, mortals: readonly number[]): Promise<string> {
  let schedule = ''
  const recording: Choose = (moves) => {
    const move = choose(moves)
    schedule += nameOf(move)
    return move
  }
  await play(actors, { choose: recording, mortals, seen: () => {} })
  return schedule
}

async function all(actors: readonly Actor[], mortals: readonly number[] = []): Promise<string[]> {
  const schedules: string[] = []
  const run = (choose: Choose) => told(actors, choose, mortals)
  for await (const schedule of everySchedule(run)) schedules.push(schedule)
  return schedules
}

t.test('two actors with two steps each have six schedules', async (t) => {
  t.same((await all([steps(2), steps(2)])).toSorted(), ['AABB', 'ABAB', 'ABBA', 'BAAB', 'BABA', 'BBAA'])
})

t.test('two actors with six steps each have 924 schedules, each once', async (t) => {
  const schedules = await all([steps(6), steps(6)])
  t.equal(schedules.length, 924)
  t.equal(new Set(schedules).size, 924)
})

t.test('an actor dies at the beginning, and after each step that is not its last', async (t) => {
  t.same((await all([steps(2), steps(1)], [0])).toSorted(), ['A†B', 'AAB', 'AA†B', 'ABA', 'BAA', 'BAA†'].toSorted())
})

t.test('the report of a schedule is enough to repeat it', async (t) => {
  const again = (choose: Choose) => told([steps(3), steps(2)], choose, [0])
  for (const schedule of ['ABBAA', 'BABAA', 'AA†BB']) t.equal(await again(replaying(schedule)), schedule)
})

t.test('an actor that fails fails the schedule', async (t) => {
  const failing: Actor = async (gate) => {
    await gate('a step')
    throw new Error('failed')
  }
  await t.rejects(all([steps(1), failing]), { message: 'failed' })
})
