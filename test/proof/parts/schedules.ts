import { once } from 'node:events'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { LEGAL_MOVES } from '../any-sequence.ts'
import { missedFloors, type ProofPart } from '../frame.ts'
import { ACTS, AT_ONCE, type PlayedBatch } from '../service/batch.ts'
import { FAULT_NAMES } from '../service/faults.ts'

const LANES = 2
const BATCHES = { small: 2, full: 100 }

/**
 * How often each legal move, each kind of failure, each fate of a webhook, … happens at least. The small size is bounded
 * by time, too: on a busy machine it is one batch in each lane.
 */
const LEAST = {
  small: { schedules: LANES * AT_ONCE, move: 1, fault: 2, webhook: 1, often: 1, rare: 0 },
  full: { schedules: LANES * BATCHES.full * AT_ONCE, move: 200, fault: 500, webhook: 300, often: 200, rare: 10 },
}
/** What staff do to accounts, and what the service does by itself about clients that have to act. */
const OFTEN = ['reset: reset', 'manage: reject managed', 'end: reset']
const RARE = [
  ...['manage: close managed', 'manage: unreject managed'],
  ...['issued by remedy', 'issued by reminder', 'emailed action_required', 'emailed reminder'],
]
const WEBHOOKS = ['event in time', 'event late', 'event doubled', 'event: lost']

/**
 * T3: random acts of clients, staff, Stripe and the worker, at once and at two instances, on PostgreSQL, while a quarter
 * of all calls to Stripe fails. A batch whose seed is told as `TEST_SEED` is the first that is played.
 */
export const schedules: ProofPart = {
  id: 'T3',
  claim:
    'Whatever happens concurrently, on two instances of two platforms and a failing Stripe, no client has two accounts, loses a token, is stuck or is touched by the other platform.',
  async run({ size, seed, say, deadline }) {
    const violations: string[] = []
    const happened = new Map<string, number>([['schedules', 0]])
    function note(batch: PlayedBatch): void {
      violations.push(...batch.violations)
      for (const violation of batch.violations) say(violation)
      const counted = new Map([...batch.hits, ...batch.moves, ...batch.faults, ['schedules', AT_ONCE]])
      for (const [what, times] of counted) happened.set(what, (happened.get(what) ?? 0) + times)
      const played = happened.get('schedules') ?? 0
      if (played % 1000 === 0) say(`${played} schedules, ${violations.length} violations`)
    }
    const lanes = Array.from({ length: LANES }, (_lane, lane) =>
      playLane({ seed: seed + lane * BATCHES[size], batches: BATCHES[size] }, note, deadline),
    )
    await Promise.all(lanes)

    const floors = {
      schedules: LEAST[size].schedules,
      ...Object.fromEntries(LEGAL_MOVES.map((move) => [move, LEAST[size].move])),
      ...Object.fromEntries(FAULT_NAMES.map((fault) => [fault, LEAST[size].fault])),
      ...Object.fromEntries(OFTEN.map((what) => [what, LEAST[size].often])),
      ...Object.fromEntries(RARE.map((what) => [what, LEAST[size].rare])),
      ...Object.fromEntries(WEBHOOKS.map((fate) => [fate, LEAST[size].webhook])),
    }
    const told = ['schedules', ...ACTS, ...Object.keys(floors).filter((what) => what !== 'schedules')]
    const counts = Object.fromEntries(told.map((what) => [what, happened.get(what) ?? 0]))
    return { counts, violations: [...violations, ...missedFloors(counts, floors)], seed }
  },
}

async function playLane(
  lane: { readonly seed: number; readonly batches: number },
  note: (batch: PlayedBatch) => void,
  deadline: AbortSignal,
): Promise<void> {
  // Nothing of tap's own loaders, which would only slow it down.
  const worker = new Worker(join(import.meta.dirname, '../service/lane.ts'), { workerData: lane, execArgv: [] })
  worker.on('message', note)
  deadline.addEventListener('abort', () => worker.postMessage('stop'))
  const [code] = await once(worker, 'exit')
  if (code !== 0) throw new Error(`a lane ended with ${code}`)
}
