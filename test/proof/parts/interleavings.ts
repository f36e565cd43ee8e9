import { missedFloors, type ProofPart } from '../frame.ts'
import { FAULTS } from '../memory/faulty-provider.ts'
import { everyPlay, PAIRS, type Played, randomPlay, replay } from '../memory/plays.ts'
import { LEGAL_MOVES } from '../memory/watch.ts'

const RANDOM_PLAYS = { small: 2000, full: 50_000 }

/** What staff do to accounts. */
const MANAGED = ['resets', 'account_closed', 'account_rejected', 'account_unrejected']

/** How often each legal move and each kind of failure happens at least, over all plays. */
const LEAST = { small: 50, full: 200 }
/**
 * T2: the use cases over memory adapters, one port call at a time. What two of them can do to each other is tried in
 * every order there is, not in those that a clock happens to bring about; three of them in random orders.
 * `TEST_PLAY='opened: open ‖ revoke: AABB'` plays one schedule again.
 */
export const interleavings: ProofPart = {
  id: 'T2',
  claim:
    'In whatever order an opening and another act take their steps, and wherever the opener dies, nothing is lost.',
  async run({ size, seed, say, deadline }) {
    const violations: string[] = []
    const counts: Record<string, number> = {
      'pairs of acts': 0,
      'schedules of two': 0,
      'with a death of the opener': 0,
    }
    const happened: Record<string, number> = Object.fromEntries(
      [...LEGAL_MOVES, 'saves under the lock', 'crashes', ...MANAGED, ...FAULTS].map((what) => [what, 0]),
    )
    function note({ name, violations: found, hits }: Played, how = `TEST_PLAY='${name}'`): void {
      for (const violation of found) violations.push(`${violation} (${how})`)
      for (const [what, times] of hits) happened[what] = (happened[what] ?? 0) + times
    }

    const again = process.env['TEST_PLAY']
    if (again !== undefined) {
      note(await replay(again))
      return { counts: { 'schedules played again': 1 }, violations, seed }
    }
    for (const pair of PAIRS) {
      let schedules = 0
      for await (const played of everyPlay(pair)) {
        note(played)
        schedules += 1
        const what = played.schedule.includes('†') ? 'with a death of the opener' : 'schedules of two'
        counts[what] = (counts[what] ?? 0) + 1
        if (deadline.aborted) throw new Error('there was no time to play every schedule')
      }
      counts['pairs of acts'] = (counts['pairs of acts'] ?? 0) + 1
      say(`${pair.start}: ${pair.acts.join(' ‖ ')}: ${schedules} schedules`)
    }
    let plays = 0
    for (; plays < RANDOM_PLAYS[size] && !deadline.aborted; plays += 1) {
      const played = await randomPlay(seed + plays)
      note(played, `TEST_SEED=${seed}, play ${plays}: ${played.name}`)
    }
    counts['random schedules of three'] = plays
    const floors = Object.fromEntries(Object.keys(happened).map((what) => [what, LEAST[size]]))
    violations.push(
      ...missedFloors(counts, { 'random schedules of three': RANDOM_PLAYS[size] }),
      ...missedFloors(happened, floors),
    )
    return { counts: { ...counts, ...happened }, violations, seed }
  },
}
