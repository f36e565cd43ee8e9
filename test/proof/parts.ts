import type { ProofPart } from './frame.ts'
import { clocks } from './parts/clocks.ts'
import { crashPoints } from './parts/crash-points.ts'
import { databaseFaults } from './parts/database-faults.ts'
import { failover } from './parts/failover.ts'
import { histories } from './parts/histories.ts'
import { interleavings } from './parts/interleavings.ts'
import { movingIn } from './parts/moving-in.ts'
import { rollingUpgrade } from './parts/rolling-upgrade.ts'
import { schedules } from './parts/schedules.ts'
import { stalledStripe } from './parts/stalled-stripe.ts'
import { stopping } from './parts/stopping.ts'
import { teeth } from './parts/teeth.ts'

/** The parts of the proof, in the order in which they run. */
export const PARTS: readonly ProofPart[] = [
  interleavings,
  histories,
  schedules,
  teeth,
  crashPoints,
  databaseFaults,
  failover,
  stalledStripe,
  stopping,
  clocks,
  rollingUpgrade,
  movingIn,
]
